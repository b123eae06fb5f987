import Foundation
import ModelFormula
import Tables
import TestSupport
import Testing

@testable import GeneralizedLinearModels

private struct BoundReference: Decodable {
    struct Risk: Decodable {
        let estimate: Double
        let confLow: Double
        let confHigh: Double
    }
    struct Case: Decodable {
        let a: [Int]
        let b: [Int]
        let level: Double
        let risks: [Risk]
        let estimate: Double
        let stdError: Double
        let deltaLow: Double
        let deltaHigh: Double
        let confLow: Double
        let confHigh: Double
    }
    let cases: [Case]

    static let cases: [Case] = {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let data = try? Data(contentsOf: referenceURL("effect_bounds.json")) else {
            return []
        }
        return (try? decoder.decode(BoundReference.self, from: data))?.cases ?? []
    }()
}

private func table(_ header: String, _ lines: [String]) throws -> Table {
    try CSVReader.read(Array(([header] + lines).joined(separator: "\n").utf8))
}

private func groups(_ a: [Int], _ b: [Int]) throws -> Table {
    func lines(_ counts: [Int], _ name: String) -> [String] {
        (0..<counts[1]).map { "\($0 < counts[0] ? 1 : 0),\(name)" }
    }
    return try table("y,g", lines(a, "a") + lines(b, "b"))
}

/// Intervals of risks and their differences stay where risks and their differences can be.
struct EffectBoundTests {
    @Test func everyCaseIsRead() {
        #expect(BoundReference.cases.count == 12)
        #expect(BoundReference.cases.count { $0.deltaLow < -1 || $0.deltaHigh > 1 } == 8)
    }

    @Test(arguments: BoundReference.cases.indices)
    func agreesWithR(_ index: Int) throws {
        let expected = BoundReference.cases[index]
        let table = try groups(expected.a, expected.b)
        let fit = try GLM().fit(ModelFrame(Formula(parsing: "y ~ g"), table: table))
        let found = try fit.effects(EffectsRequest(confidence: expected.level), table: table)
        let risks = found.filter { $0.name == .predictedRisk }
        for (risk, own) in zip(risks, expected.risks) {
            #expect(relativeError(risk.interval?.low ?? .nan, own.confLow) < 1e-8)
            #expect(relativeError(risk.interval?.high ?? .nan, own.confHigh) < 1e-8)
            #expect(risk.lowStatus == nil && risk.highStatus == nil)
        }
        let difference = try #require(found.first { $0.name == .riskDifference })
        #expect(abs((difference.estimate ?? .nan) - expected.estimate) < 1e-12)
        #expect(relativeError(difference.standardError ?? .nan, expected.stdError) < 1e-8)
        #expect(abs((difference.interval?.low ?? .nan) - expected.confLow) < 1e-8)
        #expect(abs((difference.interval?.high ?? .nan) - expected.confHigh) < 1e-8)
        #expect(difference.lowStatus == (expected.deltaLow < -1 ? .bounded : nil))
        #expect(difference.highStatus == (expected.deltaHigh > 1 ? .bounded : nil))
        let isCut = expected.deltaLow < -1 || expected.deltaHigh > 1
        #expect((difference.note?.contains("delta method") == true) == isCut)
    }

    /// Of small cohorts no interval leaves what can be, and none is cut that need not be.
    @Test(arguments: [Link.logit, .probit, .cloglog])
    func noIntervalReachesBeyondWhatCanBe(_ link: Link) throws {
        var (cut, all) = (0, 0)
        for seed in UInt64(0)..<120 {
            var generator = SeededGenerator(seed: seed)
            let lines = (0..<16).map { row in
                let chance = row < 8 ? 0.85 : 0.15
                let x = Int.random(in: 0...3, using: &generator)
                return "\(Double.random(in: 0...1, using: &generator) < chance ? 1 : 0),"
                    + "\(row < 8 ? "a" : "b"),\(x)"
            }
            let table = try table("y,g,x", lines)
            guard let frame = try? ModelFrame(Formula(parsing: "y ~ g + x"), table: table),
                let fit = try? GLM(link: link).fit(frame)
            else { continue }
            for effect in try fit.effects(
                EffectsRequest([.formula, .step("x", by: 9)], by: "g"), table: table)
            where effect.status == .estimated {
                guard let interval = effect.interval else {
                    #expect(effect.lowStatus == .notEstimable && effect.note != nil)
                    continue
                }
                switch effect.name {
                case .predictedRisk: #expect(interval.low >= 0 && interval.high <= 1)
                case .riskDifference, .averageDifference:
                    all += 1
                    #expect(interval.low >= -1 && interval.high <= 1)
                    let (estimate, reach) = (
                        effect.estimate ?? .nan, 1.959963984540054 * (effect.standardError ?? .nan)
                    )
                    #expect(abs(interval.low - max(-1, estimate - reach)) < 1e-12)
                    #expect(abs(interval.high - min(1, estimate + reach)) < 1e-12)
                    #expect((effect.lowStatus == .bounded) == (estimate - reach < -1))
                    if effect.lowStatus != nil || effect.highStatus != nil { cut += 1 }
                default: #expect(effect.lowStatus == nil && effect.highStatus == nil)
                }
            }
        }
        #expect(all > 300 && cut > 20, "\(cut) of \(all)")
    }

