import Foundation
import TestSupport
import Testing

@testable import AnalysisPlans

/// What predictions must say of figures that are limits, or none.
struct PredictionHonestyTests {
    private let workspace: Workspace

    init() throws { workspace = try Workspace() }

    private struct Answer {
        let frame: ResultFrame<PredictSummary>
        let rows: [PredictionRow]

        func warning(_ code: String) -> String? {
            frame.warnings.first { $0.code == code }?.message
        }

        var said: [String] { frame.shows + frame.doesNotShow + frame.warnings.map(\.message) }
    }

    /// Fits one text and predicts another.
    private func predict(
        _ formula: String, _ learned: String, _ keys: [String: JSONValue] = [:], new: String,
        to audience: Audience = .analyst
    ) throws -> Answer {
        let data = try workspace.write("learned.csv", learned)
        let model = workspace.folder.appendingPathComponent("model.json").path
        let asked = keys.merging(["save_model": .text(model)]) { $1 }
        _ = try Runner().run(FitPlan.asked(formula, asked, data: data))
        guard
            case .predict(let plan) = try AnalysisPlan(
                .object([
                    "analysis": .text("predict"), "model": .text(model),
                    "data": .text(try workspace.write("new.csv", new)),
                    "audience": .text(audience.rawValue),
                ]))
        else { throw CancellationError() }
        var rows: [PredictionRow] = []
        let frame = try Runner().run(plan) { rows += $0 }
        for sentence in frame.shows + frame.doesNotShow {
            #expect(WordingCheck.faults(in: sentence) == [], "\(sentence)")
        }
        return Answer(frame: frame, rows: rows)
    }

    /// All of g = a have the event, the others either.
    private let separated =
        "y,g\n" + String(repeating: "1,a\n", count: 8)
        + String(repeating: "1,b\n0,b\n0,b\n0,c\n1,c\n", count: 6)

    @Test func certaintyOfSeparationIsWarnedOf() throws {
        let answer = try predict("y ~ g", separated, new: "g\na\nb\na\nc\n")
        #expect(answer.rows.map(\.status) == ["infinite", "predicted", "infinite", "predicted"])
        #expect(answer.rows[0].probability?.value == 1)
        let warning = try #require(answer.warning("quasi_separation"))
        #expect(
            warning.hasPrefix(
                "2 rows of 4 have a probability of 1 and no interval, which is a limit and no "
                    + "certainty: of the 38 cases"), "\(warning)")
        #expect(warning.contains("--penalty firth"))
        #expect(answer.frame.shows.contains { $0.hasPrefix("2 of these 4 figures are limits") })
        let told = try predict("y ~ g", separated, new: "g\na\nb\n", to: .practitioner)
        #expect(
            told.frame.shows.contains {
                $0.hasPrefix(
                    "For 1 of these 2 cases the figure is 1, and that is no certainty: among the 38"
                )
            }, "\(told.frame.shows)")
        let plain = try predict("y ~ g", separated, new: "g\nb\n")
        #expect(plain.warning("quasi_separation") == nil)
    }

    @Test func thatEveryRowIsToldApartIsComplete() throws {
        let rows = "y,x\n" + (1...12).map { "\($0 > 6 ? 1 : 0),\($0)" }.joined(separator: "\n")
        let answer = try predict("y ~ x", rows, new: "x\n1\n12\n6.5\n")
        let warning = try #require(answer.warning("complete_separation"))
        #expect(warning.contains("a probability of 1 (1) or 0 (1)"), "\(warning)")
        #expect(answer.warning("quasi_separation") == nil)
    }

    @Test func countsThatWereAllNoughtAreNoCertainty() throws {
        let rows = "n,g\n" + String(repeating: "0,a\n3,b\n1,b\n2,c\n4,c\n", count: 6)
        let answer = try predict(
            "n ~ g", rows, ["family": .text("poisson")], new: "g\na\nb\n")
        let warning = try #require(answer.warning("quasi_separation"))
        #expect(warning.hasPrefix("1 row of 2 has an expected n of 0 and no interval"))
        #expect(warning.contains("all had 0") && !warning.contains("firth"))
    }

    private let counted =
        "n,x\n"
        + (0..<40).map { "\(($0 * 7) % 5 + $0 / 10),\(Double($0) / 10)" }
        .joined(separator: "\n")

    /// What no number can hold has a status, and its mean is not told as "inf".
    @Test func whatOverflowsIsSaidSo() throws {
        let answer = try predict(
            "n ~ x", counted, ["family": .text("poisson")],
            new: "x\n1\n1e5\n2000\n1400\n")
        #expect(
            answer.rows.map(\.status) == ["predicted", "not_finite", "predicted", "predicted"])
        #expect(answer.rows[1].mean?.value == nil && answer.rows[1].confHighStatus == nil)
        // Far below the interval runs from 0 to beyond all numbers.
        #expect(answer.rows[2].confHigh.value == nil)
        #expect(answer.rows[2].confHighStatus == "infinite")
        #expect(answer.warning("overflow")?.hasPrefix("1 row of 4 has no expected count") == true)
        #expect(answer.warning("interval_overflow") != nil)
        #expect(answer.frame.data.rowsExcluded.map(\.code) == ["not_finite"])
        #expect(!answer.said.contains { $0.contains("inf") && !$0.contains("infinite") })
        for row in answer.rows {
            let text = try JSONText.encodeLine(row)
            #expect(!text.contains("null") || row.status != "predicted" || text.contains("_status"))
        }
    }

    @Test func aSumBeyondAllNumbersHasAStatus() throws {
        let rows = "z,x\n" + (0..<20).map { "\($0 * $0 % 7),\($0)" }.joined(separator: "\n")
        let answer = try predict(
            "z ~ x", rows, ["family": .text("gaussian")], new: "x\n6e307\n6e307\n7e308\n")
        if answer.frame.result.meanPrediction?.value == nil {
            #expect(answer.frame.result.meanStatus != nil)
        }
        #expect(!answer.said.contains { $0.contains(" inf") && !$0.contains("infinite") })
    }

    @Test(arguments: [
        ("poisson", "expected count"), ("negative_binomial", "expected count"),
        ("gaussian", "expected value"),
    ])
    func figuresAreCalledWhatTheyAre(_ family: String, _ name: String) throws {
        for audience in Audience.allCases {
            let answer = try predict(
                "n ~ x", counted, ["family": .text(family)], new: "x\n1\n\nq\n900\n",
                to: audience)
            let said = answer.said.joined(separator: "\n")
            #expect(!said.contains("probabilit") && !said.contains("how often"), "\(said)")
            #expect(
                answer.warning("rows_excluded")?.contains("have no \(name)") == true, "\(said)")
            #expect(answer.warning("extrapolation")?.contains("their \(name)s") == true)
        }
    }

    @Test func probabilitiesStayProbabilities() throws {
        let answer = try predict("y ~ g", separated, new: "g\nb\n\nz\n")
        #expect(answer.warning("rows_excluded")?.contains("have no probability") == true)
        #expect(answer.warning("unknown_level")?.contains("so no probability") == true)
    }
}
