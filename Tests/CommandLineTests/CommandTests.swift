import Foundation
import TestSupport
import Testing

private let cohort = projectRoot.appendingPathComponent("seeds/neet-cohort.csv").path
private let formula = "neet ~ absence + looked_after + (social_care_contacts >= 2)"

/// Parses JSON text, or records that it is none.
private func json(_ text: String) throws -> [String: Any] {
    try #require(
        JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any],
        "no JSON object: \(text.prefix(200))")
}

struct CommandTests {
    private let workspace: Workspace

    init() throws { workspace = try Workspace() }

    private func casewise(
        _ arguments: String..., input: String = "", environment: [String: String] = [:]
    ) throws -> Ending {
        try runProgram(
            casewiseProgram, arguments, in: workspace.folder, input: input,
            environment: environment)
    }

    @Test(arguments: ["text", "json", "csv", "markdown", "html"])
    func outputsAreTheSameInAFileAndOnStandardOutput(_ format: String) throws {
        for command in ["fit", "test"] {
            let asked = command == "fit" ? formula : "neet ~ sex"
            let direct = try casewise(command, asked, cohort, "--format", format)
            let toFile = try casewise(
                command, asked, cohort, "--format", format, "--output", "result")
            #expect(direct.code == 0 && toFile.code == 0 && toFile.output == "")
            #expect(direct.output == workspace.read("result"))
            #expect(direct.output.hasSuffix("\n") && !direct.output.contains(": nan"))
            #expect(workspace.names == ["result"])
        }
    }

    @Test func theFormulaAndTheDataMayStandInEitherOrder() throws {
        let one = try casewise("fit", formula, cohort, "--json")
        let other = try casewise("fit", cohort, formula, "--json")
        #expect(one.output == other.output)
    }

    @Test func threadsChangeNoByteOfTheResult() throws {
        let one = try casewise("fit", formula, cohort, "--format", "csv", "--threads", "1")
        let two = try casewise("fit", formula, cohort, "--format", "csv", "--threads", "2")
        #expect(one.code == 0 && one.output == two.output)
    }

    @Test func predictAnswersEveryRowInOrderInEveryFormat() throws {
        let fit = try casewise("fit", formula, cohort, "--save-model", "fit.json", "--json")
        #expect(fit.code == 0)
        let csv = try casewise(
            "predict", "fit.json", cohort, "--id", "person_id", "--format", "csv")
        let lines = csv.output.split(separator: "\n")
        #expect(lines.count == 8001)
        #expect(lines[0] == "row,person_id,probability,conf_low,conf_high,status")
        #expect(lines[1].hasPrefix("1,P00001,") && lines[8000].hasPrefix("8000,P08000,"))
        let answer = try json(
            casewise("predict", "fit.json", cohort, "--id", "person_id", "--json").output)
        let result = try #require(answer["result"] as? [String: Any])
        let predictions = try #require(result["predictions"] as? [[String: Any]])
        #expect(predictions.count == 8000)
        let data = try #require(answer["data"] as? [String: Any])
        let excluded = try #require(data["rows_excluded"] as? [[String: Any]])
        let left = excluded.reduce(0) { $0 + ($1["rows"] as? Int ?? 0) }
        #expect(data["rows"] as? Int == 8000 && data["rows_used"] as? Int == 8000 - left)
        #expect(left == 164)
        for format in ["text", "markdown", "html"] {
            let ending = try casewise("predict", "fit.json", cohort, "--format", format)
            #expect(ending.code == 0 && ending.output.split(separator: "\n").count > 8000)
        }
        // A column of the input is copied only when it is asked for.
        #expect(!(try casewise("predict", "fit.json", cohort).output.contains("P00001")))
        let piped = try casewise(
            "predict", "fit.json", "-", "--format", "csv", "--id", "person_id",
            input: String(decoding: Data(contentsOf: URL(fileURLWithPath: cohort)), as: UTF8.self))
        #expect(piped.output == csv.output)
    }

    @Test func anErrorOnTheWayLeavesNoHalfResult() throws {
        #expect(try casewise("fit", formula, cohort, "--save-model", "fit.json").code == 0)
        let text = String(
            decoding: try Data(contentsOf: URL(fileURLWithPath: cohort)), as: UTF8.self)
        try workspace.write("broken.csv", text + "one,field,too,few\n")
        let toFile = try casewise(
            "predict", "fit.json", "broken.csv", "--format", "csv", "--output", "chances.csv")
        #expect(toFile.code == 65 && workspace.names == ["broken.csv", "fit.json"])
        let asJSON = try casewise("predict", "fit.json", "broken.csv", "--json")
        #expect(asJSON.code == 65)
        #expect(try json(asJSON.output).keys.sorted() == ["error"])
        let missing = try casewise("predict", "fit.json", "broken2.csv")
        #expect(missing.code == 66)
        try workspace.write("narrow.csv", "absence\n0.1\n")
        let narrow = try casewise("predict", "fit.json", "narrow.csv")
        #expect(narrow.code == 65 && narrow.errors.contains("\"looked_after\""))
    }

