import LinearAlgebra
import ModelFormula

/// A regression as it is asked for: g(μ) = Xβ + offset, with outcomes of a family around μ.
public struct GLM: Sendable {
    /// What a weight stands for.
    public enum WeightKind: String, Sendable, Codable, CaseIterable {
        /// A row stands for that many cases: whole numbers, and n is their sum.
        case frequency
        /// A row's log-likelihood counts that much: any number, and n is the number of rows.
        case precision
        /// A row was drawn from a population and stands for that many in it: any number, n is the
        /// number of rows, and the standard errors are those of the sandwich.
        case sampling
    }

    /// How the dispersion φ of a family that has none of its own is taken.
    public enum Dispersion: String, Sendable, Codable, CaseIterable {
        /// 1 for binomial, Poisson and negative-binomial outcomes, estimated for others.
        case family
        /// Σ w (y - μ)² / V(μ) over the residual degrees of freedom (quasi-likelihood).
        case estimated
    }

    /// More coefficients than this make matrices that no machine here holds.
    public static let mostCoefficients = 8_000

    /// The distribution of the outcome.
    public var family: Family
    /// The function of the mean that is linear.
    public var link: Link
    /// How the dispersion is taken.
    public var dispersion: Dispersion
    /// What the weights of the frame stand for.
    public var weightKind: WeightKind
    /// How many chunks of rows are worked on at once; it changes no bit of the answer.
    public var threads: Int
    /// From so many coefficients on the factor with the most levels, where it stands by itself in the
    /// model, is eliminated by a Schur complement, and the answer has a `largeFactor`; nil for never.
    ///
    /// Of such an answer estimates, Wald's intervals and tests, likelihood-ratio tests, `FittedModel`
    /// and its predictions are what they are of any other, and cases, degrees of freedom and criteria
    /// count the rows and levels that have no estimate. The rest - robust covariances, bootstraps,
    /// profiles, Firth's fit, effects, score tests and checks - needs the levels' coefficients and throws
    /// `FitError.Code.largeFactor`; `requireWholeCovariance` refuses it before the fit.
    public var eliminatesFrom: Int?

    /// Fits of so many rows or more start from the maximum of a sample of them.
    var samplesFrom = RowSample.fewestRows

    /// Coefficients from which elimination is quicker than the triangle of X'WX, whose factorisation
    /// takes the cube of their number.
    public static let eliminationPaysFrom = 1_000

    /// A regression with its settings, logistic unless told otherwise.
    ///
    /// - Parameter link: nil for the family's default.
    /// - Precondition: the family takes the link.
    public init(
        family: Family = .binomial, link: Link? = nil, dispersion: Dispersion = .family,
        weightKind: WeightKind = .frequency, threads: Int = 1
    ) {
        self.family = family
        self.link = link ?? family.links[0]
        self.dispersion = dispersion
        self.weightKind = weightKind
        self.threads = threads
        precondition(family.links.contains(self.link), "the family takes the link")
    }

    /// Whether the dispersion is estimated from the residuals.
    public var estimatesDispersion: Bool {
        dispersion == .estimated || !family.hasUnitDispersion
    }

    /// Fits the model by maximum likelihood, or by quasi-likelihood where the dispersion is estimated.
    ///
    /// - Throws: `FitError` where no row's outcome differs, the outcome's numbers are out of range, the
    ///   formula has too many coefficients, or a frequency is no whole number.
    public func fit(_ frame: ModelFrame) throws(FitError) -> GLMFit {
        try check(frame)
        BLASThreads.useOne()
        if let choice = largeFactor(frame) { return try fit(frame, eliminating: choice) }
        let specification = DesignSpecification(model: frame.model, schemas: frame.schemas)
        if frame.stored != nil {
            try checkMemory(pass(frame, specification, RowModel(family, link)))
        }
        let solved = solve(frame, specification)
        if let direction = solved.endless { throw Self.endless(direction, specification) }
        return GLMFit(frame: frame, specification: specification, solved: solved, self)
    }

    /// The rows of a frame, wherever they lie, with the columns of a specification.
    private func pass(
        _ frame: ModelFrame, _ specification: DesignSpecification, _ model: RowModel
    ) -> RowPass {
        if let stored = frame.stored {
            return RowPass(
                StoredSource(stored, specification, threads: threads), model: model,
                threads: threads)
        }
        return RowPass(
            design: Design(
                specification, values: frame.values, rowCount: frame.rowCount, threads: threads),
            outcome: frame.outcome, prior: frame.prior, offset: frame.offset, model: model,
            threads: threads)
    }

