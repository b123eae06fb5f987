import Foundation
import TestSupport
import Testing

@testable import AnalysisPlans

private func fit(_ formula: String, _ keys: [String: JSONValue], data: String = servicesCohort)
    throws -> ResultFrame<FitResult>
{
    let frame = try Runner().run(FitPlan.asked(formula, keys, data: data))
    for sentence in frame.shows + frame.doesNotShow {
        #expect(WordingCheck.faults(in: sentence) == [], "\(sentence)")
    }
    return frame
}

private let practitioner: JSONValue = .text("practitioner")

/// What effects cannot say, said: bounds, what lies beyond the data, groups, identifiers, trials.
struct EffectBoundaryTests {
    private func write(_ text: String) throws -> (Workspace, String) {
        let folder = try Workspace()
        return (folder, try folder.write("own.csv", text))
    }

    // MARK: Bounds

    @Test(arguments: Audience.allCases)
    func noMoreThanHundredInHundred(_ audience: Audience) throws {
        let lines =
            (0..<6).map { "\($0 == 0 ? 0 : 1),a" } + (0..<12).map { "\($0 == 0 ? 1 : 0),b" }
        let (folder, path) = try write("y,g\n" + lines.joined(separator: "\n") + "\n")
        _ = folder
        let frame = try fit(
            "y ~ g", ["effects": .boolean(true), "audience": .text(audience.rawValue)], data: path)
        let row = try #require(frame.result.effects?.first { $0.name == "risk_difference" })
        #expect(row.confLow.value == -1 && row.confLowStatus == "bounded")
        #expect(row.confHighStatus == nil && row.note?.contains("below -1") == true)
        let warning = try #require(frame.warnings.first { $0.code == "bounded_interval" })
        #expect(warning.message.hasPrefix("1 interval of a difference of risks"))
        let told = audience == .analyst ? "-100.0 to -41.3" : "from 41 to 100 fewer"
        #expect(frame.shows.contains { $0.contains(told) }, "\(frame.shows)")
    }

    @Test func everyMissingEndHasAStatus() throws {
        let frame = try fit(
            "safely_closed ~ need_score",
            [
                "effects": .boolean(true), "at": .text("need_score=5,-1000"),
                "contrast": .text("need_score=-1000,3"),
            ])
        let rows = try #require(frame.result.effects)
        #expect(rows.contains { $0.confLow.value == nil && $0.status == "estimated" })
        for row in rows where row.status == "estimated" {
            #expect((row.confLow.value == nil) == (row.confLowStatus == "not_estimable"))
            #expect((row.confHigh.value == nil) == (row.confHighStatus == "not_estimable"))
            if row.confLow.value == nil { #expect(row.note != nil) }
        }
    }

    /// A single cluster decides a level: there is no robust error, and no interval.
    @Test func aMissingErrorHasAStatus() throws {
        let lines = (0..<60).map { row in
            "\(row % 3 == 0 || row % 7 == 0 ? 1 : 0),\(row < 6 ? "rare" : row % 2 == 0 ? "a" : "b"),"
                + "\(row < 6 ? 0 : row % 12 + 1)"
        }
        let (folder, path) = try write("y,g,c\n" + lines.joined(separator: "\n") + "\n")
        _ = folder
        let frame = try fit(
            "y ~ g", ["effects": .boolean(true), "cluster": .text("c")], data: path)
        let rows = try #require(frame.result.effects)
        let open = rows.filter { $0.status == "estimated" && $0.stdError.value == nil }
        #expect(open.count == 4, "\(rows)")
        for row in rows {
            let isOpen = row.status == "estimated" && row.stdError.value == nil
            #expect((row.stdErrorStatus == "not_estimable") == isOpen)
            if isOpen { #expect(row.confLowStatus == "not_estimable" && row.note != nil) }
        }
    }

    // MARK: Beyond the data

    @Test func whatLiesBeyondTheDataIsWarnedOf() throws {
        let frame = try fit(
            "safely_closed ~ need_score + sex",
            [
                "effects": .boolean(true), "at": .text("need_score=3,40"), "by": .text("sex"),
                "contrast": .text("need_score=30,2"), "step": .text("need_score=60"),
            ])
        let warning = try #require(frame.warnings.first { $0.code == "extrapolation" })
        #expect(warning.severity == "warning" && warning.terms == ["need_score"])
        #expect(warning.message.contains("need_score=40 (known from 0 to 10)"))
        #expect(warning.message.contains("need_score=30 (known from 0 to 10)"))
        #expect(warning.message.contains("need_score +60 (takes 100.0% of the cases beyond"))
        #expect(!warning.message.contains("need_score=3 ") && !warning.message.contains("female"))
    }

    @Test func whatLiesWithinIsNot() throws {
        let frame = try fit(
            "safely_closed ~ need_score + child_age",
            [
                "effects": .boolean(true), "at": .text("need_score=0,10"),
                "contrast": .text("child_age=15,5"), "step": .text("child_age=0.5"),
                "audience": practitioner,
            ])
        #expect(!frame.warnings.contains { $0.code == "extrapolation" })
        let step = frame.result.effects?.first { $0.step == 0.5 }
        #expect((step?.beyond?.first?.share ?? 1) < 0.1)
    }

    // MARK: Practitioners

    @Test func groupsAreToldToPractitioners() throws {
        let keys: [String: JSONValue] = [
            "effects": .boolean(true), "by": .text("sex"), "audience": practitioner,
            "at": .text("need_score=2,4"), "step": .text("need_score=2"),
            "contrast": .text("service=intensive,usual"),
        ]
        for (formula, family) in [
            ("safely_closed ~ service * sex + need_score", "binomial"),
            ("prior_referrals ~ service * sex + need_score", "poisson"),
            ("days_open ~ service * sex + need_score", "gaussian"),
        ] {
            var asked = keys
            asked["family"] = .text(family)
            let frame = try fit(formula, asked)
            for subject in [
                "with need_score \"2\"", "with need_score \"4\"", "with 2 more of need_score",
                "service \"intensive\" against \"usual\"",
            ] {
                let told = try #require(
                    frame.shows.first { $0.hasPrefix("By sex, \(subject): ") }, "\(frame.shows)")
                #expect(told.contains("where it is \"female\" ("))
                #expect(told.contains("where it is \"male\" ("))
            }
            let all = try fit(formula, asked.filter { $0.key != "by" })
            #expect(!all.shows.contains { $0.hasPrefix("By ") })
        }
    }

    /// What turns the sign turns the words of a group, too.
    @Test func groupsTurnWithTheirFigures() throws {
        func told(_ step: String) throws -> String {
            let frame = try fit(
                "safely_closed ~ need_score + sex",
                [
                    "effects": .boolean(true), "by": .text("sex"), "audience": practitioner,
                    "step": .text("need_score=\(step)"),
                ])
            return try #require(frame.shows.first { $0.hasPrefix("By sex, with ") })
        }
        #expect(try told("2").contains(" fewer in every 100 where it is \"male\""))
        #expect(try told("-2").contains(" more in every 100 where it is \"male\""))
    }

    @Test func aTermWhoseTestAndIntervalPartIsNotPassedOver() throws {
        let lines = (0..<20).map { row in
            "\(row == 0 || row > 13 ? 1 : 0),\(row < 10 ? "a" : "b")"
        }
        let (folder, path) = try write("y,g\n" + lines.joined(separator: "\n") + "\n")
        _ = folder
        for family in ["poisson", "negative_binomial"] {
            let frame = try fit(
                "y ~ g", ["family": .text(family), "audience": practitioner], data: path)
            let test = try #require(frame.result.leadingTests.first)
            #expect((test.pValue.value ?? 1) < 0.05)
            let told = try #require(
                frame.shows.first { $0.contains("leave open how y goes with g") },
                "\(frame.shows)")
            #expect(told.contains("(p = .047)") && told.contains("2 fewer to 102 more"))
        }
        let clear = try fit("safely_closed ~ need_score", ["audience": practitioner])
        #expect(!clear.shows.contains { $0.contains("leave open how") })
    }

