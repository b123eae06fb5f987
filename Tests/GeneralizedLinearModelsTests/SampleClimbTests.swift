import CKernels
import Distributions
import Foundation
import ModelFormula
import Tables
import TestSupport
import Testing

@testable import GeneralizedLinearModels

/// Rows with outcomes of every kind, the same on every machine.
private struct Rows {
    private(set) var lines: [String] = []

    /// - Parameters:
    ///   - numbers: columns x0, x1 and so on, of any number.
    ///   - levels: of a factor f; further factors g and h have two and three.
    init(_ count: Int, numbers: Int, levels: Int, seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        func uniform() -> Double { Double.random(in: 0..<1, using: &generator) }
        for _ in 0..<count {
            let x = (0..<numbers).map { _ in (uniform() * 2 - 1) * 100 + 5000 }
            let f = Int.random(in: 0..<levels, using: &generator)
            let g = Int.random(in: 0..<2, using: &generator)
            let h = Int.random(in: 0..<3, using: &generator)
            let lifted = x.enumerated().reduce(0) {
                $0 + ($1.1 - 5000) / 100 * ($1.0 % 2 == 0 ? 0.3 : -0.2)
            }
            let eta = lifted + 0.2 * Double(f % 3) - 0.4 * Double(g) - 0.3
            let event = uniform() < 1 / (1 + exp(-eta)) ? 1 : 0
            let visits = Int((exp(0.5 * eta) * 3 * uniform() * uniform() * 2).rounded())
            let cost = exp(0.3 * eta) * (0.5 + uniform())
            lines.append(
                (["\(event)", "\(visits)", "\(cost)", "f\(f)", "g\(g)", "h\(h)"]
                    + x.map { "\($0)" }).joined(separator: ","))
        }
        names = "event,visits,cost,f,g,h" + (0..<numbers).map { ",x\($0)" }.joined()
    }

    private let names: String

    /// - Parameter weights: the copies of each row; nil for one.
    func frame(
        _ formula: String, _ family: Family = .binomial, weights: [Double]? = nil
    ) throws -> ModelFrame {
        var text = names + ",copies\n"
        for (row, line) in lines.enumerated() {
            text += "\(line),\(Int(weights?[row] ?? 1))\n"
        }
        return try ModelFrame(
            Formula(parsing: formula), table: CSVReader.read(Array(text.utf8)),
            weights: weights == nil ? nil : "copies", response: request(of: family))
    }

    func fit(
        _ formula: String, _ family: Family = .binomial, _ link: Link? = nil,
        weights: [Double]? = nil, threads: Int = 1
    ) throws -> GLMFit {
        try GLM(family: family, link: link, threads: threads)
            .fit(frame(formula, family, weights: weights))
    }
}

private let models: [(String, Family, Link)] = [
    ("event ~ x0 + x1 + f", .binomial, .logit), ("event ~ x0 + f", .binomial, .probit),
    ("event ~ x0 + f", .binomial, .cloglog), ("visits ~ x0 * g + f", .poisson, .log),
    ("visits ~ x0 + f", .negativeBinomial, .log), ("cost ~ x0 + f", .gaussian, .identity),
    ("cost ~ x0 + f", .gaussian, .log), ("cost ~ x0 + f", .gamma, .log),
    ("cost ~ g + f", .gamma, .inverse),
]

/// The samples of a bootstrap against fits of their own.
struct SampleClimbTests {
    /// Each sample is the fit weighted by its draws, whatever the family.
    @Test(arguments: models.indices)
    func samplesOfEveryFamilyAreFits(_ index: Int) throws {
        let (formula, family, link) = models[index]
        let rows = Rows(400, numbers: 2, levels: 5, seed: UInt64(index))
        try expectFits(rows, formula, family, link, replicates: 4, seed: 9)
    }

    /// Fourteen columns meet in tiles, and rows alike are summed as one from 4,096 on.
    @Test func manyColumnsAndPatternsAreFits() throws {
        let many = (0..<14).map { "x\($0)" }.joined(separator: " + ")
        try expectFits(
            Rows(900, numbers: 14, levels: 2, seed: 1), "event ~ \(many)", .binomial, .logit,
            replicates: 3, seed: 5)
        let rows = Rows(5000, numbers: 0, levels: 8, seed: 2)
        #expect(try isCollapsed(rows.fit("event ~ f * g + h")))
        try expectFits(rows, "event ~ f * g + h", .binomial, .logit, replicates: 3, seed: 6)
        try expectFits(rows, "visits ~ f + g", .poisson, .log, replicates: 2, seed: 7)
    }

