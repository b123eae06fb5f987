import Foundation
import TestSupport
import Testing

/// A file with something of everything: identifiers, free text, codes for missing, odd dates.
private let cases: String = {
    var text = "UPN,family_id,home,dob,opened,closed_on,cost,age,ward,notes,closed,x,y\n"
    for row in 0..<60 {
        let ward = ["Byker", "byker", "Walker ", "n/k"][row % 4]
        text += "H8012000040\(10 + row),FAM\(row / 2),NE\(row % 9) 4A\(row % 2 == 0 ? "B" : "C"),"
        text += "20\(10 + row % 5)-03-\(10 + row % 17),2023-01-\(10 + row % 20),"
        text += row == 3 ? "2022-01-01," : row % 5 == 0 ? "," : "2024-0\(1 + row % 9)-11,"
        text += "\"£\(1 + row % 3),\(100 + row)\",\(row == 9 ? 99 : row % 18),\(ward),"
        text += "secretword \(row) was told at the visit,\(row % 3 == 0 ? "yes" : "no"),"
        text += "\(row).25,\(100 - row).25\n"
    }
    return text
}()

private let cohort = projectRoot.appendingPathComponent("seeds/neet-cohort.csv").path

struct DescribeCommandTests {
    private let workspace: Workspace

    init() throws {
        workspace = try Workspace()
        try workspace.write("cases.csv", cases)
    }

    private func casewise(_ arguments: String...) throws -> Ending {
        try runProgram(casewiseProgram, arguments, in: workspace.folder)
    }

    @Test(arguments: ["text", "json", "csv", "markdown", "html"])
    func noFormatShowsAValueThatPointsAtAPerson(_ format: String) throws {
        let ending = try casewise(
            "describe", "cases.csv", "--format", format, "--extract-date", "2024-12-31",
            "--output", "result")
        #expect(ending.code == 0 && ending.output == "" && ending.errors == "")
        let text = try #require(workspace.read("result"))
        for secret in ["H8012", "FAM", "4AB", "-03-1", "secretword", "£1,1", "£2,1"] {
            #expect(!text.contains(secret), "\(secret)")
        }
        #expect(text.hasSuffix("\n") && !text.lowercased().contains("nan,"))
        // The plan within the JSON states the number of threads.
        let again = try casewise(
            "describe", "cases.csv", "--format", format, "--extract-date", "2024-12-31",
            "--threads", "1")
        #expect(again.output == text || format == "json")
    }

    /// Names, numbers and notes that only the name of their column or their form gives away.
    @Test(arguments: ["text", "json", "csv", "markdown", "html"])
    func noFormatShowsNamesOrReferences(_ format: String) throws {
        var text = "reference,amount,mum,seen_by,comment,ward\n"
        for row in 0..<60 {
            text += "\(40_417 + row * 7919 % 60 * 31),\(917 + row * 3),"
            text += "\(["Anna Smith", "Cara Day", "Una Low"][row % 3]),"
            text += "\(["Bob Jones", "Dev Patel", "Eve O'Neil"][row * 5 / 3 % 3]),"
            text += "\(["he shouted", "at home"][row / 7 % 2]),"
            text += "\(["Ferry Bank", "Quarry Fell", "Low Moor"][row / 5 % 3])\n"
        }
        try workspace.write("people.csv", text)
        let shown = try casewise("describe", "people.csv", "--format", format).output
        for secret in ["40417", "40,417", "42246", "42,246", "Smith", "Jones", "shouted"] {
            #expect(!shown.contains(secret), "\(secret)")
        }
        #expect(shown.contains("Ferry Bank") || format == "csv" && shown.contains("Low Moor"))
        #expect(shown.contains("917"))
    }

    @Test func theTextNamesWhatIsOddAndWhatToDo() throws {
        let text = try casewise("describe", "cases.csv", "--extract-date", "2024-12-31").output
            .replacing("\n  ", with: " ")
        for part in [
            "[possible_missing_code]", "--na-words=NA,99", "--thousands comma --currency £",
            "[similar_levels]", "\"Byker\" (15), \"byker\" (15)", "[end_before_start]",
            "with both, row 4 of the data", "[unknown_level]", "y = 100.5 - x",
            "[repeated_id]", "--cluster family_id", "closed  yes        20",
            "casewise test 'closed ~ ward' cases.csv",
        ] {
            #expect(text.contains(part), "\(part)")
        }
    }

