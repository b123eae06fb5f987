import Foundation
import TestSupport
import Testing

@testable import AnalysisPlans

private func fit(_ formula: String, missing: String? = nil, data: String = "neet-cohort.csv")
    throws -> ResultFrame<FitResult>
{
    var keys: [String: JSONValue] = [
        "analysis": .text("fit"), "data": .text(data), "formula": .text(formula),
    ]
    if let missing { keys["missing"] = .text(missing) }
    guard case .fit(let plan) = try AnalysisPlan(.object(keys)) else {
        throw AnalysisError("test", "no fit plan")
    }
    return try Runner(folder: projectRoot.appendingPathComponent("seeds").path).run(plan)
}

struct MissingValuesTests {
    @Test(arguments: [
        "neet ~ absence + young_carer", "neet ~ rcs(absence, 4)*sex + C(young_carer)",
        "neet ~ poly(absence, 2) + (gcse_passes > 4) + young_carer", "neet ~ ns(absence, df = 3)",
    ])
    func everySentenceCarriesAFigureUnderBothRules(_ formula: String) throws {
        for missing in ["complete", "level"] {
            let frame = try fit(formula, missing: missing)
            for sentence in frame.shows + frame.doesNotShow {
                #expect(WordingCheck.faults(in: sentence) == [], "\(sentence)")
            }
            let notes = frame.warnings.filter { $0.code == "missing_level" }
            #expect(notes.isEmpty == (missing == "complete"))
            for note in notes {
                #expect(WordingCheck.faults(in: note.message) == [], "\(note.message)")
                #expect(note.severity == "note")
            }
        }
    }

    @Test func completeCasesAreTheDefaultAndSayWhatTheyRestOn() throws {
        let frame = try fit("neet ~ absence + young_carer")
        let rows = frame.data.rowsExcluded.reduce(0) { $0 + $1.rows }
        #expect(rows == frame.data.rows - frame.data.rowsUsed && rows == 774)
        #expect(
            frame.doesNotShow.contains(
                "That leaving 774 rows out for a missing value (9.7%) biases nothing: the estimates "
                    + "rest on the assumption that, among cases alike in all terms, values are missing "
                    + "as often where neet is \"1\" as where it is not."))
        #expect(!frame.doesNotShow.contains { $0.contains("device") })
        let whole = try fit("sex ~ age")
        #expect(!whole.doesNotShow.contains { $0.contains("missing") })
    }

    @Test func aLevelSaysWhatItIsFor() throws {
        let frame = try fit("neet ~ absence + young_carer", missing: "level")
        // Without an outcome nothing can be fitted: those rows alone are left out.
        #expect(frame.data.rowsExcluded.map(\.column) == ["neet"])
        let terms = frame.result.coefficients
        #expect(
            terms.map(\.term) == [
                "(Intercept)", "absence", "absence[(missing)]", "young_carer[yes]",
                "young_carer[(missing)]",
            ])
        #expect(terms.map { $0.level.value ?? "" } == ["", "", "(missing)", "yes", "(missing)"])
        #expect(terms.map { $0.reference.value ?? "" } == ["", "", "mean", "no", "no"])
        #expect(terms.map(\.variable)[2...] == ["absence", "young_carer", "young_carer"])
        let words = frame.doesNotShow.joined(separator: " ")
        #expect(words.contains("there is no value of absence in 162, of young_carer in "))
        #expect(words.contains("Missing as a level is a device for prediction"))
        #expect(frame.warnings.filter { $0.code == "missing_level" }.count == 2)
        // Every row without a value is one of the note's.
        let absent = try #require(frame.result.missing.first { $0.column == "absence" })
        #expect(absent.rows >= 162)
    }

    /// Of 60 cases without a value nearly all have the outcome: the sentence speaks of the mean.
    @Test func theIndicatorIsReadBesideTheMean() throws {
        let workspace = try Workspace()
        let rows = (0..<240).map { row -> String in
            let isMissing = row % 4 == 0
            let y = isMissing ? (row % 20 == 0 ? 0 : 1) : (row % 3 == 0 ? 1 : 0)
            return
                "\(y),\(isMissing ? "" : "\(row % 7)"),\(isMissing && row % 8 == 0 ? "" : "a\(row % 2)")"
        }
        let path = try workspace.write("cases.csv", "y,x,g\n" + rows.joined(separator: "\n"))
        let frame = try fit("y ~ x", missing: "level", data: path)
        let sentence = frame.shows.first { $0.contains("x has no value") }
        #expect(sentence?.contains("times those where it is at its mean, ") == true)
        let factor = try fit("y ~ g", missing: "level", data: path)
        #expect(
            factor.shows.contains { $0.contains("where g has no value are") }
                || factor.result.coefficients.contains { $0.term == "g[(missing)]" })
    }

    /// No sentence reads one column of a curve as an odds ratio.
    @Test(arguments: ["poly(absence, 2)", "rcs(absence, 4)", "ns(absence, 3)", "bs(absence, 4)"])
    func aCurveIsToldOfAsAWhole(_ curve: String) throws {
        let frame = try fit("neet ~ \(curve) + sen")
        #expect(
            !frame.shows.contains { $0.contains("multiply") || $0.contains("more coefficient") })
        #expect(frame.shows.contains { $0.contains("1 term is a curve") && $0.contains(curve) })
        #expect(frame.result.tests.contains { $0.term == curve && $0.df >= 2 })
    }
}
