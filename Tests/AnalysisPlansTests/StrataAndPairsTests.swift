import Foundation
import TestSupport
import Testing

@testable import AnalysisPlans

private func answer(
    _ formula: String, data: String, _ keys: [String: JSONValue] = [:], in folder: String? = nil
) throws -> ResultFrame<HypothesisResult> {
    var object = keys
    object["analysis"] = .text("test")
    object["formula"] = .text(formula)
    object["data"] = .text(data)
    guard case .test(let plan) = try AnalysisPlan(.object(object)) else {
        throw AnalysisError("test", "no plan of a test")
    }
    let seeds = projectRoot.appendingPathComponent("seeds").path
    return try Runner(folder: folder ?? seeds).run(plan)
}

private let neet = "neet-cohort.csv"
private let services = "services-cohort.csv"
private let paired: [String: JSONValue] = ["paired": .boolean(true)]

/// Tests within strata and of pairs, from a plan to its sentences.
struct StrataAndPairsTests {
    /// The counts of R's UCBAdmissions, a row a cell.
    static let admissions: String = {
        let counts = [
            ("A", 512, 313, 89, 19), ("B", 353, 207, 17, 8), ("C", 120, 205, 202, 391),
            ("D", 138, 279, 131, 244), ("E", 53, 138, 94, 299), ("F", 22, 351, 24, 317),
        ]
        return counts.reduce(into: "dept,gender,admit,n\n") { text, row in
            text += "\(row.0),Male,Admitted,\(row.1)\n\(row.0),Male,Rejected,\(row.2)\n"
            text += "\(row.0),Female,Admitted,\(row.3)\n\(row.0),Female,Rejected,\(row.4)\n"
        }
    }()

    struct Question: CustomTestStringConvertible, Sendable {
        let formula: String
        let data: String
        let isPaired: Bool
        var testDescription: String { formula }
    }
    static let questions = [
        Question(formula: "neet ~ looked_after | ward", data: neet, isPaired: false),
        Question(formula: "neet ~ sen | cohort_year + sex", data: neet, isPaired: false),
        Question(formula: "sen ~ ethnicity | sex", data: neet, isPaired: false),
        Question(formula: "neet ~ exclusions | sex", data: neet, isPaired: false),
        Question(formula: "rereferred_12m ~ sex | family_id", data: services, isPaired: false),
        Question(formula: "rereferred_12m ~ service | team", data: services, isPaired: false),
        Question(
            formula: "domestic_abuse ~ parental_substance_use", data: services, isPaired: true),
        Question(
            formula: "(need_score > 5) ~ (prior_referrals > 0)", data: services, isPaired: true),
        Question(
            formula: "exclusions ~ C(social_care_contacts)", data: neet, isPaired: true),
        Question(
            formula: "domestic_abuse ~ parental_substance_use + parental_mental_health",
            data: services, isPaired: true),
    ]

    @Test(arguments: questions, Audience.allCases)
    func everySentenceIsSound(_ question: Question, _ audience: Audience) throws {
        var keys = question.isPaired ? paired : [:]
        keys["audience"] = .text(audience.rawValue)
        let frame = try answer(question.formula, data: question.data, keys)
        #expect(!frame.shows.isEmpty && !frame.doesNotShow.isEmpty)
        for sentence in frame.shows + frame.doesNotShow {
            #expect(WordingCheck.faults(in: sentence) == [], "\(sentence)")
        }
        if audience == .practitioner {
            #expect(!frame.shows.contains { $0.contains("chi-squared") || $0.contains("kappa") })
        }
    }

