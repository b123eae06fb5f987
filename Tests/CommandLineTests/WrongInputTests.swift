import Foundation
import TestSupport
import Testing

/// A command that cannot succeed, and all that it must say.
struct WrongInput: Sendable, CustomStringConvertible {
    var name: String
    var arguments: [String]
    var file = "neet,sex,age,ward\n1,f,15,a\n0,m,16,b\n0,f,17,a\n1,m,15,b\n0,m,16,a\n"
    var input = ""
    var code: Int32
    var says: String

    var description: String { name }
}

private let wrongInputs: [WrongInput] = [
    WrongInput(
        name: "no such file", arguments: ["fit", "neet ~ age", "absent.csv"], code: 66,
        says: """
            casewise: There is no file "absent.csv".
              Check the path; a path in a plan is relative to the plan's own folder.
            """),
    WrongInput(
        name: "a folder", arguments: ["fit", "neet ~ age", "."], code: 66,
        says: """
            casewise: "." is a folder.
              Name a CSV file in it.
            """),
    WrongInput(
        name: "an empty file", arguments: ["fit", "neet ~ age", "cases.csv"], file: "", code: 65,
        says: """
            casewise: The file is empty: there is not even a header.
              The first line names the columns; each further line is one case.
            """),
    WrongInput(
        name: "a header without rows", arguments: ["fit", "neet ~ age", "cases.csv"],
        file: "neet,age\n", code: 65,
        says: """
            casewise: The file has a header and no rows.
              at line 1
              Each line below the header is one case.
            """),
    WrongInput(
        name: "a ragged row", arguments: ["test", "neet ~ sex", "cases.csv"],
        file: "neet,sex\n1,f\n0,m,x\n", code: 65,
        says: """
            casewise: This row has 3 fields; the header has 2.
              at line 3, character 5
              A value that holds the delimiter "," needs quotes around it.
            """),
    WrongInput(
        name: "another delimiter",
        arguments: ["test", "neet ~ sex", "cases.csv", "--delimiter", "comma"],
        file: "neet;sex\n1;f\n0;m\n", code: 65,
        says: """
            casewise: The header is a single field that holds a semicolon.
              at line 1, character 1
              Are the fields separated by it? Say so: --delimiter semicolon.
            """),
    WrongInput(
        name: "an outcome that explains itself",
        arguments: ["test", "neet ~ (neet == 1)", "cases.csv"], code: 64,
        says: """
            casewise: "neet" is part of the outcome and cannot explain it.
              neet ~ (neet == 1)
                           ^
              Leave it out on the right side of "~".
            """),
    WrongInput(
        name: "an identifier as a factor", arguments: ["fit", "neet ~ id", "cases.csv"],
        file: "neet,id\n" + (0..<60).map { "\($0 % 2),P\($0)\n" }.joined(), code: 65,
        says: """
            casewise: "id" has 60 levels in 60 rows: is it an identifier?
              neet ~ id
                     ^
              An identifier groups nothing; leave it out.
            """),
    WrongInput(
        name: "negative weights",
        arguments: [
            "fit", "neet ~ sex", "cases.csv", "--weights", "w", "--weight-kind", "precision",
        ], file: "neet,sex,w\n1,f,1\n0,m,-1\n", code: 65,
        says: """
            casewise: A weight in "w" is negative (data row 2).
              A weight is a number, 0 or more.
            """),
    WrongInput(
        name: "a column of counts that holds codes",
        arguments: ["test", "neet ~ sex", "cases.csv", "--count", "id"],
        file: "neet,sex,id\n1,f,P1\n0,m,P2\n", code: 65,
        says: """
            casewise: The counts "id" are not numbers.
              The column of counts (--count) says how many cases each row stands for: a whole number, 0 or more.
            """),
    WrongInput(
        name: "an option of another study",
        arguments: ["power", "paired", "--difference", "1", "--total", "90"],
        code: 64,
        says: """
            casewise: casewise power paired takes no --total.
              It takes --difference --sd --n --cluster-size --icc --cluster-cv --dropout.
            """),
    WrongInput(
        name: "an unclosed quote", arguments: ["test", "neet ~ sex", "cases.csv"],
        file: "neet,sex\n1,\"f\n0,m\n", code: 65,
        says: """
            casewise: A quote is opened here and never closed.
              at line 2, character 3
              Close it, or write a quote that is part of the text twice: "".
            """),
    WrongInput(
        name: "an unknown column", arguments: ["fit", "neet ~ agge + sex", "cases.csv"], code: 64,
        says: """
            casewise: There is no column named "agge".
              neet ~ agge + sex
                     ^
              Did you mean "age"?
            """),
    WrongInput(
        name: "half a formula", arguments: ["fit", "neet ~ age +", "cases.csv"], code: 64,
        says: """
            casewise: The formula ends too early.
              neet ~ age +
                          ^
              Something is missing after the last operator or parenthesis.
            """),
    WrongInput(
        name: "no formula", arguments: ["fit", "cases.csv"], code: 64,
        says: """
            casewise: There is no formula: an argument with "~".
              As in casewise fit 'neet ~ absence + sex' cases.csv.
            """),
    WrongInput(
        name: "an outcome of many levels", arguments: ["fit", "age ~ sex", "cases.csv"], code: 65,
        says: """
            casewise: The outcome "age" has 3 levels, not two.
              age ~ sex
              ^
              Say which of them is the event: age >= 16 ~ ...
            """),
    WrongInput(
        name: "an outcome that never varies", arguments: ["fit", "neet ~ age", "cases.csv"],
        file: "neet,age\n0,15\n0,16\n0,17\n", code: 65,
        says: """
            casewise: The outcome "neet" has fewer than two levels. It is always "0".
              neet ~ age
              ^
              A model needs rows with the event and rows without it.
            """),
    WrongInput(
        name: "nothing but missing values", arguments: ["fit", "neet ~ age", "cases.csv"],
        file: "neet,age\n0,\n1,NA\n", code: 65,
        says: """
            casewise: No row has a value in every column that the formula names.
              Left out: 2 by "age".
            """),
    WrongInput(
        name: "an unknown level",
        arguments: ["test", "neet ~ (ward == \"aa\")", "cases.csv"], code: 64,
        says: """
            casewise: "ward" never is "aa".
              neet ~ (ward == "aa")
                              ^
              Did you mean "a"?
            """),
    WrongInput(
        name: "a confidence that is none",
        arguments: ["fit", "neet ~ age", "cases.csv", "--confidence", "95"], code: 64,
        says: """
            casewise: The confidence lies between 0 and 1 and is not 95.0.
              As in 0.95.
            """),
    WrongInput(
        name: "a type that does not fit",
        arguments: ["fit", "neet ~ age", "cases.csv", "--type", "sex=integer"], code: 65,
        says: """
            casewise: A value of column "sex" is not of the type asked for, integer.
              at line 2, character 3
              Leave the type out to have it found, or name the word as missing.
            """),
    WrongInput(
        name: "a folder for output that is not there",
        arguments: ["fit", "neet ~ age", "cases.csv", "--output", "absent/result.json"], code: 73,
        says: """
            casewise: "absent/result.json" cannot be written: No such file or directory.
              Is there such a folder, and may you write there?
            """),
    WrongInput(
        name: "data in the place of a model", arguments: ["predict", "cases.csv", "cases.csv"],
        code: 65,
        says: """
            casewise: "cases.csv" is not a model that this version can read.
              A model file is what fit --save-model writes.
            """),
    WrongInput(
        name: "a plan with an unknown key", arguments: ["run", "-"],
        input:
            #"{"analysis": "test", "data": "cases.csv", "formula": "neet ~ sex", "confidense": 0.9}"#,
        code: 64,
        says: """
            casewise: A plan of this analysis has no key "confidense".
              Did you mean "confidence"?
            """),
    WrongInput(
        name: "a plan that is not JSON", arguments: ["run", "-"], input: "{\"analysis\": test}",
        code: 64,
        says: """
            casewise: The plan is not JSON from here on.
              at line 1, character 14
              Look for a missing comma, quote or bracket, or one too many.
            """),
    WrongInput(
        name: "a full disk",
        arguments: ["fit", "neet ~ age", "cases.csv", "--json", "--output", "/dev/full"], code: 74,
        says: """
            casewise: Writing failed: No space left on device.
              Is the disk full?
            """),
]

