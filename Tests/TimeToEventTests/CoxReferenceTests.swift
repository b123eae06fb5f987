import LinearAlgebra
import TestSupport
import Testing
import TimeToEvent

/// Cox regressions against R's survival at tight tolerance.
@Suite struct CoxReferenceTests {
    struct Case: CustomTestStringConvertible {
        let set: SurvivalReference.Set
        let regression: SurvivalReference.Regression
        var testDescription: String {
            "\(set.name) \(regression.ties) \(regression.stratified)"
        }

        static func all() throws -> [Case] {
            try SurvivalReference.all().flatMap { set in
                set.regressions.map { Case(set: set, regression: $0) }
            }
        }

        func order() throws -> SurvivalOrder {
            SurvivalOrder(try set.survivalData(stratified: regression.stratified == 1))
        }

        func columns() -> Matrix {
            let data = set.data
            var elements: [Double] = []
            for level in 1...Int(data.group.max() ?? 1) {
                elements += data.group.map { Int($0) == level ? 1 : 0 }
            }
            elements += data.x1 + data.x2
            return Matrix(
                rows: data.time.count, columns: elements.count / data.time.count,
                elements: elements)
        }

        func fit() throws -> CoxFit {
            let ties = try #require(TieMethod(rawValue: regression.ties))
            return try CoxRegression(ties: ties, threads: 2).fit(order(), columns: columns())
        }
    }

    private func check(
        _ matrix: Matrix, _ expected: [[Double]], _ tolerance: Double, _ what: String
    ) {
        for (i, row) in expected.enumerated() {
            for (j, value) in row.enumerated() {
                let scale = (expected[i][i] * expected[j][j]).squareRoot()
                #expect(abs(matrix[i, j] - value) <= tolerance * scale, "\(what) \(i) \(j)")
            }
        }
    }

    @Test(arguments: try Case.all())
    func estimatesAndTestsAreThoseOfR(item: Case) throws {
        let (fit, r) = (try item.fit(), item.regression)
        let kept = r.coefficients.indices.filter { r.coefficients[$0] != nil }
        #expect(fit.estimated == kept)
        #expect(
            fit.status.indices.filter { fit.status[$0] == .aliased }.count == r.coefficients.count
                - kept.count)
        for j in kept {
            let (own, expected) = (
                try #require(fit.coefficients[j]), try #require(r.coefficients[j])
            )
            let error = try #require(fit.standardError(of: j))
            #expect(
                abs(own - expected) <= 1e-10 * max(abs(expected), error), "\(j): \(own) \(expected)"
            )
        }
        let part = { (rows: [[Double]]) in kept.map { i in kept.map { rows[i][$0] } } }
        check(fit.covariance, part(r.covariance), 1e-8, "covariance")
        #expect(relativeError(fit.nullLogLikelihood, r.logLikelihood[0]) < 1e-13)
        #expect(relativeError(fit.logLikelihood, r.logLikelihood[1]) < 1e-13)
        #expect(relativeError(try #require(fit.scoreTest().statistic), r.score) < 1e-10)
        #expect(relativeError(try #require(fit.waldTest().statistic), r.wald) < 1e-8)
        #expect(fit.likelihoodRatioTest().df == Double(kept.count))
        let robust = try #require(
            fit.robustCovariance(cluster: item.order().data.cluster, corrected: false))
        check(robust.covariance, part(r.robust), 1e-8, "robust")
        let corrected = try #require(
            fit.robustCovariance(cluster: item.order().data.cluster, corrected: true))
        let g = Double(corrected.clusters)
        #expect(
            relativeError(corrected.covariance[0, 0], robust.covariance[0, 0] * g / (g - 1))
                < 1e-14)
    }

    @Test(arguments: try Case.all())
    func proportionalHazardsAreTestedAsInR(item: Case) throws {
        let fit = try item.fit()
        for zph in item.regression.zph ?? [] {
            let transform = try #require(TimeTransform(rawValue: zph.transform))
            let tests = fit.proportionalHazards(transform)
            #expect(tests.count == zph.table.count)
            for (test, row) in zip(tests, zph.table) {
                #expect(test.df == row[1])
                #expect(
                    relativeError(try #require(test.statistic), row[0]) < 1e-8,
                    "\(zph.transform) \(test.statistic ?? .nan) \(row[0])")
            }
        }
        guard let terms = item.regression.terms else { return }
        let levels = Int(item.set.data.group.max() ?? 1)
        let tests = fit.proportionalHazards(
            terms: [Array(0..<levels), [levels], [levels + 1]].filter { term in
                term.contains { fit.estimated.contains($0) }
            })
        for (test, row) in zip(tests, terms) {
            #expect(test.df == row[1])
            #expect(relativeError(try #require(test.statistic), row[0]) < 1e-8)
        }
    }

    @Test(arguments: try Case.all())
    func schoenfeldResidualsAreThoseOfR(item: Case) throws {
        let own = try item.fit().schoenfeldResiduals()
        let kept = item.regression.coefficients.indices.filter {
            item.regression.coefficients[$0] != nil
        }
        // R lists repeated rows one by one, and orders tied events in its own way: the first time.
        let time = try #require(own.first).time
        let mine = own.filter { $0.time == time && $0.row >= 0 }
        for expected in item.regression.schoenfeld.prefix(1) {
            let isThere = mine.contains { residual in
                zip(residual.residual, kept).allSatisfy {
                    abs($0 - expected[$1]) < 1e-8 * max(1, abs(expected[$1]))
                }
            }
            #expect(isThere, "\(mine.first?.residual ?? []) \(expected)")
        }
    }

    @Test(arguments: try Case.all())
    func concordanceIsThatOfR(item: Case) throws {
        let own = try #require(try item.fit().concordance())
        let r = item.regression.concordance
        #expect(own.concordant == r.concordant)
        #expect(own.discordant == r.discordant)
        #expect(own.tied == r.tiedX)
        #expect(relativeError(try #require(own.estimate), r.estimate) < 1e-13)
        #expect(relativeError(try #require(own.standardError), r.error) < 1e-10)
    }

    @Test(arguments: try Case.all())
    func predictedSurvivalIsThatOfR(item: Case) throws {
        let (fit, r) = (try item.fit(), item.regression)
        let stratum = r.stratified == 1 ? r.newStratum : 0
        let own = try #require(
            fit.predictedSurvival(at: r.newdata, stratum: stratum, interval: .log))
        for (index, time) in r.prediction.time.enumerated() {
            guard let place = own.times.lastIndex(where: { $0 <= time }) else {
                #expect(r.prediction.survival[index] == 1)
                continue
            }
            #expect(relativeError(own.survival[place], r.prediction.survival[index]) < 1e-9)
            #expect(
                relativeError(own.hazardStandardError[place], r.prediction.error[index]) < 1e-8)
        }
        let zero = try #require(
            fit.predictedSurvival(at: r.newdata.map { _ in 0 }, stratum: 0))
        for (time, hazard) in zip(r.baseline.time, r.baseline.hazard).prefix(
            while: { $0.0 <= (zero.times.last ?? 0) })
        {
            guard let place = zero.times.lastIndex(where: { $0 <= time }) else { continue }
            #expect(relativeError(zero.cumulativeHazard[place], hazard) < 1e-9)
            if r.stratified == 1, place + 1 == zero.times.count { break }
        }
    }
}
