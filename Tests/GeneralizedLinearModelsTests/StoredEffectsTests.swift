import ModelFormula
import Tables
import TestSupport
import Testing

@testable import GeneralizedLinearModels

/// Effects over rows in a scratch file are those over the same rows in memory.
@Suite struct StoredEffectsTests {
    private typealias Stored = StoredRowsTests

    /// A fit and what is asked of its effects.
    private struct Case {
        var fit: StoredRowsTests.Question
        var asked: [EffectsRequest.Question]
        var by: String?
    }

    private static func at(_ column: String, _ value: String) -> ModelEffect.Setting {
        ModelEffect.Setting(column: column, value: value)
    }

    private static let cases = [
        Case(
            fit: .init(formula: "y ~ x + ward + sex"),
            asked: [
                .formula, .levels(of: "ward", level: "Byker", against: "Walker"),
                .prediction(at: [at("x", "0.5"), at("sex", "f")]),
                .prediction(at: [at("x", "3")], others: .typical), .step("x", by: 0.5),
                .comparison(of: "ward", values: ["Heaton", "Byker"], against: "Walker"),
                .quantiles(of: .all),
            ], by: "sex"),
        Case(
            fit: .init(
                formula: "y ~ x * sex + C(z > 20) + C(ward, ref = \"Walker\")", weights: "w"),
            asked: [
                .formula, .step("z", by: 4), .quantiles(of: .all), .prediction(at: [at("z", "99")]),
            ],
            by: "flag"),
        Case(
            fit: .init(formula: "y ~ rcs(x, 4) + ward + sex", missing: .level),
            asked: [
                .formula, .quantiles(of: .curves),
                .prediction(at: [at("ward", "Byker")], others: .typical),
            ], by: "x > 0"),
        Case(
            fit: .init(formula: "y ~ poly(z, 2) + x:z + ward", weights: "w", kind: .precision),
            asked: [.formula, .step("z", by: 1), .quantiles(of: .all)], by: "n"),
        Case(
            fit: .init(formula: "count ~ x + sex + offset(log(n))", family: .poisson),
            asked: [.formula, .step("n", by: 1), .factors], by: "ward"),
        Case(
            fit: .init(formula: "count ~ x + ward", trials: "n"),
            asked: [.formula, .quantiles(of: .all, shares: [0, 0.25, 0.5, 0.75, 1])]),
        Case(
            fit: .init(formula: "cost ~ ns(z, df = 3) + sex", family: .gaussian, weights: "w"),
            asked: [.formula, .quantiles(of: .curves), .prediction(at: [at("z", "12")])], by: "ward"
        ),
        Case(
            fit: .init(formula: "cost ~ log(z + 1) + ward - 1", family: .gamma),
            asked: [.formula, .step("z", by: -50), .step("z", by: 2)]),
        Case(
            fit: .init(
                formula: "y == \"yes\" ~ flag + ifelse(x > 0, \"up\", \"down\") + I(x^2)"),
            asked: [.formula, .prediction(at: [at("flag", "true")]), .slope("x")], by: "n >= 3"),
    ]

    /// Both fits' effects; nil where there is no fit.
    private static func effects(
        _ asked: Case, _ text: String, threads: Int = 2, memory: Int = 1 << 30,
        robust: RobustCovariance.Kind? = nil
    ) throws -> (memory: [ModelEffect], scratch: [ModelEffect])? {
        var question = asked.fit
        question.keepsColumns = true
        question.groups = asked.by
        guard
            let (a, b) = try StoredRowsTests.fits(question, text, threads: threads, memory: memory)
        else { return nil }
        let table = try CSVReader.read(Array(text.utf8))
        let request = EffectsRequest(asked.asked, by: asked.by)
        return (
            try a.effects(request, table: table, robust: robust.map { try a.covariance(of: $0) }),
            try b.effects(request, table: table, robust: robust.map { try b.covariance(of: $0) })
        )
    }

