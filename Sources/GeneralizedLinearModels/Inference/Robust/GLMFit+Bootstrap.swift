import ModelFormula
import Tables

extension GLMFit {
    /// More cases than this are not drawn from one by one.
    public static let mostDraws = 50_000_000

    /// Fits the model to samples drawn from its own cases with replacement.
    ///
    /// A sample is a weight for each row, and its fit starts at these estimates. Samples are
    /// streams of their own under the seed, so any number of threads gives the same bits. Under
    /// separation the rows of the limit are drawn from, and infinite coefficients stay out.
    ///
    /// - Parameters:
    ///   - replicates: the number of samples.
    ///   - clusters: any number that names the cluster of each row; nil to draw rows, or cases of
    ///     frequencies.
    ///   - progress: called after each sample with how many are done, from the calling thread.
    /// - Throws: `FitError` where there is one cluster only, or the cases are too many to draw.
    public func bootstrap(
        replicates: Int, seed: UInt64, clusters: [Int]? = nil, progress: ((Int) -> Void)? = nil
    ) throws(FitError) -> CoefficientBootstrap {
        precondition(replicates > 0, "a bootstrap draws samples")
        try requireWhole(for: "A bootstrap")
        let copies = settings.weightKind == .frequency ? frame.weights : nil
        let draws = try draws(clusters: clusters, copies: copies, seed: seed)
        let isOpen = status.map { $0 == .estimated && lackOfSpread == nil }
        // What separates all cases separates every choice of them.
        if isCompletelySeparated {
            return CoefficientBootstrap(
                replicates: replicates, seed: seed, unitCount: draws.unitCount, estimates: [],
                separated: replicates, withoutLevel: 0, failed: 0, active: active,
                original: estimates, isOpen: isOpen)
        }
        let sampler = PairsRefit(self, draws: draws, frequencies: clusters == nil ? copies : nil)
        var tally = PairsRefit.Tally()
        RowChunks(rowCount: replicates, length: 1).sum(
            threads: settings.threads, makePartial: { PairsRefit.Outcome.failed },
            accumulate: { replicate, outcome in
                outcome = sampler.outcome(replicate.lowerBound)
            },
            combine: { outcome in
                tally.add(outcome)
                progress?(tally.count)
            })
        return CoefficientBootstrap(
            replicates: replicates, seed: seed, unitCount: draws.unitCount,
            estimates: tally.estimates, separated: tally.separated,
            withoutLevel: tally.withoutLevel, failed: tally.failed, active: active,
            original: estimates, isOpen: isOpen)
    }

    /// What samples are drawn of.
    ///
    /// - Parameter copies: the cases that each row stands for; nil for one.
    /// - Throws: `FitError` where there is one cluster only, or the cases are too many to draw.
    func draws(clusters: [Int]?, copies: [Double]?, seed: UInt64) throws(FitError) -> PairsDraws {
        precondition(
            clusters.map { $0.count == frame.rowCount } ?? true, "each row has one cluster")
        guard clusters != nil || caseCount <= Double(Self.mostDraws) else {
            throw FitError(
                code: .tooManyCases,
                message: "A bootstrap draws its cases one by one, and there are "
                    + "\(Int(min(caseCount, 9e15))).",
                hint: "With so many the errors of the sandwich say the same.")
        }
        let draws = PairsDraws(
            rowCount: frame.rowCount, clusters: clusters, copies: copies, seed: seed)
        guard clusters == nil || draws.unitCount > 1 else { throw Self.oneCluster }
        return draws
    }

    /// What is said of clusters that are one.
    static var oneCluster: FitError {
        FitError(
            code: .oneCluster, message: "All rows used are of one cluster.",
            hint: "Errors that allow for clusters need several; those between 2 and 30 are "
                + "still few.")
    }
}
