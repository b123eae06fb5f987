import Foundation
import ModelFormula
import Tables
import TestSupport
import Testing

@testable import GeneralizedLinearModels

extension Seeded {
    /// By multiplying uniform numbers until exp(-μ) is passed (Knuth).
    mutating func poisson(_ mu: Double) -> Int {
        let end = exp(-mu)
        var (product, count) = (next(), 0)
        while product > end {
            product *= next()
            count += 1
        }
        return count
    }
}

/// A family with a link, and outcomes of it.
struct SampledModel: Sendable, CustomTestStringConvertible {
    let family: Family
    let link: Link
    /// Whether the outcomes follow it, or another curve: then the expected information is not what
    /// the likelihood bends by, and Fisher's steps come nearer by a constant share.
    var isTrue = true

    var testDescription: String { "\(family) \(link)\(isTrue ? "" : ", outcomes of another")" }

    static let all = [
        SampledModel(family: .binomial, link: .logit),
        SampledModel(family: .binomial, link: .probit),
        SampledModel(family: .binomial, link: .cloglog),
        SampledModel(family: .binomial, link: .probit, isTrue: false),
        SampledModel(family: .binomial, link: .cloglog, isTrue: false),
        SampledModel(family: .poisson, link: .log),
        SampledModel(family: .poisson, link: .log, isTrue: false),
        SampledModel(family: .negativeBinomial, link: .log),
        SampledModel(family: .negativeBinomial, link: .log, isTrue: false),
    ]

    fileprivate func outcome(_ eta: Double, _ random: inout Seeded) -> Double {
        switch (family, link) {
        case (.binomial, .logit): return random.next() < 1 / (1 + exp(-eta)) ? 1 : 0
        case (.binomial, .probit) where isTrue:
            return random.next() < 0.5 * erfc(-eta / 2.0.squareRoot()) ? 1 : 0
        case (.binomial, .cloglog) where isTrue: return random.next() < 1 - exp(-exp(eta)) ? 1 : 0
        case (.binomial, _): return random.next() < 0.15 + 0.75 / (1 + exp(-3 * eta)) ? 1 : 0
        case (.negativeBinomial, _) where isTrue:
            return Double(random.poisson(-log(random.next()) * exp(eta)))
        default: return Double(random.poisson(isTrue ? exp(eta) : 0.3 + eta * eta))
        }
    }

    /// Rows of two factors, two numbers, a weight and an offset, whose outcomes follow the model.
    fileprivate func table(_ seed: Int, rows: Int, above: Double = 0) throws -> Table {
        var random = Seeded(seed)
        var lines = ["y,a,b,x,z,w,o"]
        for _ in 0..<rows {
            let (a, b) = (random.below(3), random.below(4))
            let (x, z) = (random.next() * 3 - 1.5, random.next())
            let o = Double(random.below(3)) / 4
            let eta = -0.3 + 0.4 * x + 0.2 * Double(a) - 0.15 * Double(b) + 0.5 * z * z + o
            lines.append(
                "\(above + outcome(eta, &random)),a\(a),b\(b),\(x),\(z),\(1 + random.below(3)),\(o)"
            )
        }
        return try CSVReader.read(Array(lines.joined(separator: "\n").utf8))
    }

    fileprivate func frame(_ formula: String, _ table: Table, weights: String? = nil) throws
        -> ModelFrame
    {
        try ModelFrame(
            Formula(parsing: formula), table: table, weights: weights,
            response: request(of: family))
    }

    fileprivate func regression(samplesFrom: Int, threads: Int = 1) -> GLM {
        var regression = GLM(family: family, link: link, threads: threads)
        regression.samplesFrom = samplesFrom
        return regression
    }

    fileprivate func sample(_ frame: ModelFrame, from rows: Int) -> RowSample? {
        let design = Design(
            DesignSpecification(model: frame.model, schemas: frame.schemas), values: frame.values,
            rowCount: frame.rowCount, threads: 1)
        return RowSample(
            RowPass(
                design: design, outcome: frame.outcome, prior: frame.prior, offset: frame.offset,
                model: RowModel(family, link), threads: 1), fewestRows: rows)
    }
}

