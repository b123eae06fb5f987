import Foundation
import ModelFormula
import Tables
import TestSupport
import Testing

@testable import GeneralizedLinearModels

/// An effect or contrast without a standard error says why, and names the true reason.
struct MissingErrorTests {
    private func fit(
        _ formula: String, _ lines: [String], header: String = "y,x,g", _ settings: GLM = GLM()
    ) throws -> (fit: GLMFit, table: Table) {
        let table = try CSVReader.read(Array(([header] + lines).joined(separator: "\n").utf8))
        let frame = try ModelFrame(
            Formula(parsing: formula), table: table, response: request(of: settings.family))
        return (try settings.fit(frame), table)
    }

    private let gaussian = GLM(family: .gaussian)
    /// Five rows of which each cluster has the very same.
    private let alike = ["1,0.5,a", "0,1.5,a", "1,2.5,b", "0,3.25,b", "0,0.75,b"]

    // MARK: What the estimates say

    @Test func aColumnMadeUpOfOthersIsNamed() throws {
        let lines = (0..<20).map { "\($0 % 3 == 0 ? 1 : 0),\($0),\(3 * $0 + 1)" }
        let (fit, table) = try fit("y ~ x + z", lines, header: "y,x,z")
        let contrast = try #require(fit.contrast([("x", 1), ("z", 1)]))
        #expect(contrast.obstacle?.coefficient == "z" && contrast.obstacle?.status == .aliased)
        #expect(contrast.estimate == nil && contrast.note == nil)
        let effects = try fit.effects(table: table)
        #expect(effects.count == 2)
        for effect in effects {
            #expect(effect.estimate == nil)
            #expect(effect.note?.hasPrefix("\"z\" is made up of other columns") == true)
        }
    }

