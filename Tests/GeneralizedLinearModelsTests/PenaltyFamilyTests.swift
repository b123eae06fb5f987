import Foundation
import ModelFormula
import Tables
import TestSupport
import Testing

@testable import GeneralizedLinearModels

/// A penalised fit of a family, as `Reference/penalty_families.R` made it.
private struct PenaltyFamilyCase: Decodable, Sendable, CustomStringConvertible {
    struct Point: Decodable, Sendable {
        let lambda: Double
        let coefficients: [Double]
        let scales: [Double]
        let deviance: Double
        let effectiveDf: Double
        let kept: Int
    }
    let name: String
    let data: String
    let formula: String
    let family: Family
    let link: Link
    let weights: String?
    let weightKind: GLM.WeightKind?
    let alpha: Double
    let only: [String: [String]]?
    let points: [Point]

    var description: String { name }

    static let all: [PenaltyFamilyCase] = {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let data = try? Data(contentsOf: referenceURL("penalty_families.json")) else {
            return []
        }
        return (try? decoder.decode([PenaltyFamilyCase].self, from: data)) ?? []
    }()

    func path(threads: Int = 1) throws -> PenalizedPath {
        let frame = try ModelFrame(
            Formula(parsing: formula), table: table(data, only: only ?? [:]), weights: weights,
            response: request(of: family))
        let asked = PenalizedRegression(
            penalty: try #require(ElasticNetPenalty(mixing: alpha)), lambdas: points.map(\.lambda),
            regression: GLM(
                family: family, link: link, weightKind: weightKind ?? .frequency, threads: threads))
        return try asked.path(frame)
    }
}

/// Ridge, lasso and elastic net of families beside the logistic one, and their degrees of freedom.
struct PenaltyFamilyTests {
    @Test func everyCaseIsRead() {
        #expect(PenaltyFamilyCase.all.count == 17)
        #expect(PenaltyFamilyCase.all.allSatisfy { $0.points.count == 4 })
    }

    @Test(arguments: PenaltyFamilyCase.all)
    private func agreesWithTheEquationsOfTheMinimum(_ expected: PenaltyFamilyCase) throws {
        let path = try expected.path()
        for (index, point) in expected.points.enumerated() {
            let own = path.points[index]
            #expect(own.isConverged && own.keptCount == point.kept, "\(index)")
            #expect(relativeError(own.deviance, point.deviance) < 1e-12, "\(index)")
            for (j, estimate) in own.estimates.enumerated() {
                // In standard deviations of the column, as the penalty counts them.
                let scale = j == 0 ? 1 : point.scales[j - 1]
                let size = max(1, abs(point.coefficients[j] * scale))
                #expect(
                    abs(estimate - point.coefficients[j]) * scale < 1e-10 * size,
                    "\(index) \(path.coefficients[j].name)")
                #expect((estimate == 0) == (point.coefficients[j] == 0), "\(index) \(j)")
            }
            let freedom = try #require(path.effectiveDegreesOfFreedom(at: index))
            #expect(relativeError(freedom, point.effectiveDf) < 1e-10, "\(index) \(freedom)")
            if expected.alpha == 1 {
                #expect(abs(freedom - Double(point.kept + 1)) < 1e-10)
            } else {
                #expect(freedom < Double(point.kept + 1) && freedom > 1)
            }
        }
    }

    /// A ridge of whole terms counts as one of columns does where a term is one column, and the less
    /// penalty the more freedom.
    @Test func freedomGrowsAsThePenaltyFalls() throws {
        let frame = try ModelFrame(
            Formula(parsing: "reopened ~ ward + poly(age, 2) + absence"), table: table("wards.csv"))
        for (mixing, isGrouped) in [(0.0, false), (0, true), (1, true), (0.5, true)] {
            let penalty = try #require(ElasticNetPenalty(mixing: mixing, isGrouped: isGrouped))
            let lambdas = [0.2, 0.05, 0.01, 0.001, 1e-6]
            let path = try PenalizedRegression(penalty: penalty, lambdas: lambdas).path(frame)
            let freedom = try lambdas.indices.map {
                try #require(path.effectiveDegreesOfFreedom(at: $0))
            }
            #expect(zip(freedom, freedom.dropFirst()).allSatisfy { $0 <= $1 + 1e-9 }, "\(freedom)")
            #expect(freedom.allSatisfy { $0 >= 1 && $0 <= 33 + 1e-9 }, "\(freedom)")
            #expect((freedom.last ?? 0) > 32.5, "\(freedom)")
        }
    }
}