    // MARK: Trials

    @Test(arguments: Audience.allCases)
    func trialsAreNoCases(_ audience: Audience) throws {
        let (folder, path) = try write(
            "closed,n,team,months\n400,1000,a,3\n610,1200,a,5\n300,900,b,4\n200,800,b,6\n"
                + "500,1000,c,7\n480,900,c,2\n")
        _ = folder
        let frame = try fit(
            "closed ~ team + months",
            [
                "trials": .text("n"), "effects": .boolean(true), "step": .text("months=1"),
                "audience": .text(audience.rawValue),
            ], data: path)
        let all = frame.shows + frame.doesNotShow
        #expect(!all.contains { $0.contains("6 cases") }, "\(all)")
        #expect(all.count { $0.contains("5,800 trials") } >= 5)
    }

    // MARK: Refusals

    @Test func identifiersAreNoGroups() throws {
        for by in ["family_id", "case_id"] {
            let error = #expect(throws: AnalysisError.self) {
                try fit(
                    "safely_closed ~ need_score", ["effects": .boolean(true), "by": .text(by)])
            }
            #expect(error?.pointer == "/by" && error?.exitCode == .data)
            #expect(error?.message.contains("is it an identifier?") == true)
            #expect(error?.hint?.contains("200") == true)
        }
        let teams = try fit(
            "safely_closed ~ need_score", ["effects": .boolean(true), "by": .text("team")])
        #expect(Set((teams.result.effects ?? []).compactMap(\.group.value)).count == 6)
    }

    @Test(
        arguments: [
            (["by": .text("nowhere")], "/by", 1, "nowhere"),
            (["by": .text("log(needscore)")], "/by", 5, "log(needscore)"),
            (["by": .text("cost_council")], "/by", nil, nil),
            (["contrast": .text("sx=male,female")], "/contrast", 1, "sx=male,female"),
            (["contrast": .text("sex=male,femal")], "/contrast", 10, "sex=male,femal"),
            (
                ["contrast": .list([.text("sex=male,female"), .text("need_score=1,b")])],
                "/contrast/1", 14, "need_score=1,b"
            ), (["step": .text("nead_score=1")], "/step", 1, "nead_score=1"),
            (["step": .text("sex=1")], "/step", 1, "sex=1"),
            (["at": .text("need_score=1,old")], "/at", 14, "need_score=1,old"),
            (["at": .list([.text("sex=male"), .text("age=3")])], "/at/1", 1, "age=3"),
        ] as [([String: JSONValue], String, Int?, String?)])
    func errorsPointAtTheirOwnText(
        _ keys: [String: JSONValue], _ pointer: String, _ position: Int?, _ text: String?
    ) throws {
        let error = #expect(throws: AnalysisError.self) {
            try fit(
                "safely_closed ~ need_score + sex", keys.merging(["effects": .boolean(true)]) { $1 }
            )
        }
        #expect(error?.pointer == pointer, "\(String(describing: error))")
        #expect(error?.position == position)
        if let text { #expect(error?.expression == text) }
    }
}