    @Test func aListRunsToItsEndAndEndsWithTheHighestCode() throws {
        try workspace.write(
            "plans.json",
            """
            [{"analysis": "test", "data": "\(cohort)", "formula": "neet ~ sex"},
             {"analysis": "test", "data": "absent.csv", "formula": "neet ~ sex"},
             {"analysis": "fit", "data": "\(cohort)", "formula": "neet ~ agge"},
             {"analysis": "dance"},
             {"analysis": "fit", "data": "\(cohort)", "formula": "neet ~ age"}]
            """)
        let ending = try casewise("run", "plans.json", "--json")
        #expect(ending.code == 66)
        let list = try #require(
            JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [[String: Any]])
        #expect(list.count == 5)
        #expect(list[0]["result"] != nil && list[4]["result"] != nil)
        let pointers = list[1...3].map { ($0["error"] as? [String: Any])?["pointer"] as? String }
        #expect(pointers == ["/1", "/2/formula", "/3/analysis"])
        // A file holds in the place of a result why there is none.
        for format in ["text", "markdown", "html", "csv"] {
            let ending = try casewise(
                "run", "plans.json", "--format", format, "--output", "results.\(format)")
            #expect(ending.code == 66)
            let text = try String(
                contentsOf: workspace.folder.appendingPathComponent("results.\(format)"),
                encoding: .utf8)
            if format != "csv" { #expect(text.contains("Plan 3 has no result")) }
            #expect(text.contains("There is no column named") && text.contains("agge"))
        }
    }

    @Test func aNegativeNumberIsWrittenWithAnEqualsSign() throws {
        let ending = try casewise("test", "neet ~ sex", cohort, "--margin", "-1")
        #expect(ending.code == 64)
        #expect(ending.errors.contains("A negative number is written --margin=-1."))
        let told = try casewise("test", "neet ~ sex", cohort, "--margin=-1")
        #expect(told.code == 64 && told.errors.contains("above 0"))
        let way = try casewise("test", "neet ~ sex", cohort, "--margin", "0.1", "--better", "up")
        #expect(way.errors.contains("\"up\" is no value of better."))
    }

    @Test func whatOnlyAFitTakesIsSaidToBeSo() throws {
        let all = try casewise("test", "neet ~ .", cohort)
        #expect(all.errors.contains("a test compares one"))
        let both = try casewise("test", "neet ~ sex:ward", cohort)
        #expect(both.errors.contains("y ~ sex | ward"))
    }

    @Test func pathsInAPlanStartAtItsFolder() throws {
        let folder = workspace.folder.appendingPathComponent("study")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try workspace.write("study/cases.csv", "y,g\n1,a\n0,b\n1,a\n0,b\n1,b\n")
        try workspace.write(
            "study/plan.json", #"{"analysis": "test", "data": "cases.csv", "formula": "y ~ g"}"#)
        let ending = try casewise("run", "study/plan.json", "--json")
        #expect(ending.code == 0)
        let data = try #require(try json(ending.output)["data"] as? [String: Any])
        #expect(data["source"] as? String == "cases.csv" && data["rows"] as? Int == 5)
        try workspace.write("other.csv", "y,g\n1,a\n0,b\n")
        let replaced = try casewise("run", "study/plan.json", "--data", "other.csv", "--json")
        let other = try #require(try json(replaced.output)["data"] as? [String: Any])
        #expect(other["rows"] as? Int == 2)
    }

    @Test func dataKeptOutsideAreFoundWhereTheEnvironmentSays() throws {
        try workspace.write("kept.csv", "y,g\n1,a\n0,b\n1,a\n0,b\n")
        let plan = #"{"analysis": "test", "data": "$CASEWISE_DATA/kept.csv", "formula": "y ~ g"}"#
        let found = try casewise(
            "run", "-", input: plan, environment: ["CASEWISE_DATA": workspace.folder.path])
        #expect(found.code == 0)
        let absent = try casewise("run", "-", input: plan, environment: ["CASEWISE_DATA": ""])
        #expect(absent.code == 66 && absent.errors.contains("CASEWISE_DATA"))
    }

    @Test func aReaderThatHasSeenEnoughIsNoError() throws {
        let script =
            "'\(casewiseProgram)' fit '\(formula)' '\(cohort)' | head -n 1; "
            + "echo \"${PIPESTATUS[0]}\""
        let ending = try runProgram("/bin/bash", ["-c", script], in: workspace.folder)
        #expect(ending.output.hasPrefix("Logistic regression"))
        #expect(ending.output.hasSuffix("\n0\n") && ending.errors == "")
    }

    @Test func anInterruptEndsWith130AndLeavesNoFile() throws {
        #expect(try casewise("fit", formula, cohort, "--save-model", "fit.json").code == 0)
        let process = Process()
        // Where the tests run in the background of a shell, the interrupt is ignored by inheritance.
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "--default-signal=SIGINT", casewiseProgram, "predict", "fit.json", "-", "--output",
            "chances.csv",
        ]
        process.currentDirectoryURL = workspace.folder
        // Its input does not end, so that it is surely at work when the interrupt comes.
        process.standardInput = Pipe()
        try process.run()
        for _ in 0..<100 where workspace.names.count < 2 { usleep(50_000) }
        #expect(workspace.names.contains { $0.hasSuffix(".part") })
        process.interrupt()
        process.waitUntilExit()
        #expect(process.terminationReason == .exit && process.terminationStatus == 130)
        #expect(workspace.names == ["fit.json"])
    }

