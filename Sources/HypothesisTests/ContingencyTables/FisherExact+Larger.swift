import Distributions

extension ContingencyTable {
    /// Fisher's exact test of a table of any shape (Freeman and Halton): the sum of the
    /// probabilities of all tables with these margins that are no more probable than this one,
    /// by a relative tolerance of 1e-7.
    ///
    /// Exact, named `fisher_exact`, where `FisherNetwork` solves the table in `work` steps; else an
    /// estimate, named `fisher_exact_monte_carlo`, from tables drawn with these margins
    /// (`simulatedFisherExact`). nil where nothing can be tested.
    /// Source: Freeman and Halton (1951), Biometrika 38, 141-149.
    ///
    /// - Parameters:
    ///   - simulation: how many tables are drawn, and from which seed.
    ///   - work: the steps that the exact solution may take: 60 million are about four seconds.
    public func fisherExact(
        simulation: MonteCarlo, work: Int = FisherNetwork.defaultWork
    ) -> TestResult? {
        let table = occupied
        if table.untestable != nil { return nil }
        if table.rowCount == 2 && table.columnCount == 2 { return table.fisherExact() }
        return table.exactlySolved(work: work) ?? table.simulatedFisherExact(simulation)
    }

    /// The exact test of an occupied table, where it is solved within `work` steps.
    func exactlySolved(work: Int) -> TestResult? {
        guard untestable == nil, var network = FisherNetwork(self, work: work),
            let logP = network.solve()
        else { return nil }
        return TestResult(
            name: "fisher_exact",
            method: "Fisher's exact test (r x c), two-sided",
            pValue: PValue(naturalLog: logP))
    }

    /// Fisher's exact test by simulation: `replicates` tables with these margins, each as probable
    /// as under independence, and p = (b + 1) / (B + 1) for the b of B that are no more probable
    /// than this one, with the Clopper-Pearson interval of b of B around the true p.
    ///
    /// The same seed gives the same numbers. nil where nothing can be tested; not estimable where
    /// even `MonteCarlo.fewest` tables would take more than `MonteCarlo.longestWork` steps.
    public func simulatedFisherExact(_ simulation: MonteCarlo) -> TestResult? {
        let table = occupied
        if table.untestable != nil { return nil }
        let name = "fisher_exact_monte_carlo"
        let cells = Double(table.counts.count)
        let deviations = RandomTables.expectedSteps(table)
        guard let replicates = simulation.affordable(stepsEach: cells * 10 + deviations) else {
            return TestResult(
                name: name, method: "Fisher's exact test by simulation",
                notEstimable: "the table is too large to be drawn often enough; the chi-square"
                    + " results hold")
        }
        let factorials = LogFactorials(upTo: table.counts.max() ?? 0)
        let observed = table.counts.reduce(into: CompensatedSum()) { $0.add(factorials[$1]) }.value
        // P is proportional to exp(-sum of ln x!): no more probable is a sum that is no smaller.
        let limit = observed - 1e-7 - 16 * observed.ulp
        var drawing = RandomTables(table)
        var cellsDrawn = [Int](repeating: 0, count: table.counts.count)
        var extreme = 0
        for replicate in 0..<replicates {
            var stream = RandomStream(
                seed: simulation.seed, number: UInt64(replicate), purpose: MonteCarlo.tables)
            drawing.draw(into: &cellsDrawn, from: &stream)
            var sum = 0.0
            for x in cellsDrawn where x > 1 { sum += factorials[x] }
            if sum >= limit { extreme += 1 }
        }
        return simulation.result(
            name: name,
            method: "Fisher's exact test (r x c), by \(replicates) random tables",
            extreme: extreme, of: replicates)
    }
}
