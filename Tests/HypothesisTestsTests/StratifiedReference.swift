import HypothesisTests
import TestSupport
import Testing

/// `Reference/stratified_tables.json`, made by mpmath at 60 digits from the defining equations.
struct StratifiedReference: Decodable {
    struct Chi: Decodable {
        let statistic: Double
        let df: Double
        let logP: Double
    }
    struct Entry: Decodable, CustomTestStringConvertible {
        let name: String
        let strata: [[Int]]
        let useful: Int
        let cmh: [Double]
        let cmhCorrected: [Double]
        let exactLogP: Double?
        let exactMidLogP: Double?
        let conditional: [Double?]?
        let oddsRatio: [Double?]
        let breslowDay: Chi?
        let breslowDayTarone: Chi?
        let riskRatio: [Double?]
        let homogeneityRiskRatio: Chi?
        let riskDifference: [Double?]
        let homogeneityRiskDifference: Chi?
        var testDescription: String { name }
    }
    struct General: Decodable, CustomTestStringConvertible {
        let name: String
        let tables: [[[Int]]]
        let rowScores: [Double]
        let columnScores: [Double]
        let association: Chi
        let rowMeans: Chi
        let correlation: Chi
        var testDescription: String { name }
    }
    let twoByTwo: [Entry]
    let general: [General]

    static func all() throws -> StratifiedReference {
        try reference("stratified_tables.json", as: StratifiedReference.self)
    }
}

/// Strata [a, b, c, d]: the level with and without the event, then the reference.
func makeStrata(_ strata: [[Int]]) throws -> StratifiedTable {
    try StratifiedTable(
        strata: strata.indices.map { "s\($0 + 1)" }, rowLabels: ["reference", "level"],
        columnLabels: ["event", "none"], counts: strata.flatMap { [$0[2], $0[3], $0[0], $0[1]] })
}

/// The level against the reference.
func makeComparison(_ strata: [[Int]]) throws -> StratifiedComparison {
    try StratifiedComparison(
        makeStrata(strata), level: "level", reference: "reference", event: "event")
}

/// r x c tables as strata.
func makeStrata(tables: [[[Int]]]) throws -> StratifiedTable {
    try StratifiedTable(
        strata: tables.indices.map { "s\($0 + 1)" }, tables: tables.map { try makeTable($0) })
}
