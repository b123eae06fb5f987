import LinearAlgebra
import TestSupport
import Testing

@testable import TimeToEvent

/// What must not change a Cox regression, and what data can do to it.
@Suite struct CoxPropertyTests {
    private func column(_ rows: RandomSurvival) -> Matrix {
        // A column that goes with the row, whatever is done to its times.
        Matrix(rows: rows.group.count, columns: 1, elements: rows.group.map { Double($0) })
    }

    private func indicators(_ rows: RandomSurvival) -> Matrix {
        let levels = (1..<Int32(rows.groups)).flatMap { level in
            rows.group.map { $0 == level ? 1.0 : 0 }
        }
        return Matrix(rows: rows.group.count, columns: rows.groups - 1, elements: levels)
    }

    private func fit(_ rows: RandomSurvival, _ ties: TieMethod = .efron, _ x: Matrix? = nil) throws
        -> CoxFit
    {
        try CoxRegression(ties: ties).fit(SurvivalOrder(rows.data()), columns: x ?? column(rows))
    }

    @Test(arguments: 0..<100) func repetitionCutsOrderAndUnitsChangeNothing(seed: Int) throws {
        let rows = RandomSurvival(seed: UInt64(seed), rows: 60)
        let ties: TieMethod = seed % 2 == 0 ? .efron : .breslow
        let own = try fit(rows, ties)
        let beta = try #require(own.coefficients[0])
        let error = try #require(own.standardError(of: 0))
        for other in [rows.repeated(), rows.cut(at: 5), rows.scaled(by: 7), rows.reversed()] {
            let fit = try fit(other, ties)
            #expect(abs(try #require(fit.coefficients[0]) - beta) < 1e-11 * error)
            #expect(relativeError(try #require(fit.standardError(of: 0)), error) < 1e-10)
            #expect(relativeError(fit.logLikelihood, own.logLikelihood) < 1e-12)
        }
        // A column in other units has a coefficient in their inverse.
        var scaled = column(rows)
        for i in scaled.elements.indices { scaled.elements[i] = 1e9 + 1e6 * scaled.elements[i] }
        let large = try fit(rows, ties, scaled)
        #expect(abs(try #require(large.coefficients[0]) * 1e6 - beta) < 1e-9 * error)
    }