    @Test func anOutputNeverReplacesAnInput() throws {
        let text = "y,g\n1,a\n0,b\n1,a\n0,b\n1,b\n0,a\n"
        try workspace.write("cases.csv", text)
        try FileManager.default.createSymbolicLink(
            at: workspace.folder.appendingPathComponent("link.csv"),
            withDestinationURL: workspace.folder.appendingPathComponent("cases.csv"))
        #expect(try casewise("fit", "y ~ g", "cases.csv", "--save-model", "m.json").code == 0)
        let model = workspace.read("m.json")
        for arguments in [
            ["fit", "y ~ g", "cases.csv", "--output", "cases.csv"],
            ["test", "y ~ g", "cases.csv", "--output", "./link.csv"],
            ["fit", "y ~ g", "cases.csv", "--save-model", "link.csv"],
            ["fit", "y ~ g", "cases.csv", "--save-model", "n.json", "--output", "n.json"],
            ["predict", "m.json", "cases.csv", "--output", "m.json"],
            ["predict", "m.json", "cases.csv", "--output", "cases.csv", "--json"],
        ] {
            let ending = try runProgram(casewiseProgram, arguments, in: workspace.folder)
            #expect(ending.code == 64, "\(arguments)")
            #expect(workspace.read("cases.csv") == text && workspace.read("m.json") == model)
            #expect(workspace.names == ["cases.csv", "link.csv", "m.json"])
        }
    }

    @Test func anEditedModelIsRefusedAndNeverTraps() throws {
        let fit = "neet ~ poly(age, 2) + sen * absence"
        #expect(try casewise("fit", fit, cohort, "--save-model", "fit.json").code == 0)
        let model = try #require(workspace.read("fit.json"))
        for (old, new) in [
            ("\"reference\" : 0", "\"reference\" : 7"), ("\"degree\" : 2", "\"degree\" : 3"),
            ("\"levels\" : [", "\"levels\" : [\"extra\", "),
            ("\"solution\" : [", "\"solution\" : [1, "),
            ("\"terms\" : [", "\"terms\" : [[], "), ("poly(age, 2)", "poly(age, "),
            ("\"casewise_model\" : 1", "\"casewise_model\" : 3"), ("}", ""),
            ("\"variables\" : [", "\"variables\" : [], \"other\" : ["),
        ] {
            let edited = model.replacingOccurrences(of: old, with: new)
            #expect(edited != model, "\(old)")
            try workspace.write("edited.json", edited)
            let ending = try casewise("predict", "edited.json", cohort)
            #expect(ending.code == 65 && ending.errors.contains("is not a model"), "\(old)")
        }
    }

    @Test func aDeviceIsWrittenToAndNeverReplaced() throws {
        let ending = try casewise("test", "neet ~ sex", cohort, "--output", "/dev/null")
        #expect(ending.code == 0)
        var status = stat()
        #expect(stat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
    }

    @Test func colourIsForTerminalsOnly() throws {
        #expect(!(try casewise("test", "neet ~ sex", cohort).output.contains("\u{1B}")))
    }

    @Test func controlCharactersOfAFileNeverReachTheTerminal() throws {
        try workspace.write("cases.csv", "y,g\n1,\u{1B}[31mred\n0,b\n1,\u{1B}[31mred\n0,b\n")
        let ending = try casewise("test", "y ~ g", "cases.csv")
        #expect(ending.code == 0 && !ending.output.contains("\u{1B}"))
    }
}