    @Test func anInfiniteCoefficientIsSeparation() throws {
        let lines =
            (0..<8).map { "1,\(($0 * 7) % 5),a" } + (0..<20).map { "\($0 % 2),\(($0 * 3) % 7),b" }
        let (fit, table) = try fit("y ~ x + g", lines)
        let contrast = try #require(fit.contrast([("x", 1), ("g[b]", 1)]))
        #expect(contrast.obstacle?.coefficient == "g[b]" && contrast.obstacle?.status == .infinite)
        let slope = try #require(try fit.effects(table: table).first { $0.variable == "x" })
        #expect(
            slope.note
                == "Separation puts the mean of some rows at its limit (8 rows), so this has no "
                + "finite estimate.")
    }

    @Test(arguments: [false, true])
    func anExactFitHasNoResidual(_ isRobust: Bool) throws {
        let lines = (1...12).map { "\(2 * $0),\($0),\($0 % 2 == 0 ? "a" : "b")" }
        let (fit, table) = try fit("y ~ x + g", lines, gaussian)
        let robust = isRobust ? try fit.covariance(of: .hc0) : nil
        let contrast = try #require(fit.contrast([("x", 1)], robust: robust))
        #expect(contrast.note?.hasPrefix("The model meets every outcome") == true)
        #expect(contrast.standardError == nil && contrast.pValue == nil)
        for effect in try fit.effects(table: table, robust: robust) {
            #expect(effect.note == contrast.note && effect.interval == nil)
        }
    }

    @Test(arguments: [false, true])
    func asManyCoefficientsAsCasesLeaveNoFreedom(_ isRobust: Bool) throws {
        let (fit, table) = try fit("y ~ g", ["3.1,0,a", "5.2,0,b", "4.7,0,c"], gaussian)
        let robust = isRobust ? try fit.covariance(of: .hc0) : nil
        let contrast = try #require(fit.contrast([("g[b]", 1), ("g[c]", -1)], robust: robust))
        #expect(contrast.note == "No degrees of freedom are left for a standard error.")
        for effect in try fit.effects(table: table, robust: robust) {
            #expect(effect.note == contrast.note && effect.interval == nil)
        }
    }

    // MARK: What a robust covariance says

    /// Level c is one cluster's, and all other clusters are alike: the slope has no spread for the second
    /// reason, the mean of level c for the first.
    @Test func aClusterAloneAndClustersAlikeAreToldApart() throws {
        let lines = (0..<12).flatMap { _ in alike } + ["1,0.5,c", "0,0.5,c", "1,0.5,c"]
        let clusters = (0..<12).flatMap { c in alike.map { _ in c } } + [12, 12, 12]
        let (fit, table) = try fit("y ~ x + g", lines, gaussian)
        let robust = try fit.covariance(of: .cr1, clusters: clusters)
        #expect(robust.unsupported.map { fit.coefficients[$0].name } == ["g[c]"])
        let effects = try fit.effects(table: table, robust: robust)
        let slope = try #require(effects.first { $0.name == .averageMarginalEffect })
        #expect(
            slope.note == "The scores that its standard error is made of are 0 but for rounding.")
        let alone = try #require(effects.first { $0.level == "c" && $0.reference == nil })
        #expect(alone.note == "It rests on what a single cluster or row decides.")
        #expect(effects.allSatisfy { $0.standardError == nil && $0.interval == nil })
        #expect(fit.waldTests(covariance: robust).allSatisfy { $0.status == .notEstimable })
    }

    /// A mean rests on its own level's rows, whatever level its coefficient is written against.
    @Test func aMeanBesideAReferenceThatOneClusterHasKeepsItsError() throws {
        var lines: [String] = []
        var clusters: [Int] = []
        for row in 0..<60 {
            let level = row < 4 ? "a" : row % 2 == 0 ? "b" : "c"
            lines.append("\(Double((row * 37) % 23) / 7),0,\(level)")
            clusters.append(row < 4 ? 0 : 1 + row % 11)
        }
        let (fit, table) = try fit("y ~ g", lines, gaussian)
        let (other, _) = try self.fit("y ~ C(g, ref=\"b\")", lines, gaussian)
        let robust = try fit.covariance(of: .cr1, clusters: clusters)
        let another = try other.covariance(of: .cr1, clusters: clusters)
        #expect(robust.unsupported == [0, 1, 2] && another.unsupported.count == 1)
        let effects = try fit.effects(table: table, robust: robust)
        let mean = try #require(effects.first { $0.level == "b" && $0.reference == nil })
        let error = try #require(mean.standardError)
        #expect(relativeError(error, try #require(another.standardErrors[0])) < 1e-10)
        #expect(mean.interval != nil && mean.note == nil)
        let between = try #require(fit.contrast([("g[b]", -1), ("g[c]", 1)], robust: robust))
        let known = try #require(
            other.coefficients.firstIndex { $0.name.contains("c]") }
                .flatMap { another.standardErrors[$0] })
        #expect(relativeError(try #require(between.standardError), known) < 1e-10)
        let against = try #require(fit.contrast([("g[b]", 1)], robust: robust))
        #expect(against.note == "It rests on what a single cluster or row decides.")
        #expect(against.estimate != nil && against.standardError == nil)
    }

    /// Rounding of a variance of 0 is no standard error, of which a t of 1e15 would be made.
    @Test func roundingOfNothingIsNoErrorOfAContrast() throws {
        let lines = (0..<12).flatMap { _ in alike }
        let clusters = (0..<12).flatMap { c in alike.map { _ in c } }
        let (fit, _) = try fit("y ~ x + g", lines)
        let robust = try fit.covariance(of: .cr1, clusters: clusters)
        let contrast = try #require(fit.contrast([("x", 1), ("g[b]", -2)], robust: robust))
        #expect(contrast.estimate != nil && contrast.standardError == nil)
        #expect(contrast.interval == nil && contrast.pValue == nil)
        #expect(
            contrast.note == "The scores that its standard error is made of are 0 but for rounding."
        )
        // Rows by themselves differ.
        let rows = try fit.covariance(of: .hc0)
        let known = try #require(fit.contrast([("x", 1)], robust: rows)?.standardError)
        #expect(relativeError(known, try #require(rows.standardErrors[1])) < 1e-12)
    }

    /// Two levels whose means every cluster has alike, beside a third that varies: each differs from that
    /// with a spread, and not from the other.
    @Test func aDifferenceWithoutSpreadBesideTwoThatHaveIt() throws {
        var lines: [String] = []
        var clusters: [Int] = []
        for cluster in 0..<10 {
            lines += ["\(Double((cluster * 7) % 10) / 3),0,a", "1.25,0,b", "2.75,0,b"]
            lines += ["4.1,0,c", "5.3,0,c"]
            clusters += [Int](repeating: cluster, count: 5)
        }
        let (fit, _) = try fit("y ~ g", lines, gaussian)
        let robust = try fit.covariance(of: .cr1, clusters: clusters)
        #expect(robust.standardErrors.allSatisfy { $0 != nil })
        let between = try #require(fit.contrast([("g[b]", -1), ("g[c]", 1)], robust: robust))
        #expect(between.standardError == nil && between.pValue == nil)
        #expect(
            between.note == "The scores that its standard error is made of are 0 but for rounding.")
        #expect(fit.contrast([("g[b]", 1)], robust: robust)?.standardError != nil)
        // Written against one of the two, it is a coefficient.
        let (other, _) = try self.fit("y ~ C(g, ref=\"b\")", lines, gaussian)
        let another = try other.covariance(of: .cr1, clusters: clusters)
        let own = try #require(other.coefficients.firstIndex { $0.name.contains("c]") })
        #expect(another.standardErrors[own] == nil && another.spreadless == [0, own])
        #expect(fit.waldTests(covariance: robust)[0].status == .notEstimable)
    }

    @Test func aCovarianceThatIsGivenAnswersForItself() throws {
        let lines = (0..<12).flatMap { _ in alike }
        let (fit, table) = try fit("y ~ x + g", lines)
        var nothing = fit.covariance
        nothing.scale(by: 0)
        let contrast = try #require(fit.contrast([("x", 1)], covariance: nothing))
        #expect(contrast.note == "The covariance that was given has no variance for it.")
        let effect = try #require(try fit.effects(table: table, covariance: nothing).first)
        #expect(effect.note == contrast.note)
        nothing.scale(by: .infinity)
        let endless = try #require(fit.contrast([("x", 1)], covariance: nothing))
        #expect(endless.note == "Its variance runs out of the range of numbers.")
    }
}
