import Foundation
import ModelFormula
import Tables
import TestSupport
import Testing

@testable import GeneralizedLinearModels

struct RobustPropertyTests {
    @Test(arguments: robustFormulas.indices)
    func weightsAreRepeatedCases(_ index: Int) throws {
        let (formula, family) = robustFormulas[index]
        let cohort = RobustCohort(400)
        let repeated = cohort.lines.indices.flatMap { row in
            [Int](repeating: row, count: Int(cohort.lines[row].last?.wholeNumberValue ?? 1))
        }
        let short = try cohort.fit(formula, family, weights: "copies")
        let long = try cohort.fit(formula, family, order: repeated)
        let families = cohort.families
        for kind in RobustCovariance.Kind.allCases where kind != .sandwich {
            let a = try short.covariance(of: kind, clusters: kind.needsClusters ? families : nil)
            let b = try long.covariance(
                of: kind, clusters: kind.needsClusters ? repeated.map { families[$0] } : nil)
            for (x, y) in zip(a.standardErrors, b.standardErrors) {
                #expect(relativeError(x ?? 0, y ?? 1) < 1e-9, "\(formula) \(kind)")
            }
        }
    }

    @Test(arguments: robustFormulas.indices)
    func rowOrderAndNamesOfClustersChangeNothing(_ index: Int) throws {
        let (formula, family) = robustFormulas[index]
        let cohort = RobustCohort(500)
        let order = (0..<500).map { ($0 * 137 + 11) % 500 }
        let a = try robustCovariances(cohort.fit(formula, family), cohort.families)
        let b = try robustCovariances(
            cohort.fit(formula, family, order: order), order.map { 1000 - cohort.families[$0] * 3 })
        for ((name, x), (_, y)) in zip(a, b) {
            for (x, y) in zip(x.standardErrors, y.standardErrors) {
                #expect(relativeError(x ?? 0, y ?? 1) < 1e-9, "\(formula) \(name)")
            }
        }
    }

    @Test(arguments: robustFormulas.indices)
    func threadsChangeNoBit(_ index: Int) throws {
        let (formula, family) = robustFormulas[index]
        let cohort = RobustCohort(40_000)
        let one = try cohort.fit(formula, family)
        let five = try cohort.fit(formula, family, threads: 5)
        for ((name, x), (_, y)) in zip(
            try robustCovariances(one, cohort.families),
            try robustCovariances(five, cohort.families))
        {
            #expect(x.matrix == y.matrix, "\(formula) \(name)")
        }
    }

    /// A cluster a row: CR0 is HC0, CR2 is HC2, and CR1 what sampling weights have.
    @Test(arguments: robustFormulas.indices)
    func clustersOfOneAreRows(_ index: Int) throws {
        let (formula, family) = robustFormulas[index]
        let fit = try RobustCohort(300).fit(formula, family)
        let own = Array(0..<300)
        for (clustered, plain) in [
            (RobustCovariance.Kind.cr0, RobustCovariance.Kind.hc0), (.cr2, .hc2),
            (.cr1, .sandwich),
        ] {
            let a = try fit.covariance(of: clustered, clusters: own)
            let b = try fit.covariance(of: plain)
            for (x, y) in zip(a.standardErrors, b.standardErrors) {
                #expect(relativeError(x ?? 0, y ?? 1) < 1e-11, "\(formula) \(clustered)")
            }
        }
    }

    /// The sums of short rows and those of scores written out agree.
    @Test func nearlyDependentColumnsKeepTheirDigits() throws {
        var cohort = RobustCohort(300)
        let plain = try cohort.fit("cost ~ x + copies", .gaussian)
        // z = x + copies / 1000 beside x spans the same columns as copies beside x.
        let near = try cohort.fit("cost ~ x + I(x + copies / 1000)", .gaussian)
        #expect(near.smallestPivot < 1e-4 && plain.smallestPivot > 0.1)
        let a = try plain.covariance(of: .cr1, clusters: cohort.families)
        let b = try near.covariance(of: .cr1, clusters: cohort.families)
        #expect(
            relativeError((b.standardErrors[2] ?? 0) / 1000, a.standardErrors[2] ?? 1) < 1e-9)
        cohort.families = []
    }

    @Test func whatOneClusterDecidesHasNoError() throws {
        // The ward w5 is one family, and so is the reference w0 of the second run.
        var cohort = RobustCohort(300)
        for ward in ["w5", "w0"] {
            cohort = RobustCohort(300)
            for row in cohort.lines.indices where cohort.lines[row].contains(ward) {
                cohort.families[row] = 9999
            }
            let fit = try cohort.fit("cost ~ x + ward", .gaussian)
            for kind in [RobustCovariance.Kind.cr0, .cr1, .cr2] {
                let robust = try fit.covariance(of: kind, clusters: cohort.families)
                #expect(robust.unsupported == (ward == "w5" ? [6] : [0, 2, 3, 4, 5, 6]))
                #expect(robust.standardErrors[1] != nil)
                let row = fit.coefficientTable(confidence: 0.95, covariance: robust)[6]
                #expect(row.estimate != nil && row.standardError == nil && row.pValue == nil)
                #expect(fit.waldTests(covariance: robust)[1].status == .notEstimable)
                #expect(fit.waldTests(covariance: robust)[0].status == .tested)
            }
        }
    }

    @Test func fewClustersSpanFewDirections() throws {
        let cohort = RobustCohort(300)
        let fit = try cohort.fit("cost ~ x + ward", .gaussian)
        let four = cohort.families.map { $0 % 4 }
        let robust = try fit.covariance(of: .cr1, clusters: four)
        #expect(robust.rank == 3 && robust.clusters?.count == 4)
        let tests = fit.waldTests(covariance: robust)
        #expect(tests[0].status == .tested && tests[1].status == .notEstimable)
    }

    @Test func aRowThatDecidesAlone() throws {
        let text =
            "y,g\n1,a\n2,a\n4,a\n3,b\n"
        let fit = try GLM(family: .gaussian).fit(
            ModelFrame(
                Formula(parsing: "y ~ g"), table: CSVReader.read(Array(text.utf8)),
                response: .numbers))
        for kind in [RobustCovariance.Kind.hc0, .hc1, .hc2, .hc3, .sandwich] {
            let robust = try fit.covariance(of: kind)
            #expect(robust.standardErrors[0] != nil && robust.standardErrors[1] == nil)
        }
    }

    @Test func whatCannotBeHadIsSaid() throws {
        let fit = try RobustCohort(60).fit("event ~ x", .binomial)
        #expect(throws: FitError.self) {
            try fit.covariance(of: .cr1, clusters: [Int](repeating: 3, count: 60))
        }
        #expect(throws: FitError.self) {
            try fit.bootstrap(
                replicates: 9, seed: 1, clusters: [Int](repeating: 3, count: 60))
        }
        let large = try RobustCohort(2000).fit("event ~ x", .binomial)
        #expect(throws: FitError.self) {
            try large.covariance(of: .cr2, clusters: (0..<2000).map { $0 / 1999 })
        }
    }
}
