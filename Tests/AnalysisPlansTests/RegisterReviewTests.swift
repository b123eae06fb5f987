import Distributions
import Foundation
import HypothesisTests
import TestSupport
import Testing

@testable import AnalysisPlans

/// An entry of a test, as short as it can be said.
private func item(
    _ sequence: Int, p: Double?, family: String = "f", plan: Int? = nil, data: String = "d",
    direction: HypothesisDirection = .twoSided, side: String? = nil, question: String? = nil,
    registeredAs: Int? = nil
) -> RegisterReview.Item {
    let line = RegisterLine(
        sequence: sequence, kind: .tested, previous: RegisterLine.origin,
        planHash: DataSource.sha256("\(plan ?? sequence)"), hash: DataSource.sha256("\(sequence)!"))
    let effect = RegisterEntry.EffectFigures(
        name: "risk_difference", level: Label("b"), reference: Label("a"), estimate: Figure(0.125),
        confLow: Figure(0.05), confHigh: Figure(0.2), side: Label(side))
    return RegisterReview.Item(
        line: line,
        entry: RegisterEntry(
            time: "2026-01-01T00:00:00Z", engineVersion: "0", question: question ?? "Q\(sequence)",
            direction: direction, family: family, analysis: "test", formula: "y ~ g",
            dataSHA256: data, rows: 10, n: 10, test: Label(p == nil ? nil : "t"), effect: effect,
            pValue: Figure(p), log10P: Figure(p.map { log10($0) }),
            preregistered: registeredAs != nil,
            registeredAs: registeredAs))
}

private func plan(_ sequence: Int, hash: Int) -> RegisterReview.Item {
    var made = item(sequence, p: nil, plan: hash)
    made.line.kind = .registered
    return made
}

private func result(_ items: [RegisterReview.Item], q: Double = 0.05) -> RegisterResult {
    RegisterReview(items, rate: q).result(head: RegisterLine.origin, notedLine: nil)
}

@Suite struct RegisterReviewTests {
    @Test func familiesAndTimeAreThoseOfTheProcedures() throws {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<100 {
            let names = ["a", "b", "c", "d"]
            let items = (1...40).map { sequence in
                item(
                    sequence,
                    p: pow(10, -Double.random(in: 0...6, using: &generator)),
                    family: names.randomElement(using: &generator) ?? "a")
            }
            let found = result(items, q: 0.1)
            var order: [String] = []
            for item in items where !order.contains(item.entry.family) {
                order.append(item.entry.family)
            }
            #expect(found.families.map(\.name) == order)
            var simes: [PValue?] = []
            var survivors = 0
            for family in order {
                let ps = items.filter { $0.entry.family == family }
                    .compactMap { $0.entry.log10P?.value }
                    .compactMap { PValue(naturalLog: $0 * 2.302585092994045684) }
                simes.append(SimesTest.pValue(ps))
                let inside = try #require(FalseDiscoveries(ps, rate: 0.1))
                let row = try #require(found.families.first { $0.name == family })
                #expect(row.survivors == inside.survivors && row.tests == ps.count)
                #expect(abs(row.expectedFalse - inside.expectedFalse) < 1e-12)
                if row.discovered { survivors += inside.survivors }
            }
            let decisions = try #require(LevelsOnRecentDiscoveries.decisions(simes, rate: 0.1))
            #expect(found.families.map(\.discovered) == decisions.map(\.isRejected))
            #expect(found.count(.supported) == survivors)
            #expect(found.verdicts.values.reduce(0, +) == 40)
        }
    }

    @Test func theOtherSideIsNeverSupport() {
        for direction in [HypothesisDirection.higher, .lower] {
            for side in ["higher", "lower", nil] {
                let found = result([item(1, p: 1e-9, direction: direction, side: side)])
                let expected: RegisterResult.Verdict =
                    side == nil
                    ? .sideUnknown : side == direction.rawValue ? .supported : .opposite
                #expect(found.entries[0].verdict == expected)
                // p is two-sided: the stated direction does not halve it.
                #expect(abs((found.entries[0].pAdjusted.value ?? 0) / 1e-9 - 1) < 1e-12)
            }
        }
        #expect(result([item(1, p: 1e-9, side: "lower")]).entries[0].verdict == .supported)
        #expect(result([item(1, p: 0.3, side: "lower")]).entries[0].verdict == .notShown)
        #expect(result([item(1, p: nil)]).entries[0].verdict == .noTest)
        // It survives in its family of one, and .01 is above the first level over time.
        #expect(result([item(1, p: 0.01)]).entries[0].verdict == .familyNotShown)
    }

