import Foundation
import TestSupport
import Testing

private let cohort = projectRoot.appendingPathComponent("seeds/services-cohort.csv").path

/// Effects on the page: the groups that were asked for, no row twice, errors at the text that they are about.
struct EffectCommandTests {
    private let workspace: Workspace

    init() throws { workspace = try Workspace() }

    private func casewise(_ arguments: [String]) throws -> Ending {
        try runProgram(casewiseProgram, arguments, in: workspace.folder)
    }

    @Test func theTableOfAPractitionerHasTheGroupsAndNoRowTwice() throws {
        let asked = [
            "fit", "safely_closed ~ service + need_score", cohort, "--audience", "practitioner",
            "--effects", "--at", "service=usual,coaching", "--at", "need_score=4",
        ]
        func rows(_ more: [String]) throws -> [String] {
            let ending = try casewise(asked + more)
            #expect(ending.code == 0)
            let lines = ending.output.split(separator: "\n").map(String.init)
            let start = try #require(lines.firstIndex { $0.contains("of cases with") })
            let end = try #require(lines.firstIndex { $0.hasPrefix("What this shows") })
            return Array(lines[start..<end])
        }
        // "--at service=usual" and "--at need_score=4" together are rows of their own.
        let both = try rows([])
        #expect(both.count { $0.contains("service usual, need_score 4 ") } == 1)
        #expect(Set(both).count == both.count)
        #expect(both.count { $0.contains("service usual ") } == 1)
        let groups = try rows(["--by", "sex"])
        #expect(groups.count { $0.hasPrefix("  female  service usual ") } == 1)
        #expect(groups.count { $0.hasPrefix("  (all)   service usual ") } == 1)
        #expect(groups.count - 2 == 3 * (both.count - 2))
        let alone = try casewise(
            Array(asked.prefix(6)) + ["--at", "service=usual,coaching"])
        #expect(alone.output.components(separatedBy: "  service usual ").count == 2)
    }

    @Test func aMarkStandsUnderWhatIsWrong() throws {
        let wrong = try casewise([
            "fit", "safely_closed ~ service", cohort, "--effects", "--contrast",
            "service=usual,intensiv",
        ])
        #expect(wrong.code == 64)
        #expect(
            wrong.errors.contains(
                "  service=usual,intensiv\n                ^\n  Did you mean \"intensive\"?"),
            "\(wrong.errors)")
        let identifier = try casewise([
            "fit", "safely_closed ~ service", cohort, "--effects", "--by", "family_id",
        ])
        #expect(identifier.code == 65 && identifier.output.isEmpty)
        #expect(identifier.errors.contains("is it an identifier?"))
    }
}
