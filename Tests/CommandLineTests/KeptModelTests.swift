import Foundation
import TestSupport
import Testing

/// A model takes no place of what a run reads.
struct KeptModelTests {
    private let rows =
        "y,x\n"
        + (0..<40).map { "\($0 * 7 % 5 > 2 ? 1 : 0),\($0 * 13 % 11)" }.joined(separator: "\n")

    private func plan(_ model: String, data: String = "base.csv") -> String {
        #"{"analysis": "fit", "data": "\#(data)", "formula": "y ~ x", "save_model": "\#(model)"}"#
    }

    private func workspace(_ plan: String) throws -> Workspace {
        let workspace = try Workspace()
        try workspace.write("base.csv", rows)
        try workspace.write("other.csv", rows)
        try workspace.write("plan.json", plan)
        return workspace
    }

    private func text(_ name: String, _ workspace: Workspace) throws -> String {
        try String(
            contentsOf: workspace.folder.appendingPathComponent(name), encoding: .utf8)
    }

    @Test(arguments: ["plan.json", "./plan.json", "base.csv"])
    func aPlanIsNotReplaced(_ model: String) throws {
        let workspace = try workspace(plan(model))
        let ending = try runProgram(casewiseProgram, ["run", "plan.json"], in: workspace.folder)
        #expect(ending.code == 64)
        #expect(ending.errors.contains("is also a file that this run reads or keeps"))
        #expect(try text("plan.json", workspace) == plan(model))
        #expect(try text("base.csv", workspace) == rows)
    }

    @Test func neitherAreTheFilesOfOtherPlans() throws {
        let list =
            "["
            + [
                plan("base.csv", data: "other.csv"), plan("m.json"),
                plan("m.json", data: "other.csv"),
                #"{"analysis": "predict", "data": "base.csv", "model": "m.json"}"#,
            ].joined(separator: ",") + "]"
        let workspace = try workspace(list)
        let ending = try runProgram(
            casewiseProgram, ["run", "plan.json", "--json"], in: workspace.folder)
        #expect(ending.code == 64)
        #expect(try text("base.csv", workspace) == rows)
        struct Item: Decodable {
            struct Failure: Decodable {
                var code: String
                var pointer: String?
            }
            var error: Failure?
        }
        let items = try JSONDecoder().decode([Item].self, from: Data(ending.output.utf8))
        #expect(items.map { $0.error?.code } == ["same_file", nil, "same_file", nil])
        #expect(items[0].error?.pointer == "/0/save_model")
        #expect(items[2].error?.pointer == "/2/save_model")
    }
}
