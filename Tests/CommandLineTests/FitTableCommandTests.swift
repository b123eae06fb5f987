import Foundation
import TestSupport
import Testing

/// What a table of figures must hold, and what is said where there is none to be had.
struct FitTableCommandTests {
    private let workspace: Workspace

    init() throws {
        workspace = try Workspace()
        let rows = (0..<60).map { row in
            let event = (row * 7 + row / 5) % 3 == 0 ? 1 : 0
            return
                "\(event),\(Double((row * 13) % 17) / 2),\(["a", "b", "c"][row % 3]),\(row / 4)\n"
        }
        try workspace.write("cases.csv", "y,x,g,c\n" + rows.joined())
        try workspace.write("line.csv", "y,x\n2,1\n4,2\n6,3\n8,4\n")
    }

    private func casewise(_ arguments: [String]) throws -> Ending {
        try runProgram(casewiseProgram, arguments, in: workspace.folder)
    }

    /// The records of a CSV without quoted fields of several lines.
    private func records(_ arguments: [String]) throws -> [[String: String]] {
        let ending = try casewise(arguments + ["--format", "csv"])
        #expect(ending.code == 0, "\(ending.errors)")
        var lines = ending.output.split(separator: "\n").map { fields(String($0)) }
        let header = lines.removeFirst()
        #expect(lines.allSatisfy { $0.count == header.count })
        return lines.map { Dictionary(zip(header, $0), uniquingKeysWith: { first, _ in first }) }
    }

    private func fields(_ line: String) -> [String] {
        var (result, field, isQuoted) = ([String](), "", false)
        for character in line {
            switch character {
            case "\"": isQuoted.toggle()
            case "," where !isQuoted:
                result.append(field)
                field = ""
            default: field.append(character)
            }
        }
        return result + [field]
    }

    private func figures(_ arguments: [String]) throws -> [String: Any] {
        let ending = try casewise(arguments + ["--json"])
        let object = try JSONSerialization.jsonObject(with: Data(ending.output.utf8))
        return try #require((object as? [String: Any])?["result"] as? [String: Any])
    }

    /// Every row of the JSON's lists stands in the CSV with the same figures.
    private func compare(
        _ records: [[String: String]], part: String, with rows: [[String: Any]],
        _ columns: [String]
    ) {
        let own = records.filter { $0["part"] == part }
        #expect(own.count == rows.count && !rows.isEmpty, "\(part)")
        for (record, row) in zip(own, rows) {
            for column in columns {
                let expected = (row[column] as? NSNumber)?.doubleValue
                let found = record[column].flatMap(Double.init)
                #expect((found == nil) == (expected == nil), "\(part) \(column)")
                // Foundation reads the last digit as it likes.
                let distance = abs((found ?? 0) - (expected ?? 0))
                #expect(distance <= 1e-14 * abs(expected ?? 0), "\(part) \(column)")
            }
            #expect(record["status"] == row["status"] as? String)
        }
    }

    private let interval = ["estimate", "std_error", "p_value", "log10_p", "conf_low", "conf_high"]

    @Test func aTableHoldsAllThatHasRows() throws {
        let asked = [
            "fit", "y ~ x + g", "cases.csv", "--effects", "--at", "x=1,2", "--step", "x=2",
            "--bootstrap", "pairs", "--replicates", "39",
        ]
        let (table, result) = (try records(asked), try figures(asked))
        func rows(_ key: String) -> [[String: Any]] { result[key] as? [[String: Any]] ?? [] }
        compare(table, part: "coefficient", with: rows("coefficients"), interval + ["odds_ratio"])
        compare(table, part: "term_test", with: rows("tests"), ["statistic", "df", "p_value"])
        compare(table, part: "effect", with: rows("effects"), interval + ["step"])
        let bootstrap = result["bootstrap"] as? [String: Any]
        compare(
            table, part: "bootstrap", with: bootstrap?["coefficients"] as? [[String: Any]] ?? [],
            ["std_error", "conf_low", "conf_high", "basic_low", "basic_high"])
        #expect(table.contains { $0["at"] == "x=2" && $0["name"] == "predicted_risk" })
        #expect(Set(table.compactMap { $0["part"] }).count == 4)
    }

    @Test func aTableHoldsFirthsFit() throws {
        let asked = ["fit", "y ~ x + g", "cases.csv", "--penalty", "firth"]
        let (table, result) = (try records(asked), try figures(asked))
        let firth = try #require(result["firth"] as? [String: Any])
        compare(
            table, part: "firth", with: firth["coefficients"] as? [[String: Any]] ?? [],
            interval + ["odds_ratio_low"])
        compare(
            table, part: "firth_test", with: firth["tests"] as? [[String: Any]] ?? [],
            ["statistic", "df", "p_value"])
    }

    @Test(arguments: ["checks", "verify"])
    func whatHasNoRowsIsRefused(_ asked: String) throws {
        let ending = try casewise(["fit", "y ~ x", "cases.csv", "--format", "csv", "--\(asked)"])
        #expect(ending.code == 64 && ending.output.isEmpty)
        #expect(ending.errors.contains("--\(asked) is of other shape"))
        #expect(ending.errors.contains("--format json"))
        try workspace.write(
            "plan.json",
            #"{"analysis": "fit", "data": "cases.csv", "formula": "y ~ x", "\#(asked)": true}"#)
        #expect(try casewise(["run", "plan.json", "--format", "csv"]).code == 64)
    }

    @Test func aPerfectFitSaysNoneForItsIntervals() throws {
        let asked = ["fit", "y ~ x", "line.csv", "--family", "gaussian"]
        let table = try records(asked)
        let slope = try #require(table.first { $0["term"] == "x" && $0["part"] == "coefficient" })
        #expect(slope["estimate"] == "2" && slope["std_error"] == "")
        #expect(slope["status"] == "estimated" && slope["std_error_status"] == "not_estimable")
        let page = try casewise(asked).output
        #expect(page.contains("[no_residual]") && !page.contains("not_converged"))
        #expect(
            page.split(separator: "\n").contains { $0.hasPrefix("  x ") && $0.contains("none") })
    }

    /// Standard output that is closed is told of, and no file takes its place.
    @Test(arguments: [["fit", "y ~ x", "cases.csv"], ["describe", "cases.csv", "--json"]])
    func closedStandardOutputIsToldOf(_ arguments: [String]) throws {
        let quoted = ([casewiseProgram] + arguments).map { "'\($0)'" }.joined(separator: " ")
        let ending = try runProgram(
            "/bin/sh", ["-c", quoted + " >&-"], in: workspace.folder)
        #expect(ending.code == 74)
        #expect(ending.errors.hasPrefix("casewise: Standard output is closed.\n"))
        #expect(!ending.errors.contains("disk"))
    }

    @Test func tooManyFoldsAreAWrongCommand() throws {
        let ending = try casewise(
            ["fit", "y ~ x + g", "cases.csv", "--penalty", "lasso", "--folds", "61"])
        #expect(ending.code == 64 && ending.errors.contains("60 rows to deal to 61 folds"))
    }
}
