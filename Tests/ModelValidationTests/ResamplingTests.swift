import Distributions
import Foundation
import GeneralizedLinearModels
import ModelFormula
import Tables
import TestSupport
import Testing

@testable import ModelValidation

/// Optimism by given samples and figures by given folds, as `Reference/resampling.R` made them.
private struct ResamplingReference: Decodable {
    let samples: [[Int]]
    let names: [String]
    let apparent: [Double]
    let optimism: [Double]
    let low: [Double]
    let high: [Double]
    let folds: [[Int]]
    let crossValidated: [[Double]]

    static func read() throws -> ResamplingReference {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(
            ResamplingReference.self, from: Data(contentsOf: referenceURL("resampling.json")))
    }
}

/// AUC by all pairs, Brier's score, and the slope of the outcome on the log-odds.
@Sendable private func figures(_ cases: ScoredCases) -> [Double?] {
    let rows = cases.hasEvent.indices
    let count = cases.count ?? [Double](repeating: 1, count: cases.rowCount)
    var (order, pairs, square) = (0.0, 0.0, 0.0)
    for i in rows {
        let off = cases.risk[i] - (cases.hasEvent[i] ? 1 : 0)
        square += count[i] * off * off
        for j in rows where cases.hasEvent[i] && !cases.hasEvent[j] {
            let (a, b) = (cases.logOdds[i], cases.logOdds[j])
            order += count[i] * count[j] * (a > b ? 1 : a == b ? 0.5 : 0)
            pairs += count[i] * count[j]
        }
    }
    guard pairs > 0 else { return [nil, nil, nil] }
    var (intercept, slope) = (0.0, 1.0)
    for _ in 0..<50 {
        var (u0, u1, a, b, c) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for i in rows {
            let x = cases.logOdds[i]
            let p = 1 / (1 + exp(-intercept - slope * x))
            let r = count[i] * ((cases.hasEvent[i] ? 1 : 0) - p)
            let w = count[i] * p * (1 - p)
            (u0, u1, a, b, c) = (u0 + r, u1 + r * x, a + w, b + w * x, c + w * x * x)
        }
        let determinant = a * c - b * b
        intercept += (c * u0 - b * u1) / determinant
        slope += (a * u1 - b * u0) / determinant
    }
    return [order / pairs, square / cases.caseCount, slope]
}

struct ResamplingTests {
    private static func fit(_ text: String, _ formula: String) throws -> GLMFit {
        try GLM().fit(
            ModelFrame(Formula(parsing: formula), table: CSVReader.read(Array(text.utf8))))
    }

    private static func cohort() throws -> String {
        try String(contentsOf: referenceURL("resampling.csv"), encoding: .utf8)
    }

    private static func cases(_ fit: GLMFit) throws -> ScoredCases {
        let refits = try ModelRefits(fit, seed: 1)
        guard case .fitted(let predictors) = refits.linearPredictors(holdingOut: { _ in false })
        else { throw CocoaError(.coderInvalidValue) }
        return ScoredCases(hasEvent: fit.frame.outcome.map { $0 == 1 }, logOdds: predictors)
    }

    @Test func optimismIsThatOfR() throws {
        let expected = try ResamplingReference.read()
        let fit = try Self.fit(Self.cohort(), "neet ~ sex + ward + absence + contacts")
        let refits = try ModelRefits(fit, seed: 1)
        let cases = try Self.cases(fit)
        let samples = expected.samples
        let found = OptimismBootstrap(
            refits, cases: cases, replicates: samples.count, confidence: 0.9, threads: 2,
            weights: { sample in
                var counts = [Double](repeating: 0, count: cases.rowCount)
                for row in samples[sample] { counts[row - 1] += 1 }
                return counts
            }, figures: figures)
        #expect(found.fitted == samples.count && samples.count == 40)
        for (k, one) in found.figures.enumerated() {
            let name = "\(expected.names[k])"
            #expect(
                relativeError(try #require(one.apparent), expected.apparent[k]) < 1e-10, "\(name)")
            let optimism = try #require(one.optimism)
            #expect(abs(optimism - expected.optimism[k]) < 1e-10, "\(name)")
            #expect(
                one.estimate == one.apparent.map { $0 - optimism } && one.samples == 40, "\(name)")
            guard expected.names[k] != "slope" else {
                #expect(one.interval == nil)
                continue
            }
            let interval = try #require(one.interval)
            #expect(abs(interval.low - expected.low[k]) < 1e-10, "\(name)")
            #expect(abs(interval.high - expected.high[k]) < 1e-10, "\(name)")
        }
    }

    @Test func crossValidationIsThatOfR() throws {
        let expected = try ResamplingReference.read()
        let fit = try Self.fit(Self.cohort(), "neet ~ sex + ward + absence + contacts")
        let refits = try ModelRefits(fit, seed: 1)
        let cases = try Self.cases(fit)
        let splits = try expected.folds.map {
            try #require(CrossValidationFolds(fold: $0, count: 5))
        }
        let crossed = RepeatedCrossValidation(refits, splits: splits, threads: 2)
        #expect(crossed.repeats.count == 3 && crossed.folds == 5)
        for (turn, known) in expected.crossValidated.enumerated() {
            let own = figures(crossed.cases(ofRepeat: turn, cases))
            for k in known.indices {
                #expect(relativeError(try #require(own[k]), known[k]) < 1e-9, "\(turn) \(k)")
            }
        }
        let means = crossed.figures(cases, figures)
        for k in means.indices {
            let known = expected.crossValidated.map { $0[k] }
            let own = try #require(means[k])
            #expect(relativeError(own.mean, known.reduce(0, +) / 3) < 1e-9)
            #expect(relativeError(own.low, known.min() ?? 0) < 1e-9)
            #expect(relativeError(own.high, known.max() ?? 0) < 1e-9)
        }
    }

