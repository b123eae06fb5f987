import LinearAlgebra
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
        precondition(
            clusters.map { $0.count == frame.rowCount } ?? true, "each row has one cluster")
        let copies = settings.weightKind == .frequency ? frame.weights : nil
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
            original: estimates)
    }

    /// What is said of clusters that are one.
    static var oneCluster: FitError {
        FitError(
            code: .oneCluster, message: "All rows used are of one cluster.",
            hint: "Errors that allow for clusters need several; those between 2 and 30 are "
                + "still few.")
    }
}

/// Fits samples of a model's rows.
struct PairsRefit: Sendable {
    enum Outcome: Sendable {
        case fitted([Double])
        case separated
        case withoutLevel
        case failed
    }

    /// The outcomes so far.
    struct Tally {
        var estimates: [[Double]] = []
        var (separated, withoutLevel, failed) = (0, 0, 0)
        var count: Int { estimates.count + separated + withoutLevel + failed }

        mutating func add(_ outcome: Outcome) {
            switch outcome {
            case .fitted(let estimates): self.estimates.append(estimates)
            case .separated: separated += 1
            case .withoutLevel: withoutLevel += 1
            case .failed: failed += 1
            }
        }
    }

    private let pass: RowPass
    private let prior: [Double]
    private let draws: PairsDraws
    private let solution: ScaledSolution
    private let scale: OriginalScale
    private let rows: ActiveRows
    private let smallestPivot: Double
    /// X'WX of all cases at their estimates, which that of most samples is near.
    private let information: Matrix

    /// - Parameter frequencies: the cases of each row, where cases are drawn.
    init(_ fit: GLMFit, draws: PairsDraws, frequencies: [Double]?) {
        let frame = fit.frame
        let design = Design(fit.specification, values: frame.values, rowCount: frame.rowCount)
        solution = fit.solution
        var prior = frame.prior ?? [Double](repeating: 1, count: frame.rowCount)
        if let frequencies {
            for row in prior.indices { prior[row] /= frequencies[row] }
        }
        if let isSeparated = solution.isSeparated {
            for row in prior.indices where isSeparated[row] { prior[row] = 0 }
        }
        self.prior = prior
        self.draws = draws
        pass = RowPass(
            design: design, outcome: frame.outcome, prior: prior, offset: frame.offset,
            model: solution.model, threads: 1)
        scale = OriginalScale(design)
        rows = ActiveRows(design, active: solution.active)
        smallestPivot = fit.smallestPivot
        information = pass.sums(at: solution.beta).information
    }

    func outcome(_ replicate: Int) -> Outcome {
        let counts = draws.counts(replicate)
        guard hasEveryLevel(counts) else { return .withoutLevel }
        let weights = zip(prior, counts).map { $0 * $1 }
        var sample = pass.weighted(weights)
        var beta = solution.beta
        // Of negative-binomial counts coefficients and α are found in turn.
        let isNegativeBinomial = solution.model.family == .negativeBinomial
        let dispersion =
            isNegativeBinomial ? Overdispersion(pass.outcome, weights: weights) : nil
        for _ in 0..<(isNegativeBinomial ? 100 : 1) {
            let found = Newton(pass: sample, active: solution.active)
                .run(from: beta, near: information)
            switch found.ending {
            case .separated: return .separated
            case .stalled, .endless: return .failed
            case .converged: break
            }
            // Columns that have become dependent have no coefficients of their own.
            if smallestPivot > 0, found.smallestPivot < 1e-9 * smallestPivot { return .failed }
            beta = found.beta
            guard let dispersion else { break }
            var model = sample.model
            let guess = model.alpha > 0 ? model.alpha : nil
            guard
                let alpha = dispersion.estimate(
                    model.means(sample.linearPredictors(beta)), near: guess)
            else { return .failed }
            let change = abs(alpha - model.alpha)
            if change <= 1e-10 * alpha { break }
            model.alpha = alpha
            sample = sample.modelled(as: model)
        }
        let estimates = scale.vector(beta)
        let active = solution.active.map { estimates[$0] }
        return active.allSatisfy(\.isFinite) ? .fitted(active) : .failed
    }

    /// Whether every estimated cell of a factor has a row that was drawn.
    private func hasEveryLevel(_ counts: [Double]) -> Bool {
        rows.everyCellHasRow { counts[$0] > 0 && prior[$0] > 0 }
    }
}