    @Test func theSameTestTwiceCountsOnce() {
        let once = result([item(1, p: 1e-5), item(2, p: 0.9), item(3, p: 0.04)])
        let twice = result([
            item(1, p: 1e-5), item(2, p: 0.9), item(3, p: 0.04), item(4, p: 1e-5, plan: 1),
            item(5, p: 1e-5, plan: 1),
        ])
        #expect(twice.families[0].tests == 3 && twice.count(.repeated) == 2)
        #expect(twice.entries[4].repeatOf == 1 && twice.entries[4].pAdjusted.value == nil)
        for index in 0..<3 {
            #expect(twice.entries[index].pAdjusted == once.entries[index].pAdjusted)
        }
        // The same plan on other data is another test, and another plan for the same question too.
        let other = result([
            item(1, p: 0.2), item(2, p: 0.2, plan: 1, data: "e"),
            item(3, p: 0.2, question: "q1 "), item(4, p: 0.1, data: "e", question: "Q1"),
        ])
        #expect(other.families[0].tests == 4 && other.count(.repeated) == 0)
        #expect(other.entries[2].sameQuestionAs == 1 && other.entries[3].sameQuestionAs == nil)
    }

    @Test func theEntryThatWasRegisteredBeforehandIsTheOneThatCounts() {
        let higher = HypothesisDirection.higher
        let lower = HypothesisDirection.lower
        func test(
            _ sequence: Int, _ direction: HypothesisDirection, _ plan: Int? = nil,
            family: String = "f"
        ) -> RegisterReview.Item {
            item(
                sequence, p: 1e-9, family: family, plan: 9, direction: direction, side: "higher",
                registeredAs: plan)
        }
        // Registered as higher, tested as lower first and then as it was registered.
        let found = result([plan(1, hash: 9), test(2, lower), test(3, higher, 1)])
        #expect(found.entries.map(\.verdict) == [.planTested, .redirected, .supported])
        #expect(found.entries[1].repeatOf == 3 && found.families[0].tests == 1)
        #expect(found.families[0].firstEntry == 3)
        // In another family it is the same question, which the registered entry answers.
        let moved = result([
            plan(1, hash: 9), test(2, higher, family: "g"), test(3, higher, 1),
        ])
        #expect(moved.entries.map(\.verdict) == [.planTested, .repeated, .supported])
        #expect(moved.families.map(\.name) == ["f"])
        // Nothing registered: the first, and a direction that comes later is none.
        let unplanned = result([test(1, lower), test(2, higher), test(3, lower)])
        #expect(unplanned.entries.map(\.verdict) == [.opposite, .redirected, .repeated])
        // Registered only after the figures were seen.
        let late = result([test(1, lower), plan(2, hash: 9), test(3, higher, 2)])
        #expect(late.entries.map(\.verdict) == [.opposite, .planTested, .redirected])
        #expect(late.entries[2].repeatOf == 1)
        // Both directions registered: the earlier plan.
        let both = result([
            plan(1, hash: 9), plan(2, hash: 9), test(3, higher, 2), test(4, lower, 1),
        ])
        #expect(both.entries.map(\.verdict)[2...] == [.redirected, .opposite])
        for audience in Audience.allCases {
            let beforehand = RegisterSentences(result: found).shows(to: audience)
            #expect(
                beforehand.contains {
                    $0.hasPrefix(
                        "Entry 2 asks the figures of entry 3 with another direction (lower, and not "
                            + "higher).")
                        && $0.hasSuffix("registered before the figures were there.")
                })
            let after = RegisterSentences(result: unplanned).shows(to: audience)
            #expect(after.contains { $0.hasPrefix("Entry 2 asks") && $0.contains("came first") })
            for sentence in beforehand + after {
                #expect(WordingCheck.faults(in: sentence) == [], "\(sentence)")
            }
        }
    }

    @Test func aDirectionOfTimesIsSpelled() {
        var times = item(1, p: 1e-9, direction: .higher, side: "higher")
        times.entry.effect?.name = "hazard_ratio"
        for audience in Audience.allCases {
            let said = RegisterSentences(result: result([times])).shows(to: audience)
            #expect(said.contains { $0.contains("higher is above 1, the event comes sooner") })
            let shares = RegisterSentences(
                result: result([item(1, p: 1e-9, direction: .higher, side: "higher")]))
            #expect(!shares.shows(to: audience).contains { $0.contains("sooner") })
        }
    }

    @Test func plansWaitOrAreTested() {
        let found = result([
            item(1, p: 0.5), plan(2, hash: 9), plan(3, hash: 8), item(4, p: 0.5, data: "e"),
            item(5, p: 1e-8, plan: 9, registeredAs: 2), item(6, p: 0.5, plan: 7),
        ])
        #expect(found.entries[1].verdict == .planTested)
        #expect(found.entries[2].verdict == .planWaiting)
        // One test of the same data before the plan was registered.
        #expect(found.entries[4].testsOfDataBefore == 1)
        #expect(found.families[0].tests == 4)
    }

    @Test func familiesThatComeBackAreMarked() {
        let found = result([
            item(1, p: 0.5, family: "a"), item(2, p: 0.5, family: "a"),
            item(3, p: 0.5, family: "b"), item(4, p: 0.5, family: "a"),
        ])
        #expect(found.families.map(\.reopened) == [true, false])
    }

    @Test(arguments: Audience.allCases)
    func everySentenceIsSound(_ audience: Audience) {
        let registers = [
            [], [plan(1, hash: 1)], [plan(1, hash: 1), plan(2, hash: 2)], [item(1, p: nil)],
            [item(1, p: 1e-9)], [item(1, p: 1e-9, direction: .higher, side: "lower")],
            [item(1, p: 1e-9, direction: .higher)], [item(1, p: 0.6), item(2, p: 0.6, plan: 1)],
            [item(1, p: 0.01)],
            [
                plan(1, hash: 3), item(2, p: 1e-20, plan: 3, registeredAs: 1),
                item(3, p: 1e-4, family: "b"), item(4, p: 0.04, family: "b"),
                item(5, p: 0.03, question: "Q4"), item(6, p: nil), item(7, p: 1e-30, plan: 2),
                item(8, p: 1e-3, direction: .lower, side: "higher"), plan(9, hash: 77),
            ],
        ]
        for items in registers {
            let sentences = RegisterSentences(result: result(items))
            let all = sentences.shows(to: audience) + sentences.doesNotShow(to: audience)
            #expect(!sentences.shows(to: audience).isEmpty)
            for sentence in all {
                #expect(WordingCheck.faults(in: sentence) == [], "\(sentence)")
            }
        }
        // The side and the count turn the sentence.
        func first(_ side: String) -> [String] {
            RegisterSentences(
                result: result([item(1, p: 1e-9, direction: .higher, side: side)])
            ).shows(to: audience)
        }
        #expect(first("higher") != first("lower"))
        #expect(!first("lower").contains { $0.contains("supports \"") || $0.contains("speak for") })
    }

    @Test func thousandsOfEntriesAreReviewedAtOnce() {
        let items = (1...20_000).map {
            item($0, p: Double($0 % 997 + 1) / 1000, family: "f\($0 % 2000)")
        }
        let start = ContinuousClock.now
        #expect(result(items).families.count == 2000)
        #expect(start.duration(to: .now) < .seconds(20))
    }
}

