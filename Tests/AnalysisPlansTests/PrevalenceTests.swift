import Foundation
import TestSupport
import Testing

@testable import AnalysisPlans

private func answer(
    _ columns: [String], _ data: String, _ keys: [String: JSONValue] = [:]
) throws -> ResultFrame<PrevalenceResult> {
    var object = keys
    object["analysis"] = .text("prevalence")
    object["column"] = .list(columns.map { .text($0) })
    object["data"] = .text(data)
    guard case .prevalence(let plan) = try AnalysisPlan(.object(object)) else {
        throw AnalysisError("test", "no plan of a prevalence")
    }
    return try Runner().run(plan)
}

private let services = projectRoot.appendingPathComponent("seeds/services-cohort.csv").path

/// Thirty case files: 6 with the need, 5 more whose file does not say.
private func thirty(_ workspace: Workspace) throws -> String {
    let rows = (0..<35).map { i in
        "\(i < 6 ? "yes" : i < 30 ? "no" : ""),\(i % 3 == 0 ? "North" : "South"),f\(i / 2),1"
    }
    return try workspace.write(
        "cases.csv", "parent_personality_disorder,unit,family,n\n" + rows.joined(separator: "\n"))
}

struct PrevalenceTests {
    @Test func sixOfThirtyIsSaidAsThePracticeSaysIt() throws {
        let workspace = try Workspace()
        let frame = try answer(["parent_personality_disorder"], thirty(workspace))
        #expect(
            frame.shows[0]
                == "20% of children (6 of 30; 10 to 37%): parent_personality_disorder is \"yes\".")
        let row = frame.result.rows[0]
        #expect(row.events == 6 && row.cases == 30 && row.missing == 5 && !row.tooFew)
        #expect(abs(try #require(row.confLow.value) - 0.0951) < 5e-5)
        #expect(abs(try #require(row.confHigh.value) - 0.3731) < 5e-5)
        #expect(row.beside.map(\.method) == ["Clopper-Pearson exact", "Jeffreys"])
        #expect(row.lowIfMissing.value == 6.0 / 35 && row.highIfMissing.value == 11.0 / 35)
        #expect(frame.doesNotShow[0].contains("17.1%") && frame.doesNotShow[0].contains("31.4%"))
        #expect(frame.data.rowsUsed == 30 && frame.data.rowsExcluded[0].rows == 5)
    }

    @Test func groupsStandInTheirOwnOrderAndSmallOnesAreMarked() throws {
        let workspace = try Workspace()
        let frame = try answer(
            ["parent_personality_disorder"], thirty(workspace), ["by": .text("unit")])
        #expect(frame.result.rows.map(\.group.value) == [nil, "North", "South"])
        #expect(frame.result.rows.map(\.tooFew) == [false, true, true])
        #expect(frame.result.rows.dropFirst().map(\.cases).reduce(0, +) == 30)
        #expect(frame.shows[1].hasPrefix("Where unit is \"North\": 20% of children (2 of 10; "))
        #expect(frame.shows[1].hasSuffix("; too few to say much."))
        #expect(frame.doesNotShow.contains { $0.contains("own order") })
    }

    @Test func countedDataGiveTheSameShares() throws {
        let workspace = try Workspace()
        let counted = try workspace.write(
            "counts.csv",
            "parent_personality_disorder,cases\nyes,6\nno,24\n,5\nyes,0\n")
        let whole = try answer(["parent_personality_disorder"], thirty(workspace))
        let other = try answer(
            ["parent_personality_disorder"], counted, ["count": .text("cases")])
        #expect(whole.shows == other.shows)
        #expect(whole.result.rows[0].confLow.value == other.result.rows[0].confLow.value)
        #expect(other.result.rows[0].missing == 5)
    }

    // R 4.2.2, survey 4.1.1: svymean and svyciprop(method = "beta") of rereferred_12m in
    // Tests/HypothesisTestsTests/Reference/clustering.json.
    @Test func familiesWidenTheInterval() throws {
        let frame = try answer(["rereferred_12m"], services, ["cluster": .text("family_id")])
        let row = frame.result.rows[0]
        #expect(row.clusters == 1773)
        #expect(
            relativeError(try #require(row.effectiveCases?.value), 2421.18914343083) < 1e-10)
        let exact = try #require(row.beside.first { $0.method.hasPrefix("Korn-Graubard") })
        #expect(relativeError(try #require(exact.confLow.value), 0.158441062708759) < 1e-8)
        #expect(relativeError(try #require(exact.confHigh.value), 0.188999562117247) < 1e-8)
        let plain = try answer(["rereferred_12m"], services)
        #expect(
            try #require(row.confLow.value) < #require(plain.result.rows[0].confLow.value))
        #expect(plain.warnings.contains { $0.code == "repeated_id" })
        #expect(!frame.warnings.contains { $0.code == "repeated_id" })
    }

    @Test func casesWithoutAFamilyAreStrangers() throws {
        let workspace = try Workspace()
        let path = try workspace.write(
            "some.csv",
            "need,family\n"
                + (0..<90).map { "\($0 % 3 == 0 ? 1 : 0),\($0 < 45 ? "f\($0 / 3)" : "")" }
                .joined(separator: "\n"))
        let frame = try answer(["need"], path, ["cluster": .text("family")])
        #expect(frame.result.rows[0].cases == 90 && frame.result.rows[0].clusters == 60)
        #expect(frame.warnings.contains { $0.code == "missing_cluster" })
    }

    @Test func severalColumnsEveryLevelAndConditions() throws {
        let frame = try answer(["service", "disability", "need_score >= 7"], services)
        #expect(frame.result.columns.map(\.name) == ["service", "disability", "need_score >= 7"])
        #expect(
            frame.result.rows.map(\.level) == [
                "coaching", "intensive", "mentoring", "usual", "yes", "true",
            ])
        #expect(frame.result.columns[2].missing == 83)
        let level = try answer(["service"], services, ["level": .text("usual")])
        #expect(level.result.rows.map(\.level) == ["usual"])
        #expect(level.result.rows[0].events == 1177)
        let families = try answer(["service"], services, ["people": .text("families")])
        #expect(families.shows.allSatisfy { $0.contains("of families (") })
    }

    @Test(arguments: Audience.allCases)
    func everySentenceIsSound(_ audience: Audience) throws {
        for (column, keys) in [
            ("rereferred_12m", ["by": JSONValue.text("team"), "cluster": .text("family_id")]),
            ("service", [:]), ("need_score >= 10", ["by": .text("service")]),
            ("disability", ["cluster": .text("family_id"), "confidence": .number(0.8)]),
            ("status", ["filter": .list([.text("team == \"Elm\"")])]),
        ] {
            var keys = keys
            keys["audience"] = .text(audience.rawValue)
            let frame = try answer([column], services, keys)
            #expect(!frame.shows.isEmpty && !frame.doesNotShow.isEmpty)
            for sentence in frame.shows + frame.doesNotShow {
                #expect(WordingCheck.faults(in: sentence) == [], "\(sentence)")
            }
        }
    }

    @Test func theOutcomeTurnsTheSentence() throws {
        let one = try answer(["disability"], services)
        let other = try answer(["disability"], services, ["level": .text("no")])
        #expect(Set(one.shows).isDisjoint(with: other.shows))
        #expect(
            abs(
                try #require(one.result.rows[0].confLow.value)
                    + #require(other.result.rows[0].confHigh.value) - 1) < 1e-12)
    }

    @Test func whatCannotBeCountedIsRefusedAtItsKey() throws {
        let pointer = { (columns: [String], keys: [String: JSONValue]) -> String? in
            do {
                _ = try answer(columns, services, keys)
                return "none"
            } catch let error as AnalysisError {
                return error.pointer
            }
        }
        #expect(try pointer(["case_id"], [:]) == "/column")
        #expect(try pointer([], [:]) == "/column")
        #expect(try pointer(["sex", "sex"], [:]) == "/column")
        #expect(try pointer(["sex"], ["level": .text("none")]) == "/level")
        #expect(try pointer(["sex"], ["by": .text("case_id")]) == "/by")
        #expect(try pointer(["sex"], ["people": .text("a1;")]) == "/people")
        #expect(try pointer(["nothing"], [:]) == "/column")
        #expect(try pointer(["need_score"], [:]) == "/column")
        #expect(try pointer(["sex"], ["cluster": .text("famly")]) == "/cluster")
    }
}
