import Foundation
import ModelFormula
import Tables
import TestSupport
import Testing

@testable import GeneralizedLinearModels

/// Grouped rows, rows with frequencies and single rows of the same cases are one fit; rows of weight
/// 0 are none. For every family and link, with robust errors, effects, Firth's penalty and others.
struct GroupedAgainstSingleRowsTests {
    /// Cases in few patterns, once each and once a pattern with how many there are.
    private static func tables(_ family: Family) throws -> (single: Table, counted: Table) {
        var random = SeededGenerator(seed: 77)
        var (single, counted) = ("y,x,g\n", "y,x,g,n\n")
        for x in [0, 1, 2.5, 4] {
            for group in ["a", "b", "c"] {
                for level in 0..<3 {
                    let y: String
                    switch family {
                    case .binomial: y = level < 2 ? "\(level)" : "1"
                    case .poisson, .negativeBinomial: y = "\(level * level * 2)"
                    case .gaussian: y = "\(Double(level) + 0.25 * x)"
                    case .gamma: y = "\(0.5 + Double(level) * 1.5 + 0.125 * x)"
                    }
                    let count = Int.random(in: 0...5, using: &random)
                    counted += "\(y),\(x),\(group),\(count)\n"
                    for _ in 0..<count { single += "\(y),\(x),\(group)\n" }
                }
            }
        }
        return (try CSVReader.read(Array(single.utf8)), try CSVReader.read(Array(counted.utf8)))
    }

    private static let models: [(Family, Link)] = Family.allCases.flatMap { family in
        family.links.map { (family, $0) }
    }

    @Test(arguments: models.indices)
    func frequenciesAreRepeatedRows(_ index: Int) throws {
        let (family, link) = Self.models[index]
        let (single, counted) = try Self.tables(family)
        let formula = try Formula(parsing: "y ~ x + g")
        let response = request(of: family)
        let glm = GLM(family: family, link: link)
        let one = try glm.fit(ModelFrame(formula, table: single, response: response))
        let other = try glm.fit(
            ModelFrame(formula, table: counted, weights: "n", response: response))
        #expect(one.caseCount == other.caseCount && one.isConverged && other.isConverged)
        for k in one.estimates.indices {
            let error = try #require(one.standardErrors[k])
            #expect(abs(one.estimates[k] - other.estimates[k]) < 1e-11 * error, "\(family) \(link)")
            #expect(relativeError(try #require(other.standardErrors[k]), error) < 1e-11)
        }
        for kind in [RobustCovariance.Kind.hc0, .hc1, .hc2, .hc3] {
            let (a, b) = (try one.covariance(of: kind), try other.covariance(of: kind))
            for k in one.estimates.indices {
                let error = try #require(a.standardErrors[k])
                #expect(relativeError(try #require(b.standardErrors[k]), error) < 1e-10)
            }
        }
        let (a, b) = (try one.effects(table: single), try other.effects(table: counted))
        #expect(a.count == b.count && a.count > 3)
        for (x, y) in zip(a, b) {
            let error = try #require(x.standardError)
            #expect(abs(try #require(x.estimate) - (try #require(y.estimate))) < 1e-10 * error)
            #expect(relativeError(try #require(y.standardError), error) < 1e-10)
        }
        guard link == .logit else { return }
        let (f, h) = (try one.firth(), try other.firth())
        for k in f.estimates.indices {
            let error = try #require(f.standardErrors[k])
            // A row of n cases has n times the leverage of one, so that the penalty is the same.
            #expect(abs(f.estimates[k] - h.estimates[k]) < 1e-9 * error)
        }
        #expect(relativeError(h.penalisedLogLikelihood, f.penalisedLogLikelihood) < 1e-12)
    }

    @Test(arguments: [Link.logit, .probit, .cloglog])
    func successesOfTrialsAreSingleRows(_ link: Link) throws {
        let wide = try CSVReader.read([UInt8](Data(contentsOf: referenceURL("grouped_wide.csv"))))
        let long = try CSVReader.read(
            [UInt8](Data(contentsOf: referenceURL("grouped_expanded.csv"))))
        let glm = GLM(link: link)
        let grouped = try glm.fit(
            ModelFrame(Formula(parsing: "cbind(neet, settled) ~ ward + sex + age"), table: wide))
        let single = try glm.fit(
            ModelFrame(Formula(parsing: "neet ~ ward + sex + age"), table: long))
        for k in single.estimates.indices {
            let error = try #require(single.standardErrors[k])
            #expect(abs(single.estimates[k] - grouped.estimates[k]) < 1e-11 * error)
            #expect(relativeError(try #require(grouped.standardErrors[k]), error) < 1e-11)
        }
        #expect(grouped.deviance < single.deviance)
    }

    @Test(arguments: [0.0, 0.5, 1])
    func frequenciesAreRepeatedRowsUnderAPenalty(_ mixing: Double) throws {
        for family in [Family.binomial, .poisson, .gaussian, .gamma] {
            let (single, counted) = try Self.tables(family)
            let formula = try Formula(parsing: "y ~ x + g")
            let response = request(of: family)
            let asked = PenalizedRegression(
                penalty: try #require(ElasticNetPenalty(mixing: mixing)), lambdas: [0.2, 0.05],
                regression: GLM(family: family))
            let one = try asked.path(ModelFrame(formula, table: single, response: response))
            let other = try asked.path(
                ModelFrame(formula, table: counted, weights: "n", response: response))
            for (a, b) in zip(one.points, other.points) {
                #expect(a.isConverged && b.isConverged && a.violation < 1e-9)
                for (x, y) in zip(a.estimates, b.estimates) {
                    #expect(abs(x - y) < 1e-9 * max(1, abs(x)), "\(family) \(mixing)")
                }
            }
        }
    }
}