/// Whether two fits end at one place by the measure of the second's standard errors.
private func expectAlike(_ a: GLMFit, _ b: GLMFit) {
    #expect(a.isConverged && b.isConverged)
    #expect(a.status == b.status && a.infiniteSigns == b.infiniteSigns)
    for k in b.estimates.indices {
        guard let error = b.standardErrors[k], let own = a.standardErrors[k] else { continue }
        #expect(abs(a.estimates[k] - b.estimates[k]) <= 1e-10 * error)
        #expect(relativeError(own, error) < 1e-10)
    }
    #expect(relativeError(a.deviance, b.deviance) < 1e-12)
    #expect(relativeError(a.logLikelihood, b.logLikelihood) < 1e-12)
    if let own = a.overdispersion, let other = b.overdispersion {
        #expect(own == other || relativeError(own, other) < 1e-11)
    }
}

struct SampleStartTests {
    /// Many rows for each coefficient, where the sample's information leads on, and few, where it does not.
    @Test(arguments: SampledModel.all, ["y ~ x + z", "y ~ a * b + x + z + offset(o)"])
    func aStartFromASampleEndsWhereAColdOneDoes(_ model: SampledModel, _ formula: String) throws {
        let table = try model.table(3, rows: formula == "y ~ x + z" ? 16_000 : 4_000)
        let frame = try model.frame(
            formula, table, weights: formula.contains("offset") ? "w" : nil)
        let sample = try #require(model.sample(frame, from: 4_000))
        let cold = model.regression(samplesFrom: .max)
        let active = Array(0..<sample.pass.design.columnCount)
        let start = try #require(
            sample.start(from: cold.start(sample.pass, active), active: active))
        #expect((start.information != nil) == (formula == "y ~ x + z"))
        expectAlike(
            try model.regression(samplesFrom: 4_000).fit(frame), try cold.fit(frame))
    }

    /// At a given θ as well.
    @Test func countsAtAGivenThetaEndWhereAColdStartDoes() throws {
        let model = SampledModel(family: .negativeBinomial, link: .log)
        let table = try model.table(5, rows: 16_000)
        let frame = try model.frame("y ~ a + x + z", table)
        let specification = DesignSpecification(model: frame.model, schemas: frame.schemas)
        let a = model.regression(samplesFrom: 10_000).solve(frame, specification, alpha: 0.7)
        let b = model.regression(samplesFrom: .max).solve(frame, specification, alpha: 0.7)
        #expect(a.isConverged && b.isConverged && a.beta != b.beta)
        for k in b.active.indices {
            let error = OriginalScale.length(ofRow: k, b.inverseRoot)
            #expect(abs(a.beta[b.active[k]] - b.beta[b.active[k]]) <= 1e-10 * error)
        }
    }

    /// Of many rows steps with what a sample knows lead so near that Newton's own
    /// is left with one that confirms it, or with two.
    @Test(arguments: [SampledModel.all[1], SampledModel.all[5], SampledModel.all[0]])
    func newtonHasLittleLeftToDo(_ model: SampledModel) throws {
        let frame = try model.frame("y ~ x + z", model.table(8, rows: 40_000))
        let sample = try #require(model.sample(frame, from: 10_000))
        let pass = RowPass(
            design: Design(
                DesignSpecification(model: frame.model, schemas: frame.schemas),
                values: frame.values, rowCount: frame.rowCount, threads: 1),
            outcome: frame.outcome, prior: nil, offset: nil,
            model: RowModel(model.family, model.link), threads: 1)
        let cold = model.regression(samplesFrom: .max)
        let active = Array(0..<pass.design.columnCount)
        let start = try #require(
            sample.start(from: cold.start(sample.pass, active), active: active))
        let newton = Newton(pass: pass, active: active)
        let near = newton.approach(start)
        let end = newton.run(from: near.beta, after: near.passes)
        #expect(end.iterations <= near.passes + 2)
    }

    @Test(arguments: [Family.gaussian, .gamma]) func otherOutcomesHaveNoSample(_ family: Family)
        throws
    {
        let model = SampledModel(family: family, link: .log)
        let frame = try model.frame(
            "y ~ x",
            SampledModel(family: .poisson, link: .log, isTrue: false).table(
                2, rows: 12_000, above: 1))
        #expect(model.sample(frame, from: 10_000) == nil)
    }

    /// A level without a single count, too rare for a sample to hold it, goes to its limit all the same.
    @Test(arguments: [Family.binomial, .poisson, .negativeBinomial])
    func aRareLevelThatSeparatesIsFound(_ family: Family) throws {
        let model = SampledModel(family: family, link: family == .binomial ? .cloglog : .log)
        var random = Seeded(9)
        var lines = ["y,ward,x"]
        for row in 0..<16_000 {
            let x = random.next()
            let isRare = row % 4000 == 17
            let y = isRare ? 0 : model.outcome(-1 + x, &random)
            lines.append("\(y),\(isRare ? "rare" : "w\(random.below(4))"),\(x)")
        }
        let frame = try model.frame(
            "y ~ C(ward, ref = \"w0\") + x",
            CSVReader.read(Array(lines.joined(separator: "\n").utf8)))
        #expect(model.sample(frame, from: 10_000) != nil)
        let a = try model.regression(samplesFrom: 10_000).fit(frame)
        let b = try model.regression(samplesFrom: .max).fit(frame)
        #expect(a.status.filter { $0 == .infinite }.count == 1)
        expectAlike(a, b)
    }

    /// Rows far out, of which the sample holds none, where its maximum has means beyond all
    /// counts.
    @Test(arguments: [SampledModel.all[5], SampledModel.all[7]])
    func aSampleThatLeadsAstrayIsLeft(_ model: SampledModel) throws {
        var random = Seeded(12)
        var lines = ["y,x"]
        let numbered = (0..<16_000).map { "\(1 + $0 % 2),\($0)" }
        let plain = SampledModel(family: .poisson, link: .log)
        let held = try #require(
            plain.sample(
                plain.frame(
                    "y ~ x",
                    CSVReader.read(Array((["y,x"] + numbered).joined(separator: "\n").utf8))),
                from: 10_000)
        ).pass.design.dense[1].numbers
        let rows = Set(held.map { Int($0) })
        for row in 0..<16_000 {
            let isFar = row % 3000 == 5 || row % 3000 == 6
            let x =
                isFar && !rows.contains(row) ? 1000 : random.next()
            let y = x == 1000 ? 3 : model.outcome(2 * x, &random)
            lines.append("\(y),\(x)")
        }
        let frame = try model.frame(
            "y ~ x", CSVReader.read(Array(lines.joined(separator: "\n").utf8)))
        let sample = try #require(model.sample(frame, from: 10_000))
        let cold = model.regression(samplesFrom: .max)
        #expect(sample.pass.design.dense[1].numbers.allSatisfy { abs($0) <= 1 })
        let a = try model.regression(samplesFrom: 10_000).fit(frame)
        expectAlike(a, try cold.fit(frame))
    }

    @Test(arguments: [SampledModel.all[2], SampledModel.all[5], SampledModel.all[7]])
    func threadsChangeNoBit(_ model: SampledModel) throws {
        let frame = try model.frame("y ~ a * x + z", model.table(21, rows: 40_000))
        let one = try model.regression(samplesFrom: 10_000).fit(frame)
        for threads in [2, 5] {
            let many = try model.regression(samplesFrom: 10_000, threads: threads).fit(frame)
            #expect(one.estimates.map(\.bitPattern) == many.estimates.map(\.bitPattern))
            #expect(one.covariance == many.covariance)
            #expect(one.overdispersion == many.overdispersion)
        }
    }
}