@Suite struct PlanFingerprintTests {
    private func plan(_ text: String) throws -> AnalysisPlan {
        guard case .one(let plan) = try PlanDocument(Array(text.utf8)) else {
            throw AnalysisError("test", "no plan")
        }
        return plan
    }

    @Test func pathsThreadsAndWordsChangeNoQuestion() throws {
        let base = try PlanFingerprint.of(
            plan(#"{"analysis": "test", "data": "a.csv", "formula": "y ~ g"}"#))
        for same in [
            #"{"formula": "y ~ g", "confidence": 0.95, "data": "b/c.csv", "analysis": "test"}"#,
            #"{"analysis": "test", "data": "a.csv", "formula": "y ~ g", "threads": 3}"#,
            #"{"analysis": "test", "data": "a.csv", "formula": "y ~ g", "audience": "practitioner"}"#,
            #"{"analysis": "test", "data": "a.csv", "formula": "y ~ g", "register": "r", "question": "Is it?", "direction": "lower", "family": "x"}"#,
        ] { #expect(try PlanFingerprint.of(plan(same)) == base) }
        for other in [
            #"{"analysis": "test", "data": "a.csv", "formula": "y ~ h"}"#,
            #"{"analysis": "test", "data": "a.csv", "formula": "y ~ g", "confidence": 0.9}"#,
            #"{"analysis": "test", "data": "a.csv", "formula": "y ~ g", "filter": ["x > 1"]}"#,
            #"{"analysis": "test", "data": "a.csv", "formula": "y ~ g", "count": "n"}"#,
            #"{"analysis": "fit", "data": "a.csv", "formula": "y ~ g"}"#,
        ] { #expect(try PlanFingerprint.of(plan(other)) != base) }
        let joined =
            #"{"analysis": "test", "data": "a.csv", "formula": "y ~ g", "join": [{"file": "X", "on": "k"}]}"#
        #expect(
            try PlanFingerprint.of(plan(joined))
                == PlanFingerprint.of(plan(joined.replacing("\"X\"", with: "\"Y\""))))
    }

    @Test func theTextIsCanonical() throws {
        let text = try PlanFingerprint.canonicalJSON(
            plan(#"{"analysis": "test", "data": "a.csv", "formula": "y ~ \"é\\\t\""}"#))
        #expect(text.hasPrefix(#"{"analysis":"test","confidence":0.95,"#))
        #expect(text.contains(#""formula":"y ~ \"é\\\u0009\"""#))
        #expect(!text.contains("a.csv") && !text.contains(" \"") && !text.contains("\n"))
        // FIPS 180-2's own example of SHA-256.
        #expect(
            DataSource.sha256("abc")
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }
}