    private static func requireSame(
        _ a: [ModelEffect], _ b: [ModelEffect], _ comment: Comment, by tolerance: Double = 1e-10
    ) {
        #expect(a.count == b.count, comment)
        for (x, y) in zip(a, b) {
            let comment: Comment = "\(comment): \(x.name) \(x.variable ?? "") \(x.level ?? "")"
            #expect(x.name == y.name && x.variable == y.variable && x.level == y.level, comment)
            #expect(x.reference == y.reference && x.step == y.step && x.at == y.at, comment)
            #expect(x.group == y.group && x.status == y.status && x.note == y.note, comment)
            #expect(x.method == y.method, comment)
            #expect(x.lowStatus == y.lowStatus && x.highStatus == y.highStatus, comment)
            #expect(x.beyond.map(\.variable) == y.beyond.map(\.variable), comment)
            #expect(x.beyond.map(\.low) == y.beyond.map(\.low), comment)
            for (p, q) in zip(x.beyond, y.beyond) {
                #expect(abs(p.share - q.share) <= 1e-12, comment)
            }
            for (p, q) in [
                (x.estimate, y.estimate), (x.standardError, y.standardError),
                (x.interval?.low, y.interval?.low), (x.interval?.high, y.interval?.high),
                (x.pValue?.log10, y.pValue?.log10),
            ] {
                guard let p, let q else {
                    #expect(p == nil && q == nil, comment)
                    continue
                }
                let size = max(abs(p), x.standardError ?? 0)
                #expect(abs(p - q) <= tolerance * size, "\(comment): \(p) and \(q)")
            }
        }
    }

    @Test("A hundred seeded fits: slopes, levels, steps, settings, quantiles, groups")
    func sameAsInMemory() throws {
        var compared = 0
        for seed in UInt64(0)..<12 {
            let text = StoredRowsTests.file(seed, rows: 200 + Int(seed) * 23)
            for asked in Self.cases {
                guard let (a, b) = try Self.effects(asked, text) else { continue }
                Self.requireSame(a, b, "seed \(seed): \(asked.fit.formula)")
                compared += a.count
            }
        }
        #expect(compared > 2_000)
    }

    @Test("Several runs of rows: any threads and any memory give the same bits")
    func sameBits() throws {
        let text = StoredRowsTests.file(41, rows: 18_000)
        let asked = Case(
            fit: .init(formula: "y ~ x + sex"), asked: [.formula, .step("x", by: 1)], by: "flag")
        let one = try #require(try Self.effects(asked, text, threads: 1, robust: .hc1))
        Self.requireSame(one.memory, one.scratch, "two runs")
        for (threads, memory) in [(3, 1 << 30), (2, 1 << 19)] {
            let other = try #require(
                try Self.effects(asked, text, threads: threads, memory: memory, robust: .hc1))
            for (x, y) in zip(one.scratch, other.scratch) {
                #expect(x.estimate == y.estimate && x.standardError == y.standardError)
                #expect(x.interval?.low == y.interval?.low && x.beyond == y.beyond)
            }
        }
    }

    @Test("What is not there, and what is no category, is refused in the same words")
    func refusals() throws {
        let text = StoredRowsTests.file(3, rows: 300)
        var question = StoredRowsTests.Question(formula: "y ~ x + ward")
        question.keepsColumns = true
        let (a, b) = try #require(try StoredRowsTests.fits(question, text))
        let table = try CSVReader.read(Array(text.utf8))
        for asked in [
            .slope("nothing"), .step("ward", by: 1), .levels(of: "x"),
            .comparison(of: "ward", values: ["Byker"], against: "Byke"),
            .prediction(at: [Self.at("x", "much")]),
        ] as [EffectsRequest.Question] {
            let request = EffectsRequest([asked])
            let refusals = [a, b].map { fit -> FormulaError? in
                do throws(FormulaError) {
                    _ = try fit.effects(request, table: table)
                    return nil
                } catch { return error }
            }
            #expect(refusals[0] == refusals[1] && refusals[0] != nil, "\(asked)")
            #expect(b.refusal(of: request, table: table) == refusals[0], "\(asked)")
        }
        #expect(b.refusal(of: EffectsRequest(), table: table) == nil)
        question.groups = "x"
        let sample = try StoredRowsTests.scratchFit(question, text)
        #expect {
            try sample.effects(EffectsRequest(by: "x"), table: table)
        } throws: {
            ($0 as? FormulaError)?.message
                == "\"x\" holds many numbers: a sample and not a category."
        }
        let plain = try StoredRowsTests.scratchFit(.init(formula: "y ~ x + ward"), text)
        #expect {
            try plain.effects(table: table)
        } throws: {
            ($0 as? FormulaError)?.code == .notInPieces
        }
    }
}
