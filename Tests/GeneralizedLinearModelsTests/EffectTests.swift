import Foundation
import LinearAlgebra
import ModelFormula
import Tables
import TestSupport
import Testing

@testable import GeneralizedLinearModels

/// A value in a question, a number or a level.
private struct Spelling: Decodable {
    let text: String

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Double.self) {
            text = number == number.rounded() ? String(Int(number)) : String(number)
        } else {
            text = try container.decode(String.self)
        }
    }
}

private struct EffectReference: Decodable {
    struct Question: Decodable {
        let factor: String?
        let slope: String?
        let step: String?
        let size: Double?
        let at: [String: Spelling]?
        let typical: [String: Spelling]?
        let compare: String?
        let values: [Spelling]?
        let against: Spelling?

        var asked: EffectsRequest.Question? {
            if let factor { return .levels(of: factor) }
            if let slope { return .slope(slope) }
            if let step, let size { return .step(step, by: size) }
            if let compare, let values, let against {
                return .comparison(
                    of: compare, values: values.map(\.text), against: against.text)
            }
            if let at { return .prediction(at: settings(at)) }
            if let typical { return .prediction(at: settings(typical), others: .typical) }
            return nil
        }
    }
    struct Row: Decodable {
        let name: ModelEffect.Name
        let variable: String
        let level: String?
        let reference: String?
        let step: Double?
        let at: [String: Spelling]?
        let typical: Bool?
        let group: String?
        let covariance: String?
        let estimate: Double
        let stdError: Double
        let confLow: Double
        let confHigh: Double

        var key: String {
            ([name.rawValue] as [String?]
                + [
                    at == nil ? variable : nil, level, reference, step.map { "\($0)" }, group,
                    at.map { settings($0).map { "\($0.column)=\($0.value)" }.joined() },
                    typical == true ? "typical" : nil,
                ]).map { $0 ?? "-" }.joined(separator: "|")
        }
    }
    struct Case: Decodable {
        let name: String
        let data: String
        let formula: String
        let family: Family
        let link: Link
        let dispersionKind: GLM.Dispersion
        let weights: String?
        let weightKind: GLM.WeightKind?
        let by: String?
        let only: [String: [String]]?
        let ask: [Question]
        let covariance: [[Double]]?
        let rows: [Row]
    }
    let cases: [Case]

    static let cases: [Case] = {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let data = try? Data(contentsOf: referenceURL("effects.json")) else { return [] }
        return (try? decoder.decode(EffectReference.self, from: data))?.cases ?? []
    }()
}

private func settings(_ all: [String: Spelling]) -> [ModelEffect.Setting] {
    all.sorted { $0.key < $1.key }.map { ModelEffect.Setting(column: $0.key, value: $0.value.text) }
}

extension ModelEffect {
    fileprivate var key: String {
        ([name.rawValue] as [String?]
            + [
                at.isEmpty ? variable : nil, level, reference, step.map { "\($0)" }, group?.value,
                at.isEmpty
                    ? nil
                    : at.sorted { $0.column < $1.column }.map { "\($0.column)=\($0.value)" }
                        .joined(),
                method.hasPrefix("at the mean") ? "typical" : nil,
            ]).map { $0 ?? "-" }.joined(separator: "|")
    }
}

/// The table of a reference case, some rows of it.
func table(_ file: String, only: [String: [String]] = [:]) throws -> Table {
    let table = try CSVReader.read([UInt8](Data(contentsOf: referenceURL(file))))
    guard !only.isEmpty else { return table }
    let kept = (0..<table.rowCount).filter { row in
        only.allSatisfy { name, levels in
            guard case .category(let values)? = table[name]?.values else { return false }
            return levels.contains(values.levels[values.codes[row]])
        }
    }
    return table.selecting(kept)
}

/// Effects against R: means over changed data, differentiated by numDeriv (`effects.R`).
struct EffectTests {
    @Test func everyCaseIsRead() {
        #expect(EffectReference.cases.count == 30)
        #expect(EffectReference.cases.reduce(0) { $0 + $1.rows.count } == 927)
    }

    @Test(arguments: EffectReference.cases.indices)
    func agreesWithR(_ index: Int) throws {
        let expected = EffectReference.cases[index]
        let table = try table(expected.data, only: expected.only ?? [:])
        let frame = try ModelFrame(
            Formula(parsing: expected.formula), table: table, weights: expected.weights,
            response: request(of: expected.family))
        let fit = try GLM(
            family: expected.family, link: expected.link, dispersion: expected.dispersionKind,
            weightKind: expected.weightKind ?? .frequency
        ).fit(frame)
        let asked = EffectsRequest(expected.ask.compactMap(\.asked), by: expected.by)
        let own = try fit.effects(asked, table: table)
        let robust = try expected.covariance.map { rows in
            try fit.effects(
                asked, table: table,
                covariance: Matrix(
                    rows: rows.count, columns: rows.count, elements: rows.flatMap { $0 }))
        }
        let byKey = Dictionary(own.map { ($0.key, $0) }, uniquingKeysWith: { a, _ in a })
        let robustByKey = Dictionary(
            (robust ?? []).map { ($0.key, $0) }, uniquingKeysWith: { a, _ in a })
        for row in expected.rows {
            let label = Comment(rawValue: "\(expected.name): \(row.key)")
            let found = try #require(
                (row.covariance == nil ? byKey : robustByKey)[row.key], label)
            let (estimate, error) = (found.estimate ?? .nan, found.standardError ?? .nan)
            #expect(
                abs(estimate - row.estimate) < 1e-9 * max(abs(row.estimate), row.stdError), label)
            #expect(relativeError(error, row.stdError) < 1e-8, label)
            #expect(
                abs((found.interval?.low ?? .nan) - row.confLow)
                    < 1e-8 * max(abs(row.confLow), row.stdError), label)
            #expect(
                abs((found.interval?.high ?? .nan) - row.confHigh)
                    < 1e-8 * max(abs(row.confHigh), row.stdError), label)
        }
    }
}
