import CKernels
import Foundation
import LinearAlgebra
import ModelFormula
import Tables
import TestSupport
import Testing

@testable import GeneralizedLinearModels

/// A cohort with factors, numbers of few values and, if asked for, numbers of many.
private func cohort(_ seed: Int, rows: Int) throws -> Table {
    var random = Seeded(seed)
    let levels = (0..<4).map { _ in 2 + random.below(6) }
    var lines = ["y,a,b,c,d,age,x,z,w,o"]
    for _ in 0..<rows {
        let codes = levels.map { random.below($0) }
        // Level 0 of c never meets level 1 of a: cells without a row.
        let c = codes[0] == 1 && codes[2] == 0 ? 1 : codes[2]
        let (x, z) = (random.next() * 4 - 2, random.next())
        let eta = -0.7 + 0.3 * x + 0.2 * Double(codes[0]) - 0.3 * Double(c) + z * 0.4
        let y = random.next() < 1 / (1 + exp(-eta)) ? 1 : 0
        lines.append(
            "\(y),a\(codes[0]),b\(codes[1]),c\(c),d\(codes[3]),\(11 + random.below(4)),\(x),\(z),"
                + "\(1 + random.below(3)),\(Double(random.below(3)) / 4)")
    }
    return try CSVReader.read(Array(lines.joined(separator: "\n").utf8))
}

private func pass(
    _ table: Table, _ formula: String, weighted: Bool = false,
    _ shortcuts: RowPass.Shortcuts, threads: Int = 1
) throws -> RowPass {
    let frame = try ModelFrame(
        Formula(parsing: formula), table: table, weights: weighted ? "w" : nil)
    let design = Design(
        DesignSpecification(model: frame.model, schemas: frame.schemas), values: frame.values,
        rowCount: frame.rowCount, threads: threads)
    return RowPass(
        design: design, outcome: frame.outcome, prior: frame.weights, offset: frame.offset,
        threads: threads, shortcuts: shortcuts)
}

/// Whether two passes have the same sums, each on the scale of the information it belongs to.
private func expectAlike(
    _ a: RowPass.Sums, _ b: RowPass.Sums, _ tolerance: Double, _ comment: Comment
) {
    let size = (0..<a.information.rows).map { b.information[$0, $0].squareRoot() }
    #expect(relativeError(a.logLikelihood, b.logLikelihood) < tolerance, comment)
    for i in size.indices {
        // A score is a sum of terms of both signs: what it is made of is Σ w (y - μ)², about Hᵢᵢ.
        #expect(
            abs(a.score[i] - b.score[i]) <= tolerance * max(size[i] * size[i], size[i]), comment)
        for j in size.indices {
            #expect(
                abs(a.information[i, j] - b.information[i, j]) <= tolerance * size[i] * size[j],
                comment)
        }
    }
}

private let formulas = [
    "y ~ a + b + c + d", "y ~ a + b + c + d + x + z", "y ~ a * c + b + d + x",
    "y ~ a * x + b * z + c + d", "y ~ 0 + a + b + c:d + offset(o)", "y ~ a:b:c + d + age + x",
    "y ~ a + b + c + d + x:z + a:x:z + offset(o)", "y ~ b + d:age + poly(x, 12) + c",
]

