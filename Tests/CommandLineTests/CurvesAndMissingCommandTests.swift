import Foundation
import TestSupport
import Testing

private let cohort = projectRoot.appendingPathComponent("seeds/neet-cohort.csv").path

struct CurvesAndMissingCommandTests {
    private let workspace: Workspace

    init() throws { workspace = try Workspace() }

    private func casewise(_ arguments: String...) throws -> Ending {
        try runProgram(casewiseProgram, arguments, in: workspace.folder)
    }

    /// What a model has a place for is predicted; what it never met is not.
    @Test func emptyCellsArePredictedWhereTheModelMetThem() throws {
        let formula = "neet ~ rcs(absence, 4) * sex + young_carer + sen"
        for (rule, expected) in [
            ("level", ["predicted", "predicted", "predicted", "missing_input", "invalid_input"]),
            (
                "complete",
                ["predicted", "missing_input", "missing_input", "missing_input", "invalid_input"]
            ),
        ] {
            let fit = try casewise(
                "fit", formula, cohort, "--missing", rule, "--save-model", "\(rule).json", "--json")
            #expect(fit.code == 0)
            #expect(fit.output.contains("\"missing\" : \"\(rule)\""))
            try workspace.write(
                "new.csv",
                """
                absence,sex,young_carer,sen
                0.05,male,no,none
                ,female,yes,none
                0.3,male,,ehcp
                0.1,male,no,
                often,male,no,none

                """)
            let ending = try casewise("predict", "\(rule).json", "new.csv", "--format", "csv")
            #expect(ending.code == 0)
            let rows = ending.output.split(separator: "\n").dropFirst()
            #expect(rows.map { String($0.split(separator: ",").last ?? "") } == expected)
        }
    }

    @Test func beyondTheDataIsNoted() throws {
        let fit = try casewise("fit", "neet ~ rcs(absence, 3)", cohort, "--save-model", "m.json")
        #expect(fit.code == 0)
        try workspace.write("new.csv", "absence\n0.05\n0.99\n")
        let ending = try casewise("predict", "m.json", "new.csv")
        #expect(ending.code == 0 && ending.output.contains("rcs(absence, 3)"))
    }

    @Test func aRuleThatIsNoneIsRefused() throws {
        let ending = try casewise("fit", "neet ~ sex", cohort, "--missing", "mean")
        #expect(ending.code == 64)
        #expect(ending.errors.contains("There is no way \"mean\" with missing values."))
        #expect(ending.errors.contains("to have none is a level of its own"))
    }

    @Test func aSplineThatCannotBePointsAtItsPlace() throws {
        let ending = try casewise("fit", "neet ~ sex + rcs(exclusions, 5)", cohort)
        #expect(ending.code != 0)
        #expect(ending.errors.contains("has no 5 places for knots"))
        #expect(ending.errors.contains("^"))
    }
}
