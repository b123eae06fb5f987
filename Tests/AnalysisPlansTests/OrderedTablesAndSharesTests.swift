import Foundation
import TestSupport
import Testing

@testable import AnalysisPlans

/// Orders, expected shares and simulated p-values from plan to sentence.
struct OrderedTablesAndSharesTests {
    private func answer(
        _ formula: String, _ keys: [String: JSONValue], _ audience: Audience = .analyst,
        data: String = "neet-cohort.csv"
    ) throws -> ResultFrame<HypothesisResult> {
        var object = keys
        object["analysis"] = .text("test")
        object["formula"] = .text(formula)
        object["audience"] = .text(audience.rawValue)
        object["data"] = .text(data)
        guard case .test(let plan) = try AnalysisPlan(.object(object)) else {
            throw AnalysisError("test", "no plan of a test")
        }
        return try Runner(folder: projectRoot.appendingPathComponent("seeds").path).run(plan)
    }

    private let order: [String: JSONValue] = [
        "order": .object(["sen": .list([.text("none"), .text("support"), .text("ehcp")])])
    ]

    @Test func anOrderOrdersRowsPicksTheReferenceAndAsksForATrend() throws {
        let result = try answer("neet ~ sen", order).result
        #expect(result.table?.rows == ["none", "support", "ehcp"])
        #expect(result.reference.value == "none")
        #expect(result.primary.value == "cochran_armitage")
        #expect(result.effects[0].name == "risk_difference")
        let slope = try #require(result.effects.first { $0.name == "risk_difference_per_step" })
        #expect(try #require(slope.confLow.value) > 0)
        let named = try answer("neet ~ C(sen, ref = \"ehcp\")", order).result
        #expect(named.reference.value == "ehcp" && named.table?.rows.first == "none")
    }

    @Test func numbersBringTheirOwnOrder() throws {
        let result = try answer("neet ~ exclusions", [:]).result
        #expect(result.tests.contains { $0.name == "cochran_armitage" })
        #expect(result.primary.value?.hasPrefix("cochran") == false)
    }

    @Test func sharesAreSetBesideExpectedOnes() throws {
        let expected: JSONValue = .object([
            "none": .number(80), "support": .number(15), "ehcp": .number(5),
        ])
        let result = try answer("~ sen", ["expected": expected]).result
        #expect(result.design == "one_way" && result.table == nil)
        let levels = try #require(result.levels)
        #expect(levels.map(\.level) == ["ehcp", "none", "support"])
        #expect(levels.map(\.expectedShare) == [0.05, 0.8, 0.15])
        #expect(result.tests.map(\.name).contains("pearson_chi_squared"))
        let equal = try answer("~ sen", [:]).result
        #expect(equal.levels?.allSatisfy { abs($0.expectedShare - 1 / 3.0) < 1e-15 } == true)
    }

    @Test func countsStandForRows() throws {
        let workspace = try Workspace()
        try workspace.write("rows.csv", "g\na\na\na\nb\nc\nc\n")
        try workspace.write("counts.csv", "g,n\na,3\nb,1\nc,2\n")
        var results: [HypothesisResult] = []
        for (data, keys) in [
            ("rows.csv", [:]), ("counts.csv", ["count": .text("n")]),
        ] as [(String, [String: JSONValue])] {
            results.append(
                try answer("~ g", keys, data: workspace.folder.appendingPathComponent(data).path)
                    .result)
        }
        #expect(results[0].levels?.map(\.observed) == [3, 1, 2])
        #expect(results[0].tests.map(\.pValue.value) == results[1].tests.map(\.pValue.value))
        #expect(results[0].primary.value == "multinomial_exact")
    }

    @Test func aSimulationNamesItsSeedAndReplicates() throws {
        let workspace = try Workspace()
        var text = "g,y,n\n"
        for i in 0..<9 { for j in 0..<9 { text += "g\(i),y\(j),\((i * 7 + j * 5) % 4)\n" } }
        let path = try workspace.write("sparse.csv", text)
        let keys: [String: JSONValue] = [
            "count": .text("n"), "replicates": .number(499), "seed": .number(5),
        ]
        let frame = try answer("y ~ g", keys, data: path)
        let test = try #require(
            frame.result.tests.first { $0.name == "fisher_exact_monte_carlo" })
        #expect(test.replicates == 499 && test.seed == 5)
        #expect(try #require(test.pLow) < #require(test.pHigh))
        #expect(frame.result.primary.value == "fisher_exact_monte_carlo")
        #expect(frame.warnings.contains { $0.code == "monte_carlo" && $0.message.contains("499") })
        let again = try answer("y ~ g", keys, data: path)
        #expect(again.result.tests.map(\.pValue.value) == frame.result.tests.map(\.pValue.value))
    }

    @Test(arguments: [
        ("neet ~ sex", "order", "/order/sen"), ("neet ~ sen", "short", "/order/sen"),
        ("neet ~ sen", "stray", "/order/sen"), ("neet ~ sen", "expected", "/expected"),
        ("~ sen", "expected", "/expected"), ("~ sen", "negative", "/expected"),
    ])
    func keysThatMeanNothingAreRefused(_ formula: String, _ what: String, _ pointer: String)
        throws
    {
        let list = { (levels: [String]) in
            JSONValue.object(["sen": .list(levels.map { .text($0) })])
        }
        let keys: [String: JSONValue] =
            switch what {
            case "order": order
            case "short": ["order": list(["none", "support"])]
            case "stray": ["order": list(["none", "support", "ehcp", "enhanced"])]
            case "negative": ["expected": .object(["none": .number(-1)])]
            default: ["expected": .object(["none": .number(1)])]
            }
        let error = #expect(throws: AnalysisError.self) { try answer(formula, keys) }
        #expect(error?.pointer == pointer)
    }

    @Test(arguments: Audience.allCases)
    func everySentenceIsSound(_ audience: Audience) throws {
        let expected: JSONValue = .object([
            "none": .number(0.8), "support": .number(0.15), "ehcp": .number(0.05),
        ])
        let frames = [
            try answer("neet ~ sen", order, audience),
            try answer("neet == 0 ~ sen", order, audience),
            try answer("looked_after ~ exclusions", [:], audience),
            try answer("gcse_passes >= 5 ~ exclusions", [:], audience),
            try answer("exclusions ~ sen", order, audience),
            try answer("~ sen", [:], audience),
            try answer("~ sen", ["expected": expected], audience),
            try answer("~ cohort_year", [:], audience),
        ]
        for frame in frames {
            #expect(!frame.shows.isEmpty && !frame.doesNotShow.isEmpty)
            for sentence in frame.shows + frame.doesNotShow {
                #expect(WordingCheck.faults(in: sentence) == [], "\(sentence)")
            }
        }
        // The outcome turns the direction.
        let (up, down) =
            audience == .analyst ? ("rises", "falls") : ("becomes more", "becomes less")
        #expect(frames[0].shows.contains { $0.contains(up) })
        #expect(frames[1].shows.contains { $0.contains(down) })
    }
}
