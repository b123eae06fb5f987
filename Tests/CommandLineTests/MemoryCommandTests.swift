import Foundation
import TestSupport
import Testing

private let cohort = projectRoot.appendingPathComponent("seeds/neet-cohort.csv").path

/// `casewise fit --memory --scratch`: the same answers in pieces, and nothing left behind.
struct MemoryCommandTests {
    private let workspace: Workspace
    private let scratch: String

    init() throws {
        workspace = try Workspace()
        let folder = workspace.folder.appendingPathComponent("scratch")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        scratch = folder.path
    }

    private var leftBehind: [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: scratch)) ?? ["?"]
    }

    private func casewise(_ arguments: [String]) throws -> Ending {
        try runProgram(casewiseProgram, arguments, in: workspace.folder)
    }

    private func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    /// Numbers of two answers that differ by more than rounding makes of 1e-10 on the way to what is
    /// derived, and everything else that differs, as paths.
    private func differences(_ a: Any?, _ b: Any?, at path: String = "") -> [String] {
        switch (a, b) {
        case (let a as [String: Any], let b as [String: Any]):
            return Set(a.keys).union(b.keys).sorted().flatMap {
                differences(a[$0], b[$0], at: path + "/" + $0)
            }
        case (let a as [Any], let b as [Any]):
            guard a.count == b.count else { return [path] }
            return zip(a, b).enumerated().flatMap {
                differences($1.0, $1.1, at: "\(path)/\($0)")
            }
        case (let a as NSNumber, let b as NSNumber):
            let (x, y) = (a.doubleValue, b.doubleValue)
            return abs(x - y) <= 1e-8 * max(abs(x), 1) ? [] : [path]
        case (let a as String, let b as String): return a == b ? [] : [path]
        case (is NSNull, is NSNull), (nil, nil): return []
        default: return [path]
        }
    }

    /// Estimates and errors to 1e-10 of a standard error.
    private func requireSameEstimates(_ a: Any?, _ b: Any?) throws {
        let rows = try [a, b].map { result in
            try #require((result as? [String: Any])?["coefficients"] as? [[String: Any]])
        }
        for (x, y) in zip(rows[0], rows[1]) {
            let error = try #require(x["std_error"] as? Double)
            for key in ["estimate", "std_error"] {
                let values = try [x, y].map { try #require($0[key] as? Double) }
                #expect(abs(values[0] - values[1]) <= 1e-10 * error, "\(x["term"] ?? "")")
            }
        }
    }

    @Test(arguments: [
        ["neet ~ absence + sex + looked_after + ward"],
        ["neet ~ log(absence + 1) * sex + young_carer + sen", "--missing", "level"],
        ["months_neet ~ absence + sen", "--family", "gaussian"],
        [
            "exclusions ~ absence + offset(log(age))", "--family", "poisson", "--dispersion",
            "estimated",
        ],
        ["cbind(gcse_passes, exclusions) ~ sex", "--weights", "age", "--weight-kind", "precision"],
        ["neet ~ absence + sex + ward", "--cluster", "family_id"],
        ["neet ~ absence + sex", "--se", "HC3"],
        ["neet ~ absence + sex", "--weights", "age", "--weight-kind", "sampling"],
        [
            "neet ~ absence * sex + C(ward)", "--effects", "--by", "sex", "--at", "absence=0.1,0.3",
            "--step", "absence=0.05", "--contrast", "ward=Bankhouse,Dunstead",
        ],
        [
            "neet ~ rcs(absence, 4) + sen", "--effects", "--by", "age >= 17", "--at",
            "absence=0.2", "--others", "typical", "--missing", "level",
        ],
        ["neet ~ rcs(absence, 4) + sex"],
        ["neet ~ absence + sen + looked_after", "--audience", "practitioner"],
        ["neet ~ absence + sex + sen", "--checks", "--cluster", "ward"],
        ["months_neet ~ absence + sen", "--family", "gaussian", "--checks", "--effects"],
        ["exclusions ~ absence + ward", "--family", "poisson", "--term-test", "score"],
    ])
    func theSameAnswer(_ question: [String]) throws {
        let all = question + [cohort, "--json", "--save-model"]
        let whole = try casewise(["fit"] + all + ["whole.json"])
        let pieces = try casewise(
            ["fit"] + all + ["pieces.json", "--memory", "256M", "--scratch", scratch])
        try #require(whole.code == 0, "\(whole.output)")
        try #require(pieces.code == 0, "\(pieces.output)")
        let (a, b) = (try object(whole.output), try object(pieces.output))
        try requireSameEstimates(a["result"], b["result"])
        #expect(differences(a["result"], b["result"]) == [])
        #expect(differences(a["data"], b["data"]) == [])
        #expect(differences(a["shows"], b["shows"]) == [])
        #expect((b["plan"] as? [String: Any])?["memory"] as? String == "256M")
        let models = try ["whole.json", "pieces.json"].map {
            try object(try #require(workspace.read($0)))
        }
        #expect(differences(models[0], models[1]) == [])
        #expect(leftBehind == [])
    }

    @Test func wordsForMemory() throws {
        for word in ["192M", "2G", "512M", "1.5G", "262144K", "1gb", "300MiB"] {
            let ending = try casewise(
                ["fit", "neet ~ sex", cohort, "--memory", word, "--scratch", scratch])
            #expect(ending.code == 0, "\(word): \(ending.errors)")
        }
        for word in ["much", "2", "G", "-2G", "2X", "1e3M", "2 G", "0G"] {
            let ending = try casewise(
                ["fit", "neet ~ sex", cohort, "--memory=\(word)", "--scratch", scratch])
            #expect(ending.code == 64, "\(word)")
            #expect(ending.errors.contains("is no size of memory"), "\(word): \(ending.errors)")
        }
        let small = try casewise(
            ["fit", "neet ~ sex", cohort, "--memory", "10M", "--scratch", scratch])
        #expect(small.code == 64 && small.errors.contains("192 MB is the least"))
    }

    @Test func theTwoBelongTogether() throws {
        let alone = try casewise(["fit", "neet ~ sex", cohort, "--memory", "1G"])
        #expect(alone.code == 64 && alone.errors.contains("--scratch"))
        let folder = try casewise(["fit", "neet ~ sex", cohort, "--scratch", scratch])
        #expect(folder.code == 64 && folder.errors.contains("--memory"))
    }

    @Test(arguments: [
        ["--cluster", "family_id", "--se", "CR2"], ["--verify"],
        ["--penalty", "lasso"], ["--penalty", "firth"], ["--interval", "profile"],
        ["--filter", "age >= 16"], ["--derive", "a = age + 1"],
        ["--bootstrap", "pairs"],
    ])
    func whatNeedsAllRowsIsRefused(_ option: [String]) throws {
        let ending = try casewise(
            ["fit", "neet ~ sex", cohort, "--memory", "1G", "--scratch", scratch] + option)
        #expect(ending.code == 64, "\(option)")
        #expect(ending.errors.contains("with all rows in memory"), "\(option): \(ending.errors)")
        // What to do instead is said too.
        #expect(ending.errors.contains("--memory out"), "\(option): \(ending.errors)")
        #expect(leftBehind == [])
    }

    @Test(arguments: [
        ["--by", "nothing"], ["--by", "neet"], ["--by", "absence"], ["--by", "family_id"],
        ["--by", "age >="], ["--at", "ward=Nowhere"], ["--step", "sex=1"],
        ["--contrast", "ward=Bankhouse,Nowhere"], ["--at", "age=15"],
    ])
    func effectsAreRefusedInTheSameWords(_ option: [String]) throws {
        let question =
            ["fit", "neet ~ absence + sex + ward", cohort, "--json", "--effects"] + option
        let whole = try casewise(question)
        let pieces = try casewise(question + ["--memory", "1G", "--scratch", scratch])
        #expect(whole.code != 0 && whole.code == pieces.code, "\(option): \(pieces.output)")
        #expect(whole.output == pieces.output, "\(option)")
        #expect(leftBehind == [])
    }

    @Test func negativeBinomialAndSeveralFilesAreRefused() throws {
        let memory = ["--memory", "1G", "--scratch", scratch]
        let counts = try casewise(
            ["fit", "exclusions ~ sex", cohort, "--family", "negative_binomial"] + memory)
        #expect(counts.code == 64 && counts.errors.contains("with all rows in memory"))
        let files = try casewise(["fit", "neet ~ sex", cohort, "other.csv"] + memory)
        #expect(files.code == 64 && files.errors.contains("stacked"))
        let pipe = try casewise(["fit", "neet ~ sex", "-"] + memory)
        #expect(pipe.code == 64 && pipe.errors.contains("Standard input"))
    }

    /// What is wrong with a file is said in the same words and with the same code on both roads.
    @Test(arguments: [
        "", " ", "\n\n", "\u{FEFF}", "y,x", "y,x\n", "y,x\n\n", "a,b\n", "y,x\n1,\"2\n0,1\n",
        "y,x\n1,2\n0,3,4\n", "y,x\n1,2\n0\n", "y,y\n1,2\n", "y,x\n1,\"2\"3\n0,1\n",
        "y,z\n1,2\n0,1\n", "y,x\n1,2\n1,3\n", "y,x\n1,\n0,\n", "y,x\nz,2\n0,2\n1,2\n",
        "y,x\n1,2\u{0}\n0,3\n1,2\n0,2\n", "y;x\n1;2\n0;2\n1;3\n0;3\n",
        "y,x\n" + (0..<99).map { "\($0 % 2),\($0)\n" }.joined() + "1,Inf\n",
        "y,x\n" + (0..<99).map { "\($0 % 2),\($0)\n" }.joined() + "1,12a\n0,\n",
        "y,x\n" + (0..<99).map { "\($0 % 2),P\($0)\n" }.joined(),
        "y,x\n" + (0..<99).map { "\($0 % 2),1e999\n" }.joined(),
    ])
    func wrongFilesAreToldAlike(_ text: String) throws {
        try workspace.write("cases.csv", text)
        // Of a broken row and a column that is not there a file in pieces has the second told first: it is not
        // read through for a name that its header lacks.
        let isWhole = try casewise(["describe", "cases.csv"]).code == 0
        for options in [[], ["--type", "x=integer"], ["--type", "zz=date"], ["--cluster", "zz"]]
        where isWhole || options.first != "--cluster" {
            let asked = ["fit", "y ~ x", "cases.csv", "--json"] + options
            let whole = try casewise(asked)
            let pieces = try casewise(asked + ["--memory", "1G", "--scratch", scratch])
            #expect(whole.code == pieces.code, "\(text.prefix(20)) \(options) \(pieces.output)")
            guard whole.code != 0 else { continue }
            #expect(whole.output == pieces.output, "\(text.prefix(20)) \(options)")
        }
        #expect(leftBehind == [])
    }

    @Test func aFactorOfVeryManyLevelsIsRefusedWithWhatToDo() throws {
        let rows = (0..<17_000).map { "\($0 % 3 == 0 ? 1 : 0),t\($0 % 8_500)\n" }
        let file = try workspace.write("levels.csv", "y,team\n" + rows.joined())
        let ending = try casewise(
            ["fit", "y ~ team", file, "--memory", "1G", "--scratch", scratch])
        #expect(ending.code == 65, "\(ending.errors)")
        #expect(ending.errors.contains("8500 levels"), "\(ending.errors)")
        #expect(ending.errors.contains("group its levels, or leave --memory out"))
    }

    @Test func aFolderThatIsNotThereIsRefusedBeforeReading() throws {
        let ending = try casewise(
            ["fit", "neet ~ sex", cohort, "--memory", "1G", "--scratch", "nowhere", "--json"])
        #expect(ending.code == 73)
        #expect(ending.output.contains("\"scratch_unavailable\""))
        #expect(ending.output.contains("nowhere"))
    }

    /// A limit on the size of files stops writes as a full disk does.
    @Test func aFullDiskIsAnErrorAndLeavesNothing() throws {
        let ending = try runProgram(
            "/bin/sh",
            [
                "-c", "ulimit -f 64; exec \"$0\" \"$@\"", casewiseProgram, "fit",
                "neet ~ absence + ward + sex", cohort, "--memory", "1G", "--scratch", scratch,
                "--save-model", "model.json",
            ], in: workspace.folder)
        #expect(ending.code == 74)
        #expect(ending.errors.contains("is full"), "\(ending.errors)")
        #expect(ending.errors.contains("--scratch"))
        #expect(leftBehind == [] && workspace.names == ["scratch"])
    }

    @Test func anInterruptLeavesNothing() throws {
        // Long enough to be read for as long as a busy machine takes to send the signal.
        let rows = (0..<20_000).map { "\($0 % 3 == 0 ? 1 : 0),\($0 % 7),\(Double($0) / 7)\n" }
        let file = try workspace.write(
            "large.csv", "y,g,x\n" + String(repeating: rows.joined(), count: 50))
        let process = Process()
        // Where the tests run in the background of a shell, the interrupt is ignored by inheritance.
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "--default-signal=SIGINT", casewiseProgram, "fit", "y ~ x + C(g)", file, "--memory",
            "1G", "--scratch", scratch, "--save-model", workspace.folder.path + "/model.json",
        ]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        // Its file has no name, but the process holds it.
        let descriptors = "/proc/\(process.processIdentifier)/fd"
        var isWriting = false
        for _ in 0..<2000 where !isWriting && process.isRunning {
            let links = ((try? FileManager.default.contentsOfDirectory(atPath: descriptors)) ?? [])
                .compactMap {
                    try? FileManager.default.destinationOfSymbolicLink(
                        atPath: descriptors + "/" + $0)
                }
            isWriting = links.contains { $0.contains("/scratch/") }
            if !isWriting { usleep(1000) }
        }
        #expect(isWriting)
        process.interrupt()
        process.waitUntilExit()
        #expect(process.terminationStatus == 130)
        #expect(leftBehind == [])
        #expect(workspace.names == ["large.csv", "scratch"])
    }
}