struct ShortcutTests {
    @Test(arguments: 0..<96) func jointFactorsGiveTheSumsOfTheirFactors(_ seed: Int) throws {
        let formula = formulas[seed % formulas.count]
        let table = try cohort(seed, rows: [40, 1500, 2500, 5000][seed / 8 % 4])
        let weighted = seed % 3 == 0
        let raw = try pass(table, formula, weighted: weighted, .none)
        let packed = try pass(
            table, formula, weighted: weighted, RowPass.Shortcuts(collapsesFrom: nil))
        // Where interactions are large the plan may leave every block by itself.
        if raw.design.rowCount >= 2500, ![4, 5, 7].contains(seed % 8) {
            #expect(packed.packed.groups.contains { $0.members.count > 1 })
        }
        #expect(raw.packed.groups.allSatisfy { $0.members.count == 1 })
        var random = Seeded(seed + 1000)
        let beta = (0..<raw.design.columnCount).map { _ in random.next() - 0.5 }
        expectAlike(packed.sums(at: beta), raw.sums(at: beta), 1e-13, "\(seed) \(formula)")
        let (a, b) = (packed.crossProduct(), raw.crossProduct())
        for i in 0..<a.rows {
            for j in 0..<a.rows {
                let size = (b[i, i] * b[j, j]).squareRoot()
                #expect(abs(a[i, j] - b[i, j]) <= 1e-13 * size, "\(seed) \(formula)")
            }
        }
        let moves = (packed.product(beta), raw.product(beta))
        let bound = packed.bound(beta)
        for (x, y) in zip(moves.0, moves.1) { #expect(abs(x - y) < 1e-13 * (1 + bound)) }
        #expect(moves.1.allSatisfy { abs($0) <= bound * (1 + 1e-12) })
    }

    @Test(arguments: 0..<60) func rowsAlikeSummedAsOneGiveTheSameFit(_ seed: Int) throws {
        let formula = [
            "y ~ a + b + c", "y ~ a * c + age", "y ~ a + age:c + offset(o)", "y ~ 1",
            "y ~ poly(age, 2) + a",
        ][seed % 5]
        let table = try cohort(seed, rows: 6000)
        let raw = try pass(table, formula, weighted: seed % 2 == 0, .none)
        let together = try pass(
            table, formula, weighted: seed % 2 == 0, RowPass.Shortcuts(collapsesFrom: 1))
        #expect(together.summedRowCount <= 1500 && raw.summedRowCount == 6000)
        var random = Seeded(seed + 1000)
        let beta = (0..<raw.design.columnCount).map { _ in random.next() - 0.5 }
        expectAlike(together.sums(at: beta), raw.sums(at: beta), 1e-12, "\(seed) \(formula)")
        let kept = Aliasing.find(raw).kept
        #expect(Aliasing.find(together).kept == kept)
        let start = [Double](repeating: 0, count: beta.count)
        let a = Newton(pass: together, active: kept).run(from: start)
        let b = Newton(pass: raw, active: kept).run(from: start)
        guard case .converged = b.ending else { return }
        #expect(relativeError(a.sums.logLikelihood, b.sums.logLikelihood) < 1e-12)
        for (k, column) in kept.enumerated() {
            let error = OriginalScale.length(ofRow: k, b.inverseRoot)
            #expect(abs(a.beta[column] - b.beta[column]) < 1e-12 * max(1, error))
            #expect(relativeError(OriginalScale.length(ofRow: k, a.inverseRoot), error) < 1e-12)
        }
    }

    @Test func rowsThatAreAllDifferentAreLeftAsTheyAre() throws {
        let table = try cohort(7, rows: 6000)
        let all = try pass(table, "y ~ a + x", RowPass.Shortcuts(collapsesFrom: 1))
        #expect(all.summedRowCount == 6000)
    }

    /// Both ways of a fit, from a sample of its rows and from the share of events, end at one place.
    @Test(arguments: ["y ~ a + b + c + d + x + z", "y ~ a * x + c + offset(o)"])
    func aStartFromASampleEndsWhereAColdOneDoes(_ formula: String) throws {
        let all = try pass(try cohort(3, rows: 120_000), formula, RowPass.Shortcuts(), threads: 2)
        let sample = try #require(RowSample(all))
        #expect(sample.provesIndependence)
        let active = Array(0..<all.design.columnCount)
        let cold = [Double](repeating: 0, count: active.count)
        let start = try #require(sample.start(from: cold, active: active))
        // Steps with the information of the sample, and of a place near, end where Newton's own would:
        // what is left for those is one, which confirms it.
        let newton = Newton(pass: all, active: active)
        let near = newton.approach(start)
        let a = newton.run(from: near.beta, after: near.passes)
        let b = newton.run(from: cold)
        #expect(a.iterations == near.passes + 1)
        #expect(relativeError(a.sums.logLikelihood, b.sums.logLikelihood) < 1e-13)
        for k in active {
            let error = OriginalScale.length(ofRow: k, b.inverseRoot)
            #expect(abs(a.beta[k] - b.beta[k]) < 1e-10 * error)
            #expect(relativeError(OriginalScale.length(ofRow: k, a.inverseRoot), error) < 1e-10)
        }
    }

    /// A term's likelihood ratio from the maximum of all terms is that of two fits.
    @Test func smallerModelsFromTheMaximumOfAllEndWhereTheirFitsDo() throws {
        let table = try cohort(5, rows: 110_000)
        let frame = try ModelFrame(Formula(parsing: "y ~ a + b * x + c + z"), table: table)
        let fit = try GLM(threads: 2).fit(frame)
        let smaller = try #require(SmallerModels(fit))
        let terms = fit.specification.model.terms
        var climbed = 0
        for gone in terms where !terms.contains(where: { $0 != gone && $0.contains(gone) }) {
            let kept = terms.filter { $0 != gone }
            let cold = fit.value(of: kept)
            guard let warm = smaller.value(ofTerms: kept) else { continue }
            climbed += 1
            #expect(warm.rank == cold.rank)
            #expect(abs(warm.value - cold.value) < 1e-13 * abs(cold.value))
        }
        #expect(climbed >= 4)
    }

    @Test func aSampleProvesNothingOfColumnsThatAreMadeUpOfOthers() throws {
        let all = try pass(
            try cohort(3, rows: 120_000), "y ~ a + x + z + I(2 * x - z + 1)", RowPass.Shortcuts())
        #expect(try #require(RowSample(all)).provesIndependence == false)
        #expect(Aliasing.find(all).dependent.count == 1)
    }

    /// A level of which every row had the outcome, too rare for a sample to hold many of its rows.
    @Test func aRareLevelThatSeparatesIsFoundAmongManyRows() throws {
        var random = Seeded(9)
        var lines = ["y,ward,x"]
        for row in 0..<120_000 {
            let x = random.next()
            let isRare = row % 8000 == 17
            let y = isRare || random.next() < 0.2 + 0.3 * x ? 1 : 0
            lines.append("\(y),\(isRare ? "rare" : "w\(random.below(5))"),\(x)")
        }
        let table = try CSVReader.read(Array(lines.joined(separator: "\n").utf8))
        let fit = try GLM(threads: 2).fit(
            ModelFrame(Formula(parsing: "y ~ ward + x"), table: table))
        let others = try GLM().fit(
            ModelFrame(
                Formula(parsing: "y ~ ward + x"),
                table: CSVReader.read(
                    Array(lines.filter { !$0.contains("rare") }.joined(separator: "\n").utf8))))
        let infinite = fit.coefficients.indices.filter { fit.status[$0] == .infinite }
        // The rare level comes first and is the reference: the intercept goes up for ever, and all
        // other levels down from it.
        #expect(infinite == [0, 1, 2, 3, 4, 5])
        #expect(infinite.map { fit.infiniteSigns[$0] } == [1, -1, -1, -1, -1, -1])
        #expect(relativeError(fit.deviance, others.deviance) < 1e-12)
    }

    /// Packed, collapsed and started from a sample: the number of threads still changes no bit.
    @Test(arguments: ["y ~ a + b + c + d + x + z", "y ~ a + b + c + age", "y ~ a * x + d"])
    func threadsChangeNoBitOfALargeFit(_ formula: String) throws {
        let frame = try ModelFrame(
            Formula(parsing: formula), table: cohort(11, rows: 130_000))
        let one = try GLM(threads: 1).fit(frame)
        for threads in [2, 3, 8] {
            let many = try GLM(threads: threads).fit(frame)
            #expect(one.estimates.map(\.bitPattern) == many.estimates.map(\.bitPattern))
            #expect(one.covariance == many.covariance)
            #expect(one.deviance.bitPattern == many.deviance.bitPattern)
        }
    }
}

struct LogisticKernelTests {
    /// Against glibc's exp and log1p, which are within a unit of the last place.
    @Test func weightsResidualsAndLikelihoodsHoldTheirDigits() {
        var random = Seeded(5)
        for count in [1, 7, 8, 9, 1000] {
            let eta = (0..<count).map { index in
                (random.next() - 0.5) * [2, 60, 1400, 1e-9][index % 4]
            }
            let y = (0..<count).map { _ in random.next() < 0.5 ? 0.0 : 1 }
            let prior = (0..<count).map { _ in random.next() * 3 }
            var weight = eta
            var residual = eta
            let sum = cw_logistic_rows(count, eta, y, prior, &weight, &residual)
            var expected = 0.0
            for row in 0..<count {
                let e = exp(-abs(eta[row]))
                let (larger, smaller) = (1 / (1 + e), e / (1 + e))
                let isExpected = (eta[row] >= 0) == (y[row] == 1)
                let rest = isExpected ? smaller : larger
                expected -= prior[row] * (log1p(e) + (isExpected ? 0 : abs(eta[row])))
                // Below 1e-290 the products have fewer digits.
                guard e > 1e-290 else { continue }
                #expect(relativeError(weight[row], prior[row] * larger * smaller) < 2e-15)
                #expect(
                    relativeError(residual[row], prior[row] * (y[row] == 1 ? rest : -rest)) < 2e-15)
            }
            #expect(relativeError(sum, expected) < 1e-14)
        }
    }

    @Test func farTailsAndNumbersThatAreNoneStayWhatTheyAre() {
        func row(_ eta: Double, _ y: Double) -> (Double, Double, Double) {
            var (weight, residual) = (0.0, 0.0)
            let likelihood = cw_logistic_rows(1, [eta], [y], nil, &weight, &residual)
            return (weight, residual, likelihood)
        }
        #expect(row(.infinity, 1) == (0, 0, 0))
        #expect(row(-.infinity, 1) == (0, 1, -.infinity))
        #expect(row(-1e300, 1) == (0, 1, -1e300))
        #expect(row(-0.0, 0) == (0.25, -0.5, -log(2)))
        let far = row(-740, 1)
        #expect(far.0 > 0 && far.0 < .leastNormalMagnitude && far.1 == 1 && far.2 == -740)
        let none = row(.nan, 1)
        #expect(none.0.isNaN && none.1.isNaN && none.2.isNaN)
    }
}