    /// Fits the columns of a specification, which may be of fewer terms than the frame's model.
    ///
    /// - Parameter alpha: the dispersion of negative-binomial counts; nil to find it.
    func solve(
        _ frame: ModelFrame, _ specification: DesignSpecification, alpha: Double? = nil
    ) -> SolvedDesign {
        let pass = pass(frame, specification, RowModel(family, link, alpha: alpha ?? 0))
        let design = pass.design
        let sample = RowSample(pass, fewestRows: samplesFrom)
        let dependence =
            sample?.provesIndependence == true
            ? ColumnDependence(independent: design.columnCount)
            : Aliasing.find(pass)
        if family == .negativeBinomial, alpha == nil {
            return maximum(pass, dependence, sample, alphaOf: frame)
        }
        return maximum(
            pass, dependence, from: sample.flatMap { start($0, of: pass, dependence.kept) })
    }

    /// Where the rows of a sample have their maximum.
    func start(_ sample: RowSample, of pass: RowPass, _ active: [Int]) -> Newton.Start? {
        // The share of events of all rows costs next to nothing, what the outcomes suggest a pass.
        sample.start(from: start(link == .logit ? pass : sample.pass, active), active: active)
    }

    /// The maximum over the coefficients, in the limit where rows are separated.
    func maximum(
        _ first: RowPass, _ dependence: ColumnDependence, from known: Newton.Start? = nil
    ) -> SolvedDesign {
        maximum(first, kept: dependence.kept, aliased: dependence.dependent, from: known)
    }

    /// The maximum over some of the columns, the others at 0.
    func maximum(
        _ first: RowPass, kept: [Int], aliased: [ColumnDependence.Dependent] = [],
        from known: Newton.Start? = nil
    ) -> SolvedDesign {
        var newton = Newton(pass: first, active: kept)
        func cold() -> Newton.Start { Newton.Start(beta: start(first, kept), information: nil) }
        var outcome = newton.run(from: known ?? cold())
        // What a sample knows nothing of may lie where its maximum leads astray.
        if known != nil, outcome.isLost {
            let passes = outcome.iterations
            outcome = newton.run(from: cold())
            outcome.iterations += passes
        }
        var result = SolvedDesign(
            design: first.design, model: first.model, aliased: aliased, source: first.source)
        result.iterations = outcome.iterations
        while case .separated(let separation) = outcome.ending {
            result.directions.append(separation.direction)
            result.nullVectors += separation.nullVectors
            for row in separation.isSeparated.indices where separation.isSeparated[row] {
                result.isSeparated[row] = true
            }
            newton = Newton(
                pass: first.weighted(separation.priorOfRest), active: separation.activeOnRest)
            if separation.isComplete {
                result.isCompletelySeparated = true
                outcome.beta = [Double](repeating: 0, count: first.design.columnCount)
                outcome.inverseRoot = Matrix(rows: 0, columns: 0)
                outcome.ending = .converged
                result.finish(outcome, active: [], logLikelihood: 0)
                return result
            }
            outcome = newton.run(from: start(newton.pass, newton.active))
            result.iterations += outcome.iterations
        }
        if case .endless(let direction) = outcome.ending { result.endless = direction }
        result.finish(outcome, active: newton.active, logLikelihood: outcome.sums.logLikelihood)
        return result
    }

    /// For a logit all coefficients 0 but the intercept, which starts at the share of events, less the
    /// offset's mean: from too far away all weights would underflow. Else what the outcomes suggest.
    func start(_ pass: RowPass, _ active: [Int]) -> [Double] {
        if link != .logit, let suggested = Newton.start(pass, active: active) { return suggested }
        var beta = [Double](repeating: 0, count: pass.design.columnCount)
        guard pass.design.hasIntercept else { return beta }
        let sums = pass.startSums
        guard sums.total > 0 else { return beta }
        var share = sums.outcome / sums.total
        if family == .binomial { share = min(max(share, 1e-6), 1 - 1e-6) }
        if link == .log || link == .inverse { share = max(share, 1e-6) }
        beta[0] = pass.model.linearPredictor(share) - sums.offset / sums.total
        return beta
    }
}
