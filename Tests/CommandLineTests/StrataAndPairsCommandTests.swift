import Foundation
import TestSupport
import Testing

/// Tests within strata and of pairs through the command.
struct StrataAndPairsCommandTests {
    private let workspace: Workspace

    init() throws { workspace = try Workspace() }

    private func result(_ arguments: [String]) throws -> [String: Any] {
        let ending = try runProgram(
            casewiseProgram, ["test"] + arguments + ["--json"], in: workspace.folder)
        #expect(ending.code == 0, "\(ending.errors)\(ending.output.prefix(300))")
        let frame = try #require(
            JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any])
        return try #require(frame["result"] as? [String: Any])
    }

    private func named(_ name: String, _ rows: Any?) throws -> [String: Any] {
        try #require((rows as? [[String: Any]])?.first { $0["name"] as? String == name })
    }

    /// R's UCBAdmissions as a table of counts: chi-squared 92.205 (Yates 91.610) and odds ratio 1.841
    /// crude, 1.525 (corrected 1.427) and .9047 (.772 to 1.060) within departments.
    @Test func admissionsToBerkeley() throws {
        let cells: [(String, [Int])] = [
            ("A", [512, 313, 89, 19]), ("B", [353, 207, 17, 8]), ("C", [120, 205, 202, 391]),
            ("D", [138, 279, 131, 244]), ("E", [53, 138, 94, 299]), ("F", [22, 351, 24, 317]),
        ]
        var text = "dept,gender,admit,n\n"
        for (dept, counts) in cells {
            for (index, count) in counts.enumerated() {
                text += "\(dept),\(index < 2 ? "Male" : "Female"),"
                text += "\(index % 2 == 0 ? "Admitted" : "Rejected"),\(count)\n"
            }
        }
        try workspace.write("ucb.csv", text)
        let adjusted = try result(
            ["admit == \"Admitted\" ~ gender | dept", "ucb.csv", "--count", "n"])
        let tests = adjusted["tests"]
        func number(_ row: [String: Any], _ key: String) throws -> Double {
            try #require(row[key] as? Double)
        }
        func close(_ value: Double, _ expected: Double, _ digits: Double) {
            #expect(abs(value - expected) < 0.5001 * digits, "\(value) \(expected)")
        }
        close(try number(named("cochran_mantel_haenszel", tests), "statistic"), 1.525, 1e-3)
        close(
            try number(named("cochran_mantel_haenszel_corrected", tests), "statistic"), 1.427, 1e-3)
        let ratio = try named("odds_ratio", adjusted["effects"])
        close(try number(ratio, "estimate"), 0.9047, 1e-4)
        close(try number(ratio, "conf_low"), 0.772, 1e-3)
        close(try number(ratio, "conf_high"), 1.060, 1e-3)
        #expect(ratio["stratum"] is NSNull)
        let crude = try #require(adjusted["crude_test"] as? [String: Any])
        close(try number(crude, "statistic"), 92.205, 1e-3)
        let crudeRatio = try named("odds_ratio", adjusted["crude_effects"])
        close(try number(crudeRatio, "estimate"), 1.841, 1e-3)
        // The plain table has Yates' correction.
        let plain = try result(["admit == \"Admitted\" ~ gender", "ucb.csv", "--count", "n"])
        close(
            try number(named("pearson_chi_squared_yates", plain["tests"]), "statistic"), 91.610,
            1e-3)
    }

    @Test(arguments: ["text", "csv", "markdown", "html"])
    func everyFormatShowsStrataAndPairs(_ format: String) throws {
        let cohort = projectRoot.appendingPathComponent("seeds/services-cohort.csv").path
        for (arguments, expected) in [
            (["rereferred_12m ~ sex | team"], "Oak"),
            (["domestic_abuse ~ parental_substance_use", "--paired"], "McNemar"),
            (
                [
                    "domestic_abuse ~ parental_substance_use + parental_mental_health",
                    "--paired",
                ], "Cochran"
            ),
        ] {
            let ending = try runProgram(
                casewiseProgram, ["test", cohort] + arguments + ["--format", format],
                in: workspace.folder)
            #expect(ending.code == 0 && ending.output.contains(expected), "\(ending.output)")
            #expect(!ending.output.contains("nan") && !ending.output.contains("nil"))
        }
    }
}