    /// Without ties the score test of one group is the log-rank test.
    @Test(arguments: 0..<100) func theScoreTestOfOneGroupIsTheLogRankTest(seed: Int) throws {
        var rows = RandomSurvival(
            seed: UInt64(seed), rows: 50, groups: seed % 3 + 2, ties: false)
        rows.weight = rows.weight.map { _ in 1 }
        let data = try rows.data()
        let score = try fit(rows, .breslow, indicators(rows)).scoreTest()
        let logRank = try #require(LogRank(SurvivalOrder(data))).test()
        #expect(score.df == logRank.df)
        #expect(
            relativeError(try #require(score.statistic), try #require(logRank.statistic)) < 1e-10)
    }

    /// Another reference level is another parameterisation of one model.
    @Test(arguments: 0..<20) func labelsChangeNoLikelihood(seed: Int) throws {
        let rows = RandomSurvival(seed: UInt64(seed), rows: 80)
        var other = rows
        other.group = rows.group.map { 2 - $0 }
        let (a, b) = (
            try fit(rows, .efron, indicators(rows)), try fit(other, .efron, indicators(other))
        )
        #expect(relativeError(a.logLikelihood, b.logLikelihood) < 1e-12)
        #expect(
            abs(try #require(a.coefficients[1]) + (try #require(b.coefficients[1])))
                < 1e-10)
    }

    /// The same bits on any number of threads, and the same figures however rows are cut.
    @Test func chunksAndThreadsChangeNothing() throws {
        let rows = RandomSurvival(seed: 5, rows: 400, groups: 3, strata: 6)
        let order = SurvivalOrder(try rows.data())
        let x = indicators(rows)
        func sums(_ chunk: Int, _ threads: Int) -> CoxPass.Sums {
            CoxPass(
                CoxRows(
                    order, x, means: [0.3, 0.3], transform: .identity(2), ties: .efron,
                    threads: threads, chunkLength: chunk)
            ).evaluate([0.4, -0.7])
        }
        let whole = sums(100_000, 1)
        for chunk in [1, 2, 3, 7, 50, 399] {
            let (one, many) = (sums(chunk, 1), sums(chunk, 3))
            #expect(one.logLikelihood == many.logLikelihood)
            #expect(one.score == many.score)
            #expect(one.information == many.information)
            #expect(relativeError(one.logLikelihood, whole.logLikelihood) < 1e-13)
            for (a, b) in zip(one.score, whole.score) { #expect(abs(a - b) < 1e-10) }
            for (a, b) in zip(one.information.elements, whole.information.elements) {
                #expect(abs(a - b) < 1e-10)
            }
        }
    }

    /// Sums over tied events by quadrature are those one by one.
    @Test(arguments: [1.0, 1.000001, 1.5, 100, 1e9]) func manyTiesAreSummedInBlocks(ratio: Double) {
        let events = 100_000.0
        let tied = 0.7 * events
        let sums = TieSums(efron: tied * ratio, tied: tied, events: events)
        var direct = [Double](repeating: 0, count: 6)
        for l in 0..<100_000 {
            let f = Double(l) / events
            let den = tied * ratio - f * tied
            for (i, term) in [1 / den, f / den, 1 / den / den, f / den / den, f * f / den / den]
                .enumerated()
            { direct[i] += term }
        }
        for (own, expected) in zip(
            [sums.rate, sums.rateOfTied, sums.square, sums.squareMixed, sums.squareOfTied], direct)
        {
            #expect(relativeError(own, expected) < 1e-11)
        }
    }

    /// A frequency of three thousand million is no loop of as many steps.
    @Test func hugeFrequenciesAreSummed() throws {
        let data = try SurvivalData(
            exit: [1, 1, 2, 2], event: [1, 1, 1, 0], weight: [3e9, 2e9, 1e9, 1e9])
        let fit = try CoxRegression().fit(
            SurvivalOrder(data), columns: Matrix(rows: 4, columns: 1, elements: [0, 1, 1, 0]))
        let error = try #require(fit.standardError(of: 0))
        #expect(error > 0 && error < 1e-4)
    }

    @Test func aGroupWithoutEventsIsInfinitelyLow() throws {
        var rows = RandomSurvival(seed: 9, rows: 90)
        for row in rows.event.indices where rows.group[row] == 1 { rows.event[row] = 0 }
        let all = try fit(rows, .efron, indicators(rows))
        #expect(all.status == [.infinitelyLow, .estimated])
        #expect(all.coefficients[0] == nil)
        #expect(all.waldTest().status == .notEstimable)
        #expect(all.concordance() == nil)
        // The other coefficient is that of the cases that can be compared.
        let kept = rows.group.indices.filter { rows.group[$0] != 1 }
        let order = SurvivalOrder(
            try SurvivalData(
                entry: kept.map { rows.entry[$0] }, exit: kept.map { rows.exit[$0] },
                event: kept.map { rows.event[$0] }, weight: kept.map { rows.weight[$0] },
                stratum: Grouping(codes: kept.map { rows.stratum[$0] }, levelCount: 2)))
        let others = try CoxRegression().fit(
            order,
            columns: Matrix(
                rows: kept.count, columns: 1,
                elements: kept.map { rows.group[$0] == 2 ? 1 : 0 }))
        let (a, b) = (try #require(all.coefficients[1]), try #require(others.coefficients[0]))
        #expect(abs(a - b) < 1e-10)
        #expect(relativeError(all.logLikelihood, others.logLikelihood) < 1e-12)
        // Turned round, it is infinitely high.
        var x = indicators(rows)
        for i in x.elements.indices { x.elements[i] *= -1 }
        #expect(try fit(rows, .efron, x).status == [.infinitelyHigh, .estimated])
    }

    @Test func eventsInTheOrderOfAColumnAreFound() throws {
        let data = try SurvivalData(
            exit: [1, 2, 3, 4, 5, 6], event: [1, 1, 1, 1, 1, 1])
        let x = Matrix(rows: 6, columns: 1, elements: [9, 7, 6, 4, 2, 1])
        let fit = try CoxRegression().fit(SurvivalOrder(data), columns: x)
        #expect(fit.status == [.infinitelyHigh])
        #expect(abs(fit.logLikelihood) < 1e-12)
        #expect(fit.likelihoodRatioTest().status == .estimated)
    }

    @Test func edgesAreNamed() throws {
        let order = SurvivalOrder(try SurvivalData(exit: [1, 2, 3], event: [0, 0, 0]))
        let x = Matrix(rows: 3, columns: 1, elements: [0, 1, 2])
        #expect(throws: CoxError.noEvents) { try CoxRegression().fit(order, columns: x) }
        let some = SurvivalOrder(try SurvivalData(exit: [1, 2, 3], event: [0, 1, 0]))
        let wrong = Matrix(rows: 3, columns: 1, elements: [0, .nan, 2])
        #expect(throws: CoxError.notFinite(column: 0, row: 1)) {
            try CoxRegression().fit(some, columns: wrong)
        }
        #expect(throws: CoxError.unequalLengths(rows: 2, expected: 3)) {
            try CoxRegression().fit(some, columns: Matrix(rows: 2, columns: 1))
        }
        let half = SurvivalOrder(
            try SurvivalData(exit: [1, 2, 3], event: [0, 1, 0], weight: [1, 0.5, 1]))
        #expect(throws: CoxError.fractionalFrequency(row: 1)) {
            try CoxRegression().fit(half, columns: x)
        }
        // No column at all, a constant one, ties only, and the event last of all.
        #expect(try CoxRegression().fit(some, columns: Matrix(rows: 3, columns: 0)).rank == 0)
        let constant = Matrix(rows: 3, columns: 1, elements: [5, 5, 5])
        #expect(try CoxRegression().fit(some, columns: constant).status == [.aliased])
        let last = SurvivalOrder(try SurvivalData(exit: [1, 2, 3], event: [0, 0, 1]))
        let fit = try CoxRegression().fit(last, columns: x)
        #expect(fit.status == [.aliased])
        #expect(fit.scoreTest().status == .notEstimable)
        let tied = SurvivalOrder(try SurvivalData(exit: [2, 2, 2], event: [1, 1, 1]))
        #expect(try CoxRegression().fit(tied, columns: x).logLikelihood.isFinite)
        let strata = SurvivalOrder(
            try SurvivalData(
                exit: [1, 2, 3], event: [1, 1, 1],
                stratum: Grouping(codes: [0, 1, 2], levelCount: 3)))
        #expect(try CoxRegression().fit(strata, columns: x).status == [.aliased])
    }

    /// Columns that are alike to ten digits still have their own coefficients.
    @Test func nearlyDependentColumnsAreTold() throws {
        let rows = RandomSurvival(seed: 21, rows: 300, ties: false)
        var generator = SeededGenerator(seed: 4)
        let a = rows.group.map { _ in Double.random(in: -1...1, using: &generator) }
        let noise = rows.group.map { _ in Double.random(in: -1...1, using: &generator) }
        let plain = try fit(
            rows, .efron, Matrix(rows: 300, columns: 2, elements: a + noise))
        let near = try fit(
            rows, .efron,
            Matrix(rows: 300, columns: 2, elements: a + zip(a, noise).map { $0 + 1e-8 * $1 }))
        #expect(near.status == [.estimated, .estimated])
        #expect(relativeError(near.logLikelihood, plain.logLikelihood) < 1e-9)
        let b = try #require(near.coefficients[1]) * 1e-8
        #expect(abs(b - (try #require(plain.coefficients[1]))) < 1e-6)
        let same = try fit(rows, .efron, Matrix(rows: 300, columns: 2, elements: a + a))
        #expect(same.status == [.estimated, .aliased])
    }
}
