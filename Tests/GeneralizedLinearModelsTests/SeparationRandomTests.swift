import Foundation
import ModelFormula
import Tables
import TestSupport
import Testing

@testable import GeneralizedLinearModels

private struct RandomSeparation: Decodable {
    struct Case: Decodable {
        let name: String
        let family: Family
        let link: Link
        let formula: String
        let weights: String?
        let data: String
        let rows: Int
        let separated: [Int]
    }
    let cases: [Case]

    static let cases: [Case] = {
        guard let data = try? Data(contentsOf: referenceURL("separation_random.json")) else {
            return []
        }
        return (try? JSONDecoder().decode(RandomSeparation.self, from: data))?.cases ?? []
    }()
}

/// Separation of random designs against a linear programme in exact arithmetic (`separation_random.py`).
struct SeparationRandomTests {
    @Test func someHundredDesignsAreRead() {
        let cases = RandomSeparation.cases
        #expect(cases.count > 300)
        #expect(cases.filter { $0.separated.isEmpty }.count > 50)
        #expect(cases.filter { $0.separated.count == $0.rows }.count > 50)
    }

    @Test func theSeparatedRowsAreThoseOfTheLinearProgramme() throws {
        for expected in RandomSeparation.cases {
            let table = try CSVReader.read(Array(expected.data.utf8))
            let frame = try ModelFrame(
                Formula(parsing: expected.formula), table: table, weights: expected.weights,
                response: request(of: expected.family))
            let settings = GLM(family: expected.family, link: expected.link)
            let solved = settings.solve(
                frame, DesignSpecification(model: frame.model, schemas: frame.schemas))
            let own = solved.isSeparated.indices.filter {
                solved.isSeparated[$0] && (frame.prior?[$0] ?? 1) > 0
            }
            #expect(frame.rowCount == expected.rows, "\(expected.name)")
            #expect(
                own == expected.separated,
                "\(expected.name): \(own.count) rows, not \(expected.separated.count)")
            #expect(solved.isConverged, "\(expected.name)")
        }
    }
}
