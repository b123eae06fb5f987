import Foundation
import TestSupport
import Testing

struct SimulateTests {
    private let workspace: Workspace

    init() throws { workspace = try Workspace() }

    private func simulate(_ arguments: String...) throws -> Ending {
        try runProgram(casewiseProgram, ["simulate"] + arguments, in: workspace.folder)
    }

    /// The files of `seeds/` are what the commands of seeds/README.md write.
    @Test(arguments: [("neet", "8000", "28"), ("services", "3000", "1")])
    func theSeedsAreTheOutputOfTheCommand(_ cohort: String, _ rows: String, _ seed: String) throws {
        let ending = try simulate(
            cohort, "--rows", rows, "--seed", seed, "--output", "c.csv", "--dictionary", "c.md",
            "--truth-file", "c.json")
        #expect(ending.code == 0 && ending.output == "" && ending.errors == "")
        for (name, written) in [
            ("\(cohort)-cohort.csv", "c.csv"), ("\(cohort)-cohort.md", "c.md"),
            ("\(cohort)-cohort-truth.json", "c.json"),
        ] {
            let kept = try Data(
                contentsOf: projectRoot.appendingPathComponent("seeds/\(name)"))
            #expect(workspace.read(written).map { Data($0.utf8) } == kept, "\(name)")
        }
        let direct = try simulate(cohort, "--rows", rows, "--seed", seed, "--threads", "3")
        #expect(direct.output == workspace.read("c.csv"))
    }

    /// What is asked wrongly, with all that is said.
    @Test(arguments: [
        (
            ["neets", "--rows", "5", "--seed", "1"], "There is no cohort \"neets\".",
            "The cohorts are neet and services."
        ),
        (
            ["neet", "--rows", "5", "--seed", "1", "--truth", "plane"],
            "There is no truth \"plane\".",
            "The truths are plain, nonlinear, drift, mnar and leak."
        ),
        (
            ["neet", "--rows", "0", "--seed", "1"],
            "A cohort has 1 to 1,000,000,000 rows and not 0.", "As in --rows 8000."
        ),
        (
            ["neet", "--rows", "-5", "--seed", "1"],
            "A cohort has 1 to 1,000,000,000 rows and not -5.", "As in --rows 8000."
        ),
        (
            ["neet", "--rows", "9223372036854775807", "--seed", "1"],
            "A cohort has 1 to 1,000,000,000 rows and not 9223372036854775807.",
            "As in --rows 8000."
        ),
        (
            ["neet", "--rows", "1e6", "--seed", "1"],
            "--rows takes a whole number up to 1000000000 and not \"1e6\".", "As in --rows 8000."
        ),
        (
            ["neet", "--rows", "5", "--seed", "-1"],
            "--seed takes a whole number from 0 to 18446744073709551615 and not \"-1\".",
            "As in --seed 1."
        ),
        (
            ["neet", "--rows", "5", "--seed", "1", "--threads", "0"],
            "--threads takes 1 or more and not 0.", "As in --threads 2."
        ),
        (
            ["neet", "--rows", "5", "--seed", "1", "--output", "a", "--dictionary", "a"],
            "\"a\" is also a file that this run reads or keeps.",
            "Name another file for the output."
        ),
    ])
    func wrongRequestsEndWith64AndSayWhy(
        _ arguments: [String], _ message: String, _ hint: String
    ) throws {
        let ending = try runProgram(
            casewiseProgram, ["simulate"] + arguments, in: workspace.folder)
        #expect(ending.code == 64 && ending.output == "")
        #expect(ending.errors == "casewise: \(message)\n  \(hint)\n")
        #expect(workspace.names == [])
    }

    @Test func whatIsMissingIsNamed() throws {
        for arguments in [["neet"], ["neet", "--rows", "5"], ["--rows", "5", "--seed", "1"]] {
            let ending = try runProgram(
                casewiseProgram, ["simulate"] + arguments, in: workspace.folder)
            #expect(ending.code == 64 && ending.output == "" && !ending.errors.isEmpty)
        }
    }

    @Test func filesAreWholeOrNotThere() throws {
        let absent = try simulate(
            "neet", "--rows", "50", "--seed", "1", "--output", "c.csv", "--dictionary",
            "absent/c.md")
        #expect(absent.code == 73 && workspace.names == [])
        let full = try simulate(
            "neet", "--rows", "5000", "--seed", "1", "--output", "/dev/full", "--truth-file",
            "c.json")
        #expect(full.code == 74 && full.errors.contains("No space left") && workspace.names == [])
    }

    @Test func aReaderThatHasSeenEnoughIsNoError() throws {
        let script =
            "'\(casewiseProgram)' simulate neet --rows 30000 --seed 1 | head -n 1; "
            + "echo \"${PIPESTATUS[0]}\""
        let ending = try runProgram("/bin/bash", ["-c", script], in: workspace.folder)
        #expect(ending.output.hasPrefix("person_id,") && ending.output.hasSuffix("\n0\n"))
        #expect(ending.errors == "")
    }

    @Test func anInterruptEndsWith130AndLeavesNoFile() throws {
        let process = Process()
        // Where the tests run in the background of a shell, the interrupt is ignored by inheritance.
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "--default-signal=SIGINT", casewiseProgram, "simulate", "neet", "--rows",
            "1000000000", "--seed", "1", "--output", "c.csv", "--threads", "1",
        ]
        process.currentDirectoryURL = workspace.folder
        try process.run()
        for _ in 0..<100 where workspace.names.isEmpty { usleep(50_000) }
        #expect(workspace.names.contains { $0.hasSuffix(".part") })
        process.interrupt()
        process.waitUntilExit()
        #expect(process.terminationReason == .exit && process.terminationStatus == 130)
        #expect(workspace.names == [])
    }

    /// The rows can be read by the engine from a pipe, as the help shows.
    @Test func theHelpsExampleOfAPipeWorks() throws {
        let script =
            "'\(casewiseProgram)' simulate neet --rows 500 --seed 7 | "
            + "'\(casewiseProgram)' test 'neet ~ sex' - --json"
        let ending = try runProgram("/bin/bash", ["-c", script], in: workspace.folder)
        #expect(ending.code == 0 && ending.output.contains("\"rows\" : 500"))
    }
}