    /// A suggestion that does not run would be worse than none.
    @Test func whatIsSuggestedRuns() throws {
        for data in ["cases.csv", cohort] {
            let answer = try casewise("describe", data, "--json").output
            let object = try #require(
                JSONSerialization.jsonObject(with: Data(answer.utf8)) as? [String: Any])
            let result = try #require(object["result"] as? [String: Any])
            let commands = try #require(result["next"] as? [String])
            #expect(commands.count >= 2)
            let folder = URL(fileURLWithPath: casewiseProgram).deletingLastPathComponent().path
            for command in commands {
                let ending = try runProgram(
                    "/bin/bash", ["-c", "PATH=\"\(folder):$PATH\"; \(command)"],
                    in: workspace.folder)
                #expect(ending.code == 0, "\(command): \(ending.errors)")
            }
        }
    }

    @Test func theCSVHasARowForEachColumn() throws {
        let lines = try casewise("describe", cohort, "--format", "csv").output
            .split(separator: "\n")
        #expect(lines.count == 23)
        #expect(lines[0].hasPrefix("position,name,kind,role,reason,values,missing,missing_share,"))
        let absence = try #require(lines.first { $0.hasPrefix("9,absence,") })
        #expect(absence.hasPrefix("9,absence,real,number,,7836,164,0.0205,"))
        #expect(lines[1].hasPrefix("1,person_id,category,id_like,name,8000,0,0,8000,,,"))
    }

    @Test func theDayOfExtractionIsStatedAndTaken() throws {
        let clock = try casewise("describe", "cases.csv", "--json").output
        let object = try #require(
            JSONSerialization.jsonObject(with: Data(clock.utf8)) as? [String: Any])
        let plan = try #require(object["plan"] as? [String: Any])
        let day = try #require(plan["extract_date"] as? String)
        #expect(day.count == 10 && day > "2024")
        // The plan, run as it is stated, gives the same answer.
        let stated = try String(
            decoding: JSONSerialization.data(withJSONObject: plan), as: UTF8.self)
        try workspace.write("plan.json", stated)
        #expect(try casewise("run", "plan.json", "--json").output == clock)
        let early = try casewise("describe", "cases.csv", "--extract-date", "2023-06-30")
        #expect(early.output.contains("[future_dates]"))
    }

    @Test(arguments: ["2024-02-30", "31/12/2024", "2024-1-1", "soon", ""])
    func aDayThatIsNoneIsRefused(_ day: String) throws {
        let ending = try casewise("describe", "cases.csv", "--extract-date", day, "--json")
        #expect(ending.code == 64)
        #expect(ending.output.contains("\"pointer\" : \"/extract_date\""))
    }

    @Test func aPlanListMayHoldADescription() throws {
        try workspace.write(
            "plans.json",
            #"[{"analysis": "describe", "data": "cases.csv"}, {"analysis": "describe", "data": "no"}]"#
        )
        for format in ["text", "markdown", "html", "csv", "json"] {
            let ending = try casewise("run", "plans.json", "--format", format)
            // Markdown puts a sign before the line of a name.
            let said = ending.output.replacing("\\_", with: "_")
            #expect(ending.code == 66 && said.contains("family_id"))
        }
    }
}

/// Data that the project does not hold; see CONTRIBUTING.md.
private let data = ProcessInfo.processInfo.environment["CASEWISE_DATA"] ?? ""

@Suite(.enabled(if: !data.isEmpty, "CASEWISE_DATA names no folder of data"))
struct DescribedStudyTests {
    private func findings(_ file: String) throws -> [String: [[String]]] {
        let answer = try runProgram(
            casewiseProgram, ["describe", "\(data)/\(file)", "--json"], in: projectRoot
        ).output
        let object = try #require(
            JSONSerialization.jsonObject(with: Data(answer.utf8)) as? [String: Any])
        let result = try #require(object["result"] as? [String: Any])
        let rows = try #require(result["findings"] as? [[String: Any]])
        return Dictionary(grouping: rows) { $0["code"] as? String ?? "" }
            .mapValues { $0.compactMap { $0["columns"] as? [String] } }
    }

    /// McVicar and Anyadike-Danes (2002): nothing is missing, and five columns are one area.
    @Test func transitionsFromSchoolToWork() throws {
        let found = try findings("mvad.csv")
        #expect(Set(found.keys) == ["id_as_number", "indicator_columns", "outliers"])
        #expect(
            found["indicator_columns"] == [
                ["Belfast", "N.Eastern", "Southern", "S.Eastern", "Western"]
            ])
    }

    /// The survey cut earnings off at 25,862 and 25,564 dollars, which comes to light.
    @Test func theTrainingProgramme() throws {
        let found = try findings("lalonde.csv")
        #expect(Set(found.keys) == ["heaped_value", "outliers"])
        #expect(found["heaped_value"]?.count == 5)
    }
}