    @Test func differencesOfMeansHaveNoBounds() throws {
        let lines = (0..<12).map { "\($0 < 6 ? $0 : 40 + 7 * $0),\($0 < 6 ? "a" : "b")" }
        let table = try table("y,g", lines)
        let frame = try ModelFrame(Formula(parsing: "y ~ g"), table: table, response: .counts)
        let found = try GLM(family: .poisson).fit(frame).effects(table: table)
        let difference = try #require(found.first { $0.name == .meanDifference })
        #expect((difference.interval?.low ?? 0) > 1 && difference.lowStatus == nil)
    }

    /// A risk of 1 to the last digit has no interval, and says why.
    @Test func aMissingIntervalHasAStatus() throws {
        let lines = (0..<40).map { "\($0 % 10 < 3 + $0 / 10 ? 1 : 0),\(Double($0) / 40)" }
        let table = try table("y,x", lines)
        let fit = try GLM().fit(ModelFrame(Formula(parsing: "y ~ x"), table: table))
        let found = try fit.effects(
            EffectsRequest([
                .prediction(at: [.init(column: "x", value: "1e4")]),
                .prediction(at: [.init(column: "x", value: "0.5")]),
            ]), table: table)
        #expect(found[0].estimate == 1 && found[0].interval == nil)
        #expect(found[0].lowStatus == .notEstimable && found[0].highStatus == .notEstimable)
        #expect(found[0].note?.contains("last digit") == true)
        #expect(found[1].interval != nil && found[1].lowStatus == nil && found[1].note == nil)
    }
}

/// How far what is asked lies from what the model has seen.
struct EffectExtrapolationTests {
    private let data: [String] = (0..<60).map { row in
        let age = 5 + row % 10
        return "\((row * 7) % 11 < 4 + row % 3 ? 1 : 0),\(age),2024-03-\(10 + row % 9),"
            + "\(row % 2 == 0 ? "f" : "m")"
    }

    private func effects(
        _ formula: String, _ questions: [EffectsRequest.Question], by: String? = nil
    )
        throws -> [ModelEffect]
    {
        let table = try table("y,age,opened,sex", data)
        let fit = try GLM().fit(ModelFrame(Formula(parsing: formula), table: table))
        return try fit.effects(EffectsRequest(questions, by: by), table: table)
    }

    @Test(arguments: ["y ~ age + sex", "y ~ poly(age, 2)", "y ~ rcs(age, 3) * sex", "y ~ log(age)"])
    func valuesBeyondTheDataAreMarked(_ formula: String) throws {
        let at = { (value: String) in
            EffectsRequest.Question.prediction(at: [.init(column: "age", value: value)])
        }
        let found = try effects(formula, [at("14"), at("15"), at("5"), at("4.9")])
        #expect(found.map { $0.beyond.count } == [0, 1, 0, 1])
        #expect(found[1].beyond.first?.share == 1)
        if formula.contains("age + ") {
            #expect(
                found[1].beyond == [.init(variable: "age", low: "5", high: "14", share: 1)])
        }
    }

    @Test func contrastsAreMarkedByEitherEnd() throws {
        let found = try effects(
            "y ~ age", [.comparison(of: "age", values: ["20", "7"], against: "6")])
        for effect in found where effect.level == "7" || effect.level == "6" {
            #expect(effect.beyond.isEmpty)
        }
        for effect in found where effect.level == "20" { #expect(effect.beyond.count == 1) }
        let turned = try effects(
            "y ~ age", [.comparison(of: "age", values: ["7"], against: "20")])
        for effect in turned where effect.reference == "20" { #expect(effect.beyond.count == 1) }
    }

    /// A step takes the rows beyond that lie so near the end, all in all and group by group.
    @Test func stepsSayHowManyTheyTakeBeyond() throws {
        let found = try effects("y ~ age + sex", [.step("age", by: 3)], by: "sex")
        #expect(found.count == 3)
        for effect in found {
            let group = effect.group?.value ?? ""
            // Ages are 5 to 14, so that 12, 13 and 14 go beyond.
            let own = data.filter { group.isEmpty || $0.hasSuffix(group) }
            let beyond = own.count { (Int($0.split(separator: ",")[1]) ?? 0) > 11 }
            #expect(
                abs((effect.beyond.first?.share ?? 0) - Double(beyond) / Double(own.count)) < 1e-14)
        }
        #expect(try effects("y ~ age", [.step("age", by: 100)])[0].beyond.first?.share == 1)
    }

    @Test func datesAreSpelledAsDates() throws {
        let found = try effects(
            "y ~ opened", [.prediction(at: [.init(column: "opened", value: "2024-05-01")])])
        #expect(
            found[0].beyond == [
                .init(variable: "opened", low: "2024-03-10", high: "2024-03-18", share: 1)
            ])
    }

    @Test func levelsAndTheDataThemselvesAreNeverBeyond() throws {
        let found = try effects("y ~ age * sex", [.formula, .quantiles(of: .all)], by: "sex")
        #expect(found.count > 10 && found.allSatisfy { $0.beyond.isEmpty })
    }
}
