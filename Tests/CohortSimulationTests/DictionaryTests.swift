import Foundation
import TestSupport
import Testing

@testable import CohortSimulation

struct DictionaryTests {
    @Test(arguments: Cohort.allCases, TruthKind.allCases)
    func everyColumnOfTheFileIsExplained(_ cohort: Cohort, _ truth: TruthKind) throws {
        let simulation = try CohortSimulation(cohort, truth: truth, rows: 3000, seed: 1)
        let known = simulation.dictionary(blocks: 8)
        let rows = try records(cohort, truth, rows: 3000)
        let header = String(decoding: try bytes(cohort, truth, rows: 1), as: UTF8.self)
            .split(separator: "\n")[0].split(separator: ",").map(String.init)
        #expect(known.columns.map(\.name) == header)
        for column in known.columns {
            #expect(!column.meaning.isEmpty && !column.values.isEmpty)
            let share = Double(rows.filter { $0[column.name] == "" }.count) / 3000
            guard let missing = column.missing else {
                #expect(share == 0, "\(column.name)")
                continue
            }
            #expect(missing.share > 0 && !missing.chance.isEmpty, "\(column.name)")
            // Siblings share much of it: an error of twice that of independent rows.
            let error = 2 * (missing.share * (1 - missing.share) / 3000).squareRoot()
            #expect(abs(share - missing.share) < 4.5 * error, "\(column.name): \(share)")
        }
        #expect(!known.models.isEmpty && !known.analysis.isEmpty)
        #expect(known.effects.isEmpty == (cohort == .neet))
    }

    @Test func thePageAndTheFileSayTheSame() throws {
        let known = try CohortSimulation(.services, rows: 10, seed: .max).dictionary(blocks: 2)
        let json = try JSONEncoder().encode(known)
        #expect(try JSONDecoder().decode(DataDictionary.self, from: json) == known)
        #expect(known.seed == "18446744073709551615")
        let page = known.markdown
        #expect(page.contains("casewise simulate services --rows 10 --seed 18446744073709551615\n"))
        for column in known.columns { #expect(page.contains("| `\(column.name)` |")) }
        #expect(!page.contains("nan") && !page.contains("inf"))
    }
}