    @Test(arguments: Audience.allCases)
    func theOutcomeTurnsTheSentences(_ audience: Audience) throws {
        let keys: [String: JSONValue] = ["audience": .text(audience.rawValue)]
        let there = try answer("neet ~ looked_after | sex", data: neet, keys)
        let back = try answer("neet == 0 ~ looked_after | sex", data: neet, keys)
        #expect(Set(there.shows.prefix(2)).isDisjoint(with: back.shows.prefix(2)))
        let all = paired.merging(keys) { $1 }
        let pair = try answer("domestic_abuse ~ parental_substance_use", data: services, all)
        let turned = try answer("parental_substance_use ~ domestic_abuse", data: services, all)
        #expect(pair.shows != turned.shows)
        #expect(
            pair.result.effects.first?.estimate.value
                == turned.result.effects.first?.estimate.value.map { -$0 })
    }

    @Test func berkeleyIsToldWithItsReversal() throws {
        let workspace = try Workspace()
        try workspace.write("ucb.csv", Self.admissions)
        let frame = try answer(
            #"admit == "Admitted" ~ gender | dept"#, data: "ucb.csv", ["count": .text("n")],
            in: workspace.folder.path)
        let result = frame.result
        #expect(result.design == "stratified_table")
        #expect(result.reversedLevels == ["Male"] && result.stratumVariables == ["dept"])
        #expect(result.effects.first?.name == "risk_difference")
        #expect(result.effects.first?.stratum.value == nil)
        #expect(result.effects.count { $0.stratum.value != nil } == 18)
        #expect(result.strata?.map(\.cases) == [933, 585, 918, 792, 584, 714])
        let turn = try #require(frame.shows.first { $0.contains("Simpson") })
        #expect(turn.contains("14.2 percentage points") && turn.contains("-1.8 within strata"))
        #expect(frame.warnings.map(\.code) == ["heterogeneous_strata"])
        // The order of the strata's rows is no matter, and neither is the other event's side.
        let back = try answer(
            #"admit == "Rejected" ~ gender | dept"#, data: "ucb.csv", ["count": .text("n")],
            in: workspace.folder.path)
        #expect(back.result.reversedLevels == ["Male"])
        #expect(
            back.shows.contains { $0.contains("-14.2 percentage points counted together, 1.8") })
    }

    /// A row for each case and a row a cell with its count say the same, crossing and pairs too.
    @Test func countsAreRepeatedRows() throws {
        let workspace = try Workspace()
        var (rows, cells) = ("y,g,s,t\n", "y,g,s,t,n\n")
        var random = SeededGenerator(seed: 7)
        for y in ["no", "yes"] {
            for g in ["no", "yes"] {
                for s in ["x", "y"] {
                    for t in ["1", "2"] {
                        let count = Int.random(in: 1...9, using: &random)
                        cells += "\(y),\(g),\(s),\(t),\(count)\n"
                        rows += String(repeating: "\(y),\(g),\(s),\(t)\n", count: count)
                    }
                }
            }
        }
        try workspace.write("rows.csv", rows)
        try workspace.write("cells.csv", cells)
        for (formula, keys) in [("y ~ g | s + t", [:]), ("y ~ g", paired)] {
            let one = try answer(formula, data: "rows.csv", keys, in: workspace.folder.path)
            let other = try answer(
                formula, data: "cells.csv", keys.merging(["count": .text("n")]) { $1 },
                in: workspace.folder.path)
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            func tests(_ frame: ResultFrame<HypothesisResult>) throws -> Data {
                try encoder.encode(frame.result.tests)
            }
            func effects(_ frame: ResultFrame<HypothesisResult>) throws -> Data {
                try encoder.encode(frame.result.effects)
            }
            #expect(try tests(one) == tests(other))
            #expect(try effects(one) == effects(other))
            #expect(one.shows == other.shows)
        }
        let crossed = try answer("y ~ g | s + t", data: "rows.csv", in: workspace.folder.path)
        #expect(crossed.result.strata?.map(\.stratum) == ["x, 1", "x, 2", "y, 1", "y, 2"])
        #expect(crossed.result.strata?.last?.levels == ["y", "2"])
    }

    @Test func uselessStrataAreCountedAndSaid() throws {
        let workspace = try Workspace()
        try workspace.write(
            "few.csv",
            "y,g,s\n1,a,p\n0,b,p\n1,b,p\n0,a,p\n1,a,q\n0,a,r\n1,a,r\n1,a,t\n1,b,t\n")
        let frame = try answer("y ~ g | s", data: "few.csv", in: workspace.folder.path)
        #expect(frame.result.strataUse?.informative == 1)
        #expect(
            frame.result.strata?.map(\.use) == ["informative", "one_case", "one_row", "one_column"])
        let note = try #require(frame.warnings.first { $0.code == "uninformative_strata" })
        #expect(
            note.message
                == "3 of 4 strata compare nothing: 1 of one case, 1 with one group only, 1 with one "
                + "outcome only.")
        try workspace.write("none.csv", "y,g,s\n1,a,p\n0,b,q\n1,b,r\n1,b,r\n")
        let none = try answer("y ~ g | s", data: "none.csv", in: workspace.folder.path)
        #expect(none.result.primary.value == nil)
        #expect(none.shows.contains { $0.hasPrefix("No test was made of 4 cases") })
    }

    @Test(
        arguments: [
            ("neet ~ absence", true, "sample of numbers"),
            ("absence ~ sex | ward", false, "sample of numbers"),
            ("neet ~ sex | ward", true, "not parted into strata"),
            ("neet ~ sex + sen | ward", false, "one group"),
            ("sex ~ sen", true, "no level in common"),
            ("exclusions ~ C(gcse_passes) + C(social_care_contacts)", true, "yes or no"),
            ("~ sex", true, "compared with each other"),
        ])
    func whatCannotBeComparedIsRefused(_ formula: String, isPaired: Bool, message: String) throws {
        let error = #expect(throws: AnalysisError.self) {
            try answer(formula, data: neet, isPaired ? paired : [:])
        }
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
        #expect(error?.pointer == "/formula")
    }

    @Test func pairedIsTrueOrFalse() {
        let error = #expect(throws: AnalysisError.self) {
            try answer("neet ~ sex", data: neet, ["paired": .text("yes")])
        }
        #expect(error?.pointer == "/paired")
    }

    /// Three measures have three differences, the one between the second and third included.
    @Test func everyTwoOfSeveralMeasuresHaveADifference() throws {
        let workspace = try Workspace()
        try workspace.write("m.csv", "a,b,c,n\n0,0,0,40\n1,0,0,6\n1,1,0,9\n0,1,1,14\n1,1,1,31\n")
        let frame = try answer(
            "a ~ b + c", data: "m.csv", paired.merging(["count": .text("n")]) { $1 },
            in: workspace.folder.path)
        let effects = frame.result.effects
        #expect(effects.count == 3 && effects.count == frame.result.comparisons?.count)
        #expect(Set(effects.map { Set([$0.level.value, $0.reference.value]) }).count == 3)
        // 54 of 100 have b and 45 have c.
        let last = try #require(effects.last)
        #expect(abs(abs(try #require(last.estimate.value)) - 0.09) < 1e-12)
        #expect(Set([last.level.value, last.reference.value]) == ["b", "c"])
        #expect(
            frame.shows.contains {
                $0.hasPrefix("\(last.level.value ?? "") less \(last.reference.value ?? ""): ")
            })
    }

    /// Levels that one measure never takes still count as levels of both.
    @Test func measuresShareTheirLevels() throws {
        let workspace = try Workspace()
        try workspace.write("a.csv", "a,b,n\nno,no,9\nno,yes,4\nno,no,1\n")
        let frame = try answer(
            "a ~ b", data: "a.csv", paired.merging(["count": .text("n")]) { $1 },
            in: workspace.folder.path)
        #expect(frame.result.table?.columns == ["no", "yes"])
        #expect(frame.result.event.value == "yes")
        #expect(frame.result.effects[1].estimate.value == 0)
        try workspace.write("s.csv", "a,b,n\n10,9,5\n9,9,7\n2,10,3\n2,2,8\n")
        let square = try answer(
            "a ~ b", data: "s.csv", paired.merging(["count": .text("n")]) { $1 },
            in: workspace.folder.path)
        #expect(square.result.table?.rows == ["2", "9", "10"])
        #expect(square.result.effects.contains { $0.name == "cohens_kappa_quadratic" })
        #expect(square.result.primary.value == "stuart_maxwell")
    }
}
