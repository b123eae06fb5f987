import Foundation
import TestSupport
import Testing

@testable import AnalysisPlans

/// What a screen says where it is asked something else than usual.
struct ScreenCaseTests {
    private func frame(_ text: String) throws -> ResultFrame<ScreenResult> {
        guard case .screen(let plan) = try AnalysisPlan(JSONValue.parse(Array(text.utf8))) else {
            throw AnalysisError("test", "no plan of a screen")
        }
        return try Runner(folder: projectRoot.appendingPathComponent("seeds").path).run(plan)
    }

    /// A screen of rows of text.
    private func frame(
        rows: String, _ outcome: String, _ keys: String = "", _ audience: Audience = .analyst
    ) throws -> ResultFrame<ScreenResult> {
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent("screen-\(UUID().uuidString).csv")
        try Data(rows.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try frame(
            #"{"analysis": "screen", "data": "\#(file.path)", "outcome": "\#(outcome)", "#
                + #""audience": "\#(audience.rawValue)"\#(keys.isEmpty ? "" : ", " + keys)}"#)
    }

    private func isSound(_ frame: ResultFrame<ScreenResult>) {
        for sentence in frame.shows + frame.doesNotShow {
            #expect(WordingCheck.faults(in: sentence) == [], "\(sentence)")
        }
    }

    private func warning(_ frame: ResultFrame<ScreenResult>, _ code: String) -> ResultWarning? {
        frame.warnings.first { $0.code == code }
    }

    /// 400 cases with an outcome of 40 in 100, an area in three columns and a sex in two.
    private static let cases: String = {
        var text = "id,family,north,south,east,ill,copy,x,three,y\n"
        for row in 0..<400 {
            let area = row % 3
            let isEvent = row % 5 < 2
            text += "c\(row + 1000),f\(row / 2),"
            text += (0..<3).map { $0 == area ? "yes," : "no," }.joined()
            text += (row % 7 == 0 ? "yes," : "no,") + (isEvent ? "A," : "B,")
            text += "\(row * 37 % 101),\(["u", "v", "w"][row % 3]),\(isEvent ? 1 : 0)\n"
        }
        return text
    }()

    @Test func clusteredCandidatesAreClusteredTests() throws {
        let cluster = #""cluster": "family_id""#
        let screen = try frame(
            #"{"analysis": "screen", "data": "neet-cohort.csv", "outcome": "neet", \#(cluster), "#
                + #""candidates": ["looked_after", "sen", "youth_justice", "social_care_contacts"]}"#
        )
        isSound(screen)
        #expect(screen.warnings.allSatisfy { $0.code != "repeated_id" })
        #expect(screen.shows.contains { $0.contains("6,890 values of family_id") })
        #expect(warning(screen, "unclustered_patterns")?.severity == "note")
        for name in ["looked_after", "sen", "youth_justice"] {
            let own = try #require(screen.result.candidates.first { $0.name == name })
            let text =
                #"{"analysis": "test", "data": "neet-cohort.csv", "formula": "neet ~ \#(name)", "#
                + cluster + "}"
            guard case .test(let plan) = try AnalysisPlan(JSONValue.parse(Array(text.utf8))) else {
                Issue.record("no plan of a test")
                return
            }
            let test = try Runner(folder: projectRoot.appendingPathComponent("seeds").path)
                .run(plan).result
            let primary = try #require(test.tests.first { $0.name == test.primary.value })
            #expect(own.test.name == primary.name)
            #expect(relativeError(own.test.statistic ?? .nan, primary.statistic ?? 0) < 1e-12)
            #expect(
                relativeError(own.test.log10P.value ?? .nan, primary.log10P.value ?? 0) < 1e-12)
            #expect(
                relativeError(
                    own.designEffect?.value ?? .nan, test.cluster?.designEffect.value ?? 0)
                    < 1e-12)
            for effect in test.effects
            where ["risk_difference", "odds_ratio"].contains(effect.name)
                && test.reference.value == own.reference
            {
                let mine = try #require(own.effect(effect.name, level: effect.level.value))
                for (a, b) in [
                    (mine.estimate, effect.estimate), (mine.confLow, effect.confLow),
                    (mine.confHigh, effect.confHigh),
                ] { #expect(abs((a.value ?? 9) - (b.value ?? 8)) < 1e-12) }
            }
        }
        let practitioner = try frame(
            #"{"analysis": "screen", "data": "neet-cohort.csv", "outcome": "neet", \#(cluster), "#
                + #""candidates": ["looked_after"], "audience": "practitioner"}"#)
        isSound(practitioner)
        #expect(practitioner.shows.contains { $0.contains("were not taken for strangers") })
    }

    @Test func fewClustersAreWarnedOf() throws {
        let few = try frame(
            rows: Self.cases, "y", #""cluster": "three", "exclude": ["copy", "family"]"#)
        #expect(warning(few, "few_clusters")?.terms == ["three"])
        #expect(few.result.cluster?.clusters == 3)
    }

    @Test(arguments: Audience.allCases) func fewEventsMakeNoLeads(_ audience: Audience) throws {
        var rows = "a,b,s,y\n"
        for row in 0..<50 {
            rows += "\(row % 2),\(row * 37 % 50),\(row == 0 ? "z" : "w"),\(row == 0 ? 1 : 0)\n"
        }
        let frame = try frame(rows: rows, "y", "", audience)
        isSound(frame)
        #expect(frame.result.surviving == 0)
        #expect(frame.result.candidates.allSatisfy { !$0.survives && !$0.suspectsLeakage })
        #expect(warning(frame, "few_events")?.severity == "warning")
        #expect(warning(frame, "suspected_leakage") == nil)
        #expect(!frame.doesNotShow.contains { $0.contains("0 leads") })
        #expect(!frame.doesNotShow.contains { $0.contains("the other") })
        #expect(!(frame.shows + frame.doesNotShow).contains { $0.contains("1 cases") })
    }

    @Test(arguments: Audience.allCases) func aSetThatDecidesIsWarnedOf(_ audience: Audience) throws
    {
        let frame = try frame(rows: Self.cases, "y", #""adjust": "copy + x""#, audience)
        isSound(frame)
        let decides = try #require(warning(frame, "set_decides_outcome"))
        #expect(decides.terms == ["copy", "x"] && decides.severity == "warning")
        #expect(frame.result.surviving == 0)
        #expect((frame.result.adjustmentDetermination?.value ?? 0) > 0.95)
        #expect(!frame.doesNotShow.contains { $0.contains("where to ask next, with") })
        let other = try self.frame(rows: Self.cases, "y", #""adjust": "x""#, audience)
        #expect(warning(other, "set_decides_outcome") == nil)
    }

    @Test(arguments: Audience.allCases) func needsAreNeedsWhereTheyAreNamed(_ audience: Audience)
        throws
    {
        let text =
            #"{"analysis": "screen", "data": "neet-cohort.csv", "outcome": "neet", "audience": ""#
            + audience.rawValue + #"""#
        let plain = try frame(text + "}")
        let said = plain.shows.joined(separator: " ")
        #expect(said.lowercased().contains("yes/no columns"))
        #expect(!said.lowercased().contains("need"))
        let named = try frame(
            text + #", "needs": ["looked_after", "young_carer", "youth_justice"]}"#)
        let told = named.shows.joined(separator: " ")
        #expect(told.lowercased().contains("need") && !told.contains("yes/no"))
        isSound(plain)
        isSound(named)
    }

    @Test func exclusiveColumnsAreNamed() throws {
        let frame = try frame(rows: Self.cases, "y", #""exclude": ["copy"]"#)
        let own = try #require(warning(frame, "exclusive_columns"))
        #expect(own.terms == ["north", "south", "east"] && own.severity == "warning")
        #expect(frame.result.exclusive == [["north", "south", "east"]])
        #expect(frame.result.needs.exclusivePairs == 3)
    }

    @Test(arguments: [
        (#""needs": ["three"]"#, "three is 1 column"), (#""needs": "ill""#, "ill is 1 column"),
        (#""needs": ["north", "south"]"#, "no case can have two of north, south"),
        (#""needs": ["ill", "north"], "support": 200"#, "the 200 cases that support asks for"),
    ])
    func needsThatAreNotLookedAtSayWhy(_ keys: String, _ reason: String) throws {
        let frame = try frame(rows: Self.cases, "y", keys + #", "exclude": ["copy"]"#)
        #expect(warning(frame, "no_patterns")?.message.contains(reason) == true)
    }

    @Test func aDerivedOutcomeTakesItsSourcesAlong() throws {
        let frame = try frame(
            rows: Self.cases, "high",
            #""derive": ["twice = x * 2", "high = twice >= 120"], "exclude": ["copy"]"#)
        let names = frame.result.candidates.map(\.column)
        #expect(!names.contains("x") && !names.contains("twice") && names.contains("ill"))
        #expect(warning(frame, "outcome_sources")?.terms == ["x"])
        #expect(warning(frame, "suspected_leakage") == nil)
    }

    @Test func thePractitionerHearsThatThereIsMore() throws {
        let frame = try frame(
            #"{"analysis": "screen", "data": "neet-cohort.csv", "outcome": "neet", "exclude": "#
                + #"["activity_code", "months_neet"], "audience": "practitioner"}"#)
        #expect(frame.result.surviving == 11)
        #expect(
            frame.shows.contains("6 more stand out in the same way: the table has them."))
        isSound(frame)
    }

    @Test(arguments: ["exclude", "candidates", "needs", "adjust", "cluster", "count", "outcome"])
    func anUnknownColumnIsASlipOfThePlan(_ key: String) throws {
        var keys = ["outcome": #""neet""#]
        keys[key] = #""wart""#
        let text = keys.map { #""\#($0.key)": \#($0.value)"# }.joined(separator: ", ")
        do {
            _ = try frame(#"{"analysis": "screen", "data": "neet-cohort.csv", \#(text)}"#)
            Issue.record("nothing was refused")
        } catch let error as AnalysisError {
            #expect(error.code == "unknown_column" && error.exitCode == .usage, "\(error)")
        }
    }

    @Test func refusalsHintWhatAScreenTakes() throws {
        do {
            _ = try frame(rows: Self.cases, "three")
            Issue.record("nothing was refused")
        } catch let error as AnalysisError {
            #expect(error.hint == #"Say which of them is the event: three == "w"."#)
        }
        do {
            _ = try frame(rows: Self.cases, "y", #""adjust": "x", "cluster": "family""#)
            Issue.record("nothing was refused")
        } catch let error as AnalysisError {
            #expect(error.pointer == "/cluster" && error.hint != nil)
        }
    }
}
