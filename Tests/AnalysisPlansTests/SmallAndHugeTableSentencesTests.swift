import Foundation
import TestSupport
import Testing

@testable import AnalysisPlans

/// Runs a plan of a test on counts.
private func answer(
    _ formula: String, _ text: String, _ audience: Audience, _ keys: [String: JSONValue] = [:]
) throws -> ResultFrame<HypothesisResult> {
    let workspace = try Workspace()
    var object = keys
    object["analysis"] = .text("test")
    object["formula"] = .text(formula)
    object["audience"] = .text(audience.rawValue)
    object["data"] = .text(try workspace.write("c.csv", text))
    object["count"] = .text("n")
    guard case .test(let plan) = try AnalysisPlan(.object(object)) else {
        throw AnalysisError("test", "no plan of a test")
    }
    return try Runner().run(plan)
}

/// Sentences at the ends of what tables can be: a handful of cases, and billions.
struct SmallAndHugeTableSentencesTests {
    @Test func aDifferenceOfBillionsIsNotRoundedToNothing() throws {
        let text =
            "y,g,n\n1,a,1500000000\n0,a,1500000000\n1,b,1500250000\n0,b,1499750000\n"
        let analyst = try answer("y ~ g", text, .analyst)
        // 250,000 of 3,000,000,000 are 0.00833 percentage points.
        #expect(
            analyst.shows[0].hasSuffix(
                "a difference of 0.008 percentage points (95% interval 0.006 to 0.011)."))
        let practitioner = try answer("y ~ g", text, .practitioner)
        #expect(practitioner.shows[0].contains("about 5,001 in every 10,000"))
        #expect(practitioner.shows[0].contains("about 5,000 in every 10,000"))
        // Where the interval holds 0, whole hundreds say enough.
        let alike = try answer(
            "y ~ g", "y,g,n\n1,a,500\n0,a,500\n1,b,501\n0,b,500\n", .practitioner)
        #expect(alike.shows[0].contains("about 50 in every 100"))
    }

    @Test func aTestAndAnIntervalOnDifferentSidesAreNotSaidToAgree() throws {
        let apart = try answer("y ~ g", "y,g,n\n1,a,3\n1,b,0\n0,b,2\n", .analyst)
        #expect(!apart.doesNotShow.contains { $0.contains("is not evidence of none") })
        let said = try #require(
            apart.doesNotShow.first { $0.contains("lie on different sides") })
        #expect(said.contains("p = .100") && said.contains("-100.0 to -13.5"))
        #expect(said.contains("leaves out 0") && WordingCheck.faults(in: said) == [])
        // Where both hold none, nothing changes.
        let alike = try answer("y ~ g", "y,g,n\n1,a,30\n0,a,70\n1,b,12\n0,b,31\n", .analyst)
        #expect(alike.doesNotShow.contains { $0.contains("is not evidence of none; anything") })
    }

    @Test func aLargeTableKeepsTheResidualsFurthestFromNone() throws {
        var text = "y,g,n\n"
        for row in 0..<110 {
            for column in 0..<100 {
                text += "c\(column),r\(row),\(5 + (row * 31 + column * 17 + row * column) % 23)\n"
            }
        }
        let result = try answer("y ~ g", text, .analyst).result
        let kept = try #require(result.residuals)
        #expect(kept.count == 10_000 && result.residualCells == 11_000)
        let sizes = kept.map { abs($0.adjusted) }
        #expect(zip(sizes, sizes.dropFirst()).allSatisfy { $0 >= $1 })
        #expect(result.table?.counts.count == 110)
        let small = try answer("y ~ g", "y,g,n\n1,a,3\n1,b,4\n0,b,2\n", .analyst).result
        #expect(small.residualCells == nil && small.residuals?.count == 4)
    }
}
