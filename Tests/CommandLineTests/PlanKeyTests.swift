import Foundation
import TestSupport
import Testing

/// What a plan's wrong keys and values are answered with.
struct PlanKeyTests {
    private func ending(_ keys: String) throws -> Ending {
        let workspace = try Workspace()
        try workspace.write(
            "cases.csv",
            "y,x\n" + (0..<40).map { "\($0 * 7 % 5 > 2 ? 1 : 0),\($0)" }.joined(separator: "\n"))
        return try runProgram(
            casewiseProgram, ["run", "-"], in: workspace.folder,
            input:
                "{\"analysis\": \"fit\", \"data\": \"cases.csv\", \"formula\": \"y ~ x\", \(keys)}")
    }

    @Test(arguments: [
        (#""penalty": "lasso", "own_scales": true"#, #"In a plan it is "standardize": false."#),
        (#""confidens": 0.9"#, #"Did you mean "confidence"?"#),
        (#""conf": 0.9"#, #"Did you mean "confidence"?"#),
        (#""xyzzyxyzzy": 1"#, "casewise schema tells of all."),
        (#""on": "x""#, #""join": [{"file": "wards.csv", "on": "ward"}]"#),
        (#""format": "json""#, "no part of a plan"),
        (#""filter": "x > 3""#, #"As in "filter": ["x > 3"]."#),
        (#""derive": "z = x + 1""#, #"As in "derive": ["z = x + 1"]."#),
        (#""join": "wards.csv""#, #"As in "join": [{"file": "wards.csv", "on": "ward"}]."#),
        (#""effects": true, "at": 3"#, "must be a text or a list of texts"),
        (#""effects": true, "step": {"x": 1}"#, "must be a text or a list of texts"),
        (#""effects": true, "contrast": [1]"#, "must be a text or a list of texts"),
    ])
    func saysWhatIsMeant(_ keys: String, _ words: String) throws {
        let ending = try ending(keys)
        #expect(ending.code == 64)
        #expect(ending.errors.contains(words), "\(ending.errors)")
    }

    @Test func aTextStandsForAListOfOne() throws {
        #expect(try ending(#""effects": true, "at": "x=1,2""#).code == 0)
        #expect(try ending(#""effects": true, "at": ["x=1,2"]"#).code == 0)
    }

    /// What standard output does not take is an error that is told, whatever it was.
    @Test(arguments: [
        ["fit", "y ~ x", "cases.csv"], ["fit", "y ~ x", "cases.csv", "--json"],
        ["fit", "y ~ zz", "cases.csv", "--json"], ["--help"], ["--version"], ["fit", "--help"],
        ["describe", "cases.csv"], ["schema"], ["fitt", "--json"],
    ])
    func aFullDiskBehindStandardOutputIsTold(_ arguments: [String]) throws {
        let workspace = try Workspace()
        try workspace.write(
            "cases.csv",
            "y,x\n" + (0..<40).map { "\($0 * 7 % 5 > 2 ? 1 : 0),\($0)" }.joined(separator: "\n"))
        let ending = try runProgram(
            "/bin/sh", ["-c", "exec \"$0\" \"$@\" > /dev/full", casewiseProgram] + arguments,
            in: workspace.folder)
        #expect(ending.code == 74, "\(ending.errors)")
        #expect(ending.errors.contains("No space left on device"), "\(ending.errors)")
    }
}
