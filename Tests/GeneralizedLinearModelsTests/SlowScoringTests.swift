#if arch(x86_64)
    import Distributions
    import Foundation
    import ModelFormula
    import Tables
    import TestSupport
    import Testing

    @testable import GeneralizedLinearModels

    /// Outcomes far from what the family expects, under weights of very different size, where Fisher's
    /// scoring nears the maximum slowly: the end is held against Newton's method in 80 bits.
    struct SlowScoringTests {
        enum Kind: String, CaseIterable, CustomTestStringConvertible {
            case gammaLog, gaussianLog, cloglog

            var testDescription: String { rawValue }

            var regression: GLM {
                switch self {
                case .gammaLog: GLM(family: .gamma, link: .log, weightKind: .precision)
                case .gaussianLog: GLM(family: .gaussian, link: .log, weightKind: .precision)
                case .cloglog: GLM(family: .binomial, link: .cloglog, weightKind: .precision)
                }
            }

            var response: Response.Request {
                switch self {
                case .gammaLog: .positiveNumbers
                case .gaussianLog: .numbers
                case .cloglog: .binary
                }
            }

            /// The derivative of a row's log-likelihood by its linear predictor, and less the second one.
            func parts(_ eta: Float80, _ y: Float80) -> (slope: Float80, curvature: Float80) {
                switch self {
                case .gammaLog:
                    let share = y * Foundation.exp(-eta)
                    return (share - 1, share)
                case .gaussianLog:
                    let mean = Foundation.exp(eta)
                    return ((y - mean) * mean, mean * mean - (y - mean) * mean)
                case .cloglog:
                    // With t = exp η an event adds log(1 - exp(-t)), any other row -t.
                    let t = Foundation.exp(eta)
                    guard y == 1 else { return (-t, t) }
                    let odds = 1 / Foundation.expm1(t)
                    return (t * odds, -t * odds * (1 - t * (1 + odds)))
                }
            }
        }

        private struct Row {
            let x: [Float80]
            let y: Float80
            let weight: Float80
        }

        @Test(arguments: Kind.allCases)
        func whatConvergesIsTheMaximum(_ kind: Kind) throws {
            var stream = RandomStream(seed: 11)
            var (settled, lost, rounded) = (0, 0, 0)
            for trial in 0..<150 {
                let rows = drawn(kind, isMisspecified: trial % 2 == 0, &stream)
                let columns = (1..<rows[0].x.count).map { "x\($0)" }
                var lines = ["y,w," + columns.joined(separator: ",")]
                for row in rows {
                    let numbers = [row.y, row.weight] + row.x.dropFirst()
                    lines.append(numbers.map { "\(Double($0))" }.joined(separator: ","))
                }
                let table = try CSVReader.read(Array(lines.joined(separator: "\n").utf8))
                let formula = try Formula(parsing: "y ~ " + columns.joined(separator: " + "))
                // A draw of one outcome alone, or of separated ones, has no maximum to compare.
                guard
                    let frame = try? ModelFrame(
                        formula, table: table, weights: "w", weightsAreCounts: false,
                        response: kind.response),
                    let fit = try? kind.regression.fit(frame), fit.directions.isEmpty
                else { continue }
                guard fit.isConverged else {
                    lost += 1
                    continue
                }
                guard let exact = maximum(rows, kind, from: fit.estimates) else {
                    lost += 1
                    continue
                }
                settled += 1
                var worst = 0.0
                for (k, estimate) in fit.estimates.enumerated() {
                    let off = abs(Double(exact[k] - Float80(estimate)))
                    worst = max(worst, off / max(fit.standardErrors[k] ?? 0, abs(estimate)))
                }
                // Weights of e^±18 and residuals that dwarf their means leave sums of doubles fewer
                // digits than 1e-10 wants, in a few of the draws.
                #expect(worst <= 1e-7, "trial \(trial), \(fit.iterations) steps")
                if worst > 1e-10 { rounded += 1 }
            }
            #expect(settled > 100)
            #expect(lost <= 4)
            #expect(rounded <= 4)
        }

        private func drawn(_ kind: Kind, isMisspecified: Bool, _ stream: inout RandomStream)
            -> [Row]
        {
            let count = 20 + stream.index(below: 100)
            let columns = 1 + stream.index(below: 3)
            let spread = 4 * stream.uniform()
            let weightSpread = 6 * stream.uniform()
            return (0..<count).map { _ in
                let x = (0..<columns).map { _ in (1 + stream.uniform() * 2) * stream.normal() }
                let noise = stream.normal()
                let y =
                    switch kind {
                    case .gammaLog:
                        exp((isMisspecified ? 0.5 * x[0] * x[0] : 0) + spread * noise)
                    case .gaussianLog: exp(0.3 * x[0]) + spread * noise
                    case .cloglog: noise + x[0] * x[0] - 1 > 0 ? 1.0 : 0
                    }
                let weight = exp(weightSpread * stream.normal())
                return Row(x: [1] + x.map { Float80($0) }, y: Float80(y), weight: Float80(weight))
            }
        }

        /// Where Newton's method with the observed information ends in 80 bits; nil where it does not.
        private func maximum(_ rows: [Row], _ kind: Kind, from start: [Double]) -> [Float80]? {
            let p = start.count
            var beta = start.map { Float80($0) }
            let total = rows.reduce(0) { $0 + $1.weight }
            for _ in 0..<200 {
                var score = [Float80](repeating: 0, count: p)
                var information = [[Float80]](repeating: score, count: p)
                for row in rows {
                    let eta = zip(row.x, beta).reduce(0) { $0 + $1.0 * $1.1 }
                    let (slope, curvature) = kind.parts(eta, row.y)
                    for j in 0..<p {
                        score[j] += row.weight * slope * row.x[j]
                        for i in 0..<p {
                            information[i][j] += row.weight * curvature * row.x[i] * row.x[j]
                        }
                    }
                }
                guard let step = solution(information, score) else { return nil }
                for k in 0..<p { beta[k] += step[k] }
                let decrement = zip(step, score).reduce(0) { $0 + $1.0 * $1.1 }
                if abs(decrement) < 1e-30 * total { return beta }
            }
            return nil
        }

        /// Gauss's elimination.
        private func solution(_ matrix: [[Float80]], _ right: [Float80]) -> [Float80]? {
            var (a, t) = (matrix, right)
            let p = right.count
            for k in 0..<p {
                guard a[k][k] != 0 else { return nil }
                for i in 0..<p where i > k {
                    let factor = a[i][k] / a[k][k]
                    for j in k..<p { a[i][j] -= factor * a[k][j] }
                    t[i] -= factor * t[k]
                }
            }
            for k in (0..<p).reversed() {
                for j in 0..<p where j > k { t[k] -= a[k][j] * t[j] }
                t[k] /= a[k][k]
            }
            return t
        }
    }
#endif
