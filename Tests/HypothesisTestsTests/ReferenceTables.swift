import HypothesisTests
import TestSupport
import Testing

/// `Reference/contingency_tables.json`, made by mpmath at 50 digits from the defining equations.
struct ReferenceTables: Decodable {
    struct Effects: Decodable {
        let riskDifference: [Double?]
        let riskRatio: [Double?]
        let oddsRatio: [Double?]?
        let oddsRatioConditional: [Double?]
    }
    struct Entry: Decodable, CustomTestStringConvertible {
        let name: String
        let counts: [[Int]]
        let df: Double
        let pearson: Double
        let pearsonLogP: Double
        let g: Double
        let gLogP: Double
        let yates: Double?
        let yatesLogP: Double?
        let fisherLogP: Double?
        let phi: Double?
        let adjusted: [Double]
        let adjustedLogP: [Double]
        let cramersV: [Double?]
        let cramersVBiasCorrected: Double
        let effects: [Effects]?
        var testDescription: String { name }
    }
    let program: String
    let version: String
    let tables: [Entry]

    static func all() throws -> [Entry] {
        try reference("contingency_tables.json", as: ReferenceTables.self).tables
    }
}

/// A table with rows r1, r2, ... and columns c1, c2, ...
func makeTable(_ rows: [[Int]]) throws -> ContingencyTable {
    try ContingencyTable(
        rowLabels: rows.indices.map { "r\($0 + 1)" },
        columnLabels: (rows.first ?? []).indices.map { "c\($0 + 1)" },
        counts: rows.flatMap(\.self))
}