struct WrongInputTests {
    @Test(arguments: wrongInputs)
    func saysWhatIsWrongAndWhatToDo(_ wrong: WrongInput) throws {
        let workspace = try Workspace()
        try workspace.write("cases.csv", wrong.file)
        let ending = try runProgram(
            casewiseProgram, wrong.arguments, in: workspace.folder, input: wrong.input)
        #expect(ending.code == wrong.code)
        if !wrong.arguments.contains("--json") {
            #expect(ending.errors == wrong.says + "\n")
            #expect(ending.output == "")
        }
        // Nothing half done stays behind.
        #expect(workspace.names == ["cases.csv"])
    }

    /// With JSON asked for, the same words stand on standard output and nothing on standard error.
    @Test(arguments: wrongInputs)
    func saysTheSameInJSON(_ wrong: WrongInput) throws {
        let workspace = try Workspace()
        try workspace.write("cases.csv", wrong.file)
        let ending = try runProgram(
            casewiseProgram, wrong.arguments + ["--json"], in: workspace.folder,
            input: wrong.input)
        #expect(ending.code == wrong.code)
        #expect(ending.errors == "")
        struct Answer: Decodable {
            struct Failure: Decodable {
                var code: String
                var message: String
                var hint: String?
                var pointer: String?
                var position: Int?
            }
            var error: Failure
        }
        let answer = try JSONDecoder().decode(Answer.self, from: Data(ending.output.utf8))
        #expect(wrong.says.contains(answer.error.message))
        if let hint = answer.error.hint { #expect(wrong.says.contains(hint)) }
        #expect(workspace.names == ["cases.csv"])
    }

    @Test func commandLinesThatSayNothingThatExistsEndWith64() throws {
        let workspace = try Workspace()
        for arguments in [["fitt"], ["fit", "--no-such-option"], ["predict"], ["run"]] {
            let ending = try runProgram(casewiseProgram, arguments, in: workspace.folder)
            #expect(ending.code == 64, "\(arguments)")
            #expect(ending.output == "" && !ending.errors.isEmpty)
            let asJSON = try runProgram(
                casewiseProgram, arguments + ["--json"], in: workspace.folder)
            #expect(asJSON.code == 64 && asJSON.output.hasPrefix("{"), "\(asJSON.output)")
        }
        for arguments in [["--help"], ["--version"], ["fit", "--help"]] {
            let ending = try runProgram(casewiseProgram, arguments, in: workspace.folder)
            #expect(ending.code == 0 && !ending.output.isEmpty && ending.errors == "")
        }
    }
}