    /// A sample's model is the model fitted to the sample's rows written out.
    @Test(arguments: 0..<12) func aSampleIsItsRowsWrittenOut(_ seed: Int) throws {
        let lines = try Self.cohort().split(separator: "\n")
        let formula = "neet ~ sex + ward * absence + contacts"
        let fit = try Self.fit(lines.joined(separator: "\n"), formula)
        let families = lines.dropFirst().map { Int($0.split(separator: ",")[1]) ?? 0 }
        let clusters = seed % 2 == 0 ? families : nil
        let refits = try ModelRefits(fit, clusters: clusters, seed: UInt64(seed))
        let counts = refits.caseWeights(ofSample: 3)
        if let clusters {
            var byFamily: [Int: Set<Double>] = [:]
            for (family, count) in zip(clusters, counts) {
                byFamily[family, default: []].insert(count)
            }
            #expect(byFamily.values.allSatisfy { $0.count == 1 })
            #expect(refits.unitCount == byFamily.count)
        } else {
            #expect(counts.reduce(0, +) == 240 && refits.unitCount == 240)
        }
        var text = [lines[0]]
        for (row, count) in counts.enumerated() {
            text += [Substring](repeating: lines[row + 1], count: Int(count))
        }
        guard case .fitted(let predictors) = refits.linearPredictors(caseWeights: counts) else {
            Issue.record("the sample has a fit")
            return
        }
        let model = try FittedModel(
            Self.fit(text.joined(separator: "\n"), formula),
            FittedModel.Origins(engineVersion: "0"))
        let table = try CSVReader.read(Array(lines.joined(separator: "\n").utf8))
        let known = try Predictor(model, confidence: 0.9).predict(
            TableChunk(table: table, unreadable: [:], firstUnreadable: nil))
        for (own, prediction) in zip(predictors, known) {
            let mean = try #require(prediction.mean)
            #expect(relativeError(1 / (1 + exp(-own)), mean) < 1e-9)
        }
    }

    /// Cases of a level that no case fitted has get no prediction, and the others theirs.
    @Test func aLevelThatIsHeldOutHasNoPrediction() throws {
        let lines = try Self.cohort().split(separator: "\n")
        for reference in ["a", "c"] {
            let fit = try Self.fit(
                lines.joined(separator: "\n"),
                "neet ~ sex + C(ward, ref = \"\(reference)\") + absence")
            let refits = try ModelRefits(fit, seed: 1)
            let isOut = lines.dropFirst().map { $0.split(separator: ",")[3] == "c" }
            guard case .fitted(let predictors) = refits.linearPredictors(holdingOut: { isOut[$0] })
            else {
                Issue.record("the rest has a fit")
                return
            }
            let rest = [lines[0]] + zip(lines.dropFirst(), isOut).filter { !$1 }.map(\.0)
            let smaller = try Self.fit(rest.joined(separator: "\n"), "neet ~ sex + ward + absence")
            let own = try Self.cases(smaller)
            var kept = own.logOdds.makeIterator()
            for (row, value) in predictors.enumerated() {
                guard !isOut[row] else {
                    #expect(value.isNaN)
                    continue
                }
                #expect(abs(value - (kept.next() ?? .nan)) < 1e-9)
            }
        }
    }

    @Test func threadsChangeNoBit() throws {
        let fit = try Self.fit(Self.cohort(), "neet ~ sex + ward + absence + contacts")
        let refits = try ModelRefits(fit, seed: 7)
        let cases = try Self.cases(fit)
        let answers = [1, 2, 5].map {
            OptimismBootstrap(
                refits, cases: cases, replicates: 30, confidence: 0.9, threads: $0,
                figures: figures)
        }
        #expect(answers[0].figures == answers[1].figures)
        #expect(answers[0].figures == answers[2].figures)
        let crossed = try [1, 3].map {
            try RepeatedCrossValidation(
                refits, outcome: fit.frame.outcome, weights: nil, families: nil, folds: 10,
                repeats: 2, seed: 3, threads: $0)
        }
        for turn in 0..<2 {
            #expect(crossed[0].repeats[turn].logOdds == crossed[1].repeats[turn].logOdds)
        }
        #expect(crossed[0].repeats[0].fold != crossed[0].repeats[1].fold)
    }

    @Test func whatIsInfiniteIsRefusedInWords() throws {
        let text = "y,g\n1,a\n0,a\n1,a\n0,b\n0,b\n0,b\n1,c\n0,c\n"
        let fit = try Self.fit(text, "y ~ g")
        #expect {
            try ModelRefits(fit, seed: 1)
        } throws: {
            ($0 as? FitError)?.message.contains("g[b]") == true
        }
    }
}