    private func isCollapsed(_ fit: GLMFit) -> Bool {
        let design = Design(
            fit.specification, values: fit.frame.values, rowCount: fit.frame.rowCount)
        let pass = RowPass(
            design: design, outcome: fit.frame.outcome, prior: nil, offset: nil, threads: 1)
        return pass.summedRowCount < design.rowCount
    }

    private func expectFits(
        _ rows: Rows, _ formula: String, _ family: Family, _ link: Link, replicates: Int,
        seed: UInt64
    ) throws {
        let fit = try rows.fit(formula, family, link)
        let bootstrap = try fit.bootstrap(replicates: replicates, seed: seed)
        #expect(bootstrap.estimates.count == replicates)
        let draws = PairsDraws(rowCount: rows.lines.count, clusters: nil, copies: nil, seed: seed)
        for (replicate, estimates) in bootstrap.estimates.enumerated() {
            let own = try rows.fit(formula, family, link, weights: draws.counts(replicate))
            #expect(own.isConverged)
            for k in estimates.indices {
                let error = own.standardErrors[k] ?? 0
                #expect(
                    abs(estimates[k] - own.estimates[k]) <= 1e-10 * error,
                    "\(formula) \(link) \(k)")
            }
        }
    }

    /// What is taken for a maximum meets Newton's criteria with its own information.
    @Test(arguments: models.indices)
    func provenMaximaMeetTheCriteria(_ index: Int) throws {
        let (formula, family, link) = models[index]
        let rows = Rows(300, numbers: 2, levels: 4, seed: 40 + UInt64(index))
        let fit = try rows.fit(formula, family, link)
        let design = Design(
            fit.specification, values: fit.frame.values, rowCount: fit.frame.rowCount)
        let solution = fit.solution
        let pass = RowPass(
            design: design.standardised(), outcome: fit.frame.outcome, prior: nil, offset: nil,
            model: solution.model, threads: 1)
        let climb = SampleClimb(pass, from: solution.beta, active: solution.active)
        let draws = PairsDraws(rowCount: 300, clusters: nil, copies: nil, seed: 3)
        var proven = 0
        for replicate in 0..<20 {
            let sample = pass.weighted(draws.counts(replicate))
            let end = climb.end(of: sample)
            guard let pivot = end.smallestPivot else { continue }
            proven += 1
            let found = Newton(pass: sample, active: solution.active).run(from: end.beta)
            guard case .converged = found.ending else {
                Issue.record("\(formula): no maximum")
                continue
            }
            // The place lies at the criteria at once: no more than a polishing step is taken.
            #expect(found.iterations == 1, "\(formula) \(link)")
            #expect(relativeError(pivot, found.smallestPivot) < 0.5)
        }
        let isBounded = solution.model.steepestWeight != nil
        #expect(isBounded ? proven >= 18 : proven == 0, "\(formula) \(link): \(proven)")
    }

    /// Of few rows many samples are separated: which ones, a fit of their own says.
    @Test func separatedSamplesAreThoseOfFits() throws {
        var (separated, fitted) = (0, 0)
        for seed: UInt64 in 0..<12 {
            let rows = Rows(24, numbers: 1, levels: 2, seed: 100 + seed)
            let fit = try rows.fit("event ~ x0 + f")
            guard fit.solution.isSeparated == nil else { continue }
            let bootstrap = try fit.bootstrap(replicates: 25, seed: seed)
            let draws = PairsDraws(rowCount: 24, clusters: nil, copies: nil, seed: seed)
            var own = (separated: 0, withoutLevel: 0, withoutReference: 0, fitted: 0)
            for replicate in 0..<25 {
                let counts = draws.counts(replicate)
                func has(_ level: String) -> Bool {
                    rows.lines.indices.contains { counts[$0] > 0 && rows.lines[$0].contains(level) }
                }
                if !has(",f1,") {
                    own.withoutLevel += 1
                } else if !has(",f0,") {
                    own.withoutReference += 1
                } else if let sample = try? rows.fit("event ~ x0 + f", weights: counts),
                    sample.solution.isSeparated == nil
                {
                    own.fitted += 1
                } else {
                    own.separated += 1
                }
            }
            #expect(bootstrap.withoutLevel == own.withoutLevel, "\(seed)")
            #expect(bootstrap.estimates.count == own.fitted, "\(seed)")
            // Without the reference two columns are one, whether rows are separated or not.
            #expect(bootstrap.separated >= own.separated, "\(seed)")
            #expect(
                bootstrap.separated + bootstrap.failed == own.separated + own.withoutReference)
            separated += bootstrap.separated
            fitted += bootstrap.estimates.count
        }
        #expect(separated > 10 && fitted > 100, "\(separated) \(fitted)")
    }

    /// Few columns meet by dot products, more in tiles and many by dsyrk.
    @Test(arguments: [2, 11, 12, 13, 14, 15, 16, 63, 64, 70])
    func columnsOfAnyNumberMeetAlike(_ numbers: Int) throws {
        let count = 203
        let rows = Rows(count, numbers: numbers, levels: 2, seed: UInt64(numbers))
        let names = (0..<numbers).map { "x\($0)" }.joined(separator: " + ")
        let frame = try rows.frame("event ~ \(names)")
        let design = Design(
            DesignSpecification(model: frame.model, schemas: frame.schemas), values: frame.values,
            rowCount: count)
        let prior = (0..<count).map { Double($0 % 4) }
        let pass = RowPass(
            design: design, outcome: frame.outcome, prior: prior, offset: nil, threads: 1)
        let beta = (0...numbers).map { 0.2 / Double(1 + $0) }
        let sums = pass.sums(at: beta)
        let x = (0..<count).map { row in design.dense.map { $0[row] } }
        let means = x.map { row in
            1 / (1 + exp(-zip(row, beta).reduce(0) { $0 + $1.0 * $1.1 }))
        }
        for j in 0...numbers {
            var score = 0.0
            var products = [Double](repeating: 0, count: j + 1)
            for row in 0..<count {
                score += prior[row] * (frame.outcome[row] - means[row]) * x[row][j]
                let weight = prior[row] * means[row] * (1 - means[row]) * x[row][j]
                for i in 0...j { products[i] += weight * x[row][i] }
            }
            #expect(abs(sums.score[j] - score) < 1e-11 * Double(count))
            for i in 0...j {
                #expect(abs(sums.information[i, j] - products[i]) < 1e-12 * Double(count))
                #expect(sums.information[j, i] == sums.information[i, j])
            }
        }
    }

    @Test func threadsChangeNoBit() throws {
        let many = (0..<15).map { "x\($0)" }.joined(separator: " + ")
        for (rows, formula) in [
            (Rows(700, numbers: 15, levels: 2, seed: 3), "event ~ f + \(many)"),
            (Rows(4500, numbers: 0, levels: 6, seed: 4), "visits ~ f + g"),
        ] {
            let family: Family = formula.hasPrefix("event") ? .binomial : .poisson
            let one = try rows.fit(formula, family).bootstrap(replicates: 12, seed: 8)
            let three = try rows.fit(formula, family, threads: 3).bootstrap(replicates: 12, seed: 8)
            #expect(one.estimates == three.estimates && one.estimates.count == 12)
        }
    }

    /// Words are drawn in batches: each sample is what its stream gives one by one.
    @Test func drawsAreThoseOfTheStream() {
        for count in [1, 31, 32, 33, 1024, 1025, 5000] {
            let draws = PairsDraws(rowCount: count, clusters: nil, copies: nil, seed: 77)
            for replicate in 0..<3 {
                var stream = RandomStream(
                    seed: 77, number: UInt64(replicate), purpose: PairsDraws.purpose)
                var expected = [Double](repeating: 0, count: count)
                for _ in 0..<count { expected[stream.index(below: count)] += 1 }
                #expect(draws.counts(replicate) == expected)
            }
        }
    }

    /// The residuals alone are those that come with weights, to the last bit.
    @Test func residualsAloneAreTheSame() {
        var generator = SeededGenerator(seed: 6)
        for count in [1, 7, 8, 9, 500] {
            let eta = (0..<count).map { index in
                Double.random(in: -1...1, using: &generator) * [1, 30, 800, 1e-9][index % 4]
            }
            let y = (0..<count).map { _ in Bool.random(using: &generator) ? 1.0 : 0 }
            let prior = (0..<count).map { _ in Double(Int.random(in: 0...3, using: &generator)) }
            var (weight, residual, alone) = (eta, eta, eta)
            _ = cw_logistic_rows(count, eta, y, prior, &weight, &residual)
            cw_logistic_residuals(count, eta, y, prior, &alone)
            #expect(residual == alone)
            _ = cw_logistic_rows(count, eta, y, nil, &weight, &residual)
            cw_logistic_residuals(count, eta, y, nil, &alone)
            #expect(residual == alone)
        }
    }
}
