import LinearAlgebra
import ModelFormula

/// The profile likelihoods of a fit's coefficients.
struct GLMProfile {
    private let fit: GLMFit
    private let solved: SolvedDesign
    private let settings: GLM
    /// How far the likelihood falls to the ends.
    private let drop: Double
    /// All rows, and those that separation leaves.
    private let all: RowPass
    private let rest: RowPass
    private let maximum: LikelihoodPoint
    /// Whether log-likelihoods are so large that their differences are taken of deviances.
    private let isDeviance: Bool
    private let dispersion: Overdispersion?

    init?(_ fit: GLMFit, _ solved: SolvedDesign, _ settings: GLM, drop: Double) {
        self.fit = fit
        self.solved = solved
        self.settings = settings
        self.drop = drop
        let frame = fit.frame
        all = RowPass(
            design: solved.design, outcome: frame.outcome, prior: frame.prior,
            offset: frame.offset, model: solved.model, threads: settings.threads)
        rest = all.without(solved.isSeparated)
        let isNegativeBinomial = settings.family == .negativeBinomial
        dispersion =
            isNegativeBinomial ? Overdispersion(frame.outcome, weights: frame.prior) : nil
        guard
            let point = PlainLikelihood(pass: rest, active: solved.active).point(at: solved.beta)
        else { return nil }
        isDeviance = !isNegativeBinomial && abs(point.value) > 1e6 * drop
        let likelihood = PlainLikelihood(
            pass: rest, active: solved.active,
            constant: isNegativeBinomial ? rest.constant(of: point) : 0, isDeviance: isDeviance)
        guard let top = likelihood.point(at: solved.beta) else { return nil }
        maximum = top
    }

    private var target: Double { maximum.value - drop }

    /// The end of a finite coefficient's interval.
    func end(of column: Int, side: Double) -> ProfileBound {
        let held = OriginalScale(solved.design).functional(of: column, active: solved.active)
        let end = settled(rest) { model, near in
            let (likelihood, top) = likelihood(rest, model, solved.active, from: maximum)
            let search = ProfileSearch(
                likelihood: likelihood, held: held, peak: maximum.value, target: target)
            if let near, let end = search.direct(side: side, from: near) { return end }
            let climb = LikelihoodClimb(likelihood: likelihood)
            guard let top, let summit = near == nil ? top : climb.summit(from: top)?.point else {
                return nil
            }
            return search.end(side: side, maximum: summit)
        }
        return end.map { .finite($0.x) } ?? .notFound
    }

    /// The interval of an infinite coefficient.
    ///
    /// With the coefficient held at x, other directions may separate rows whatever x is: those rows
    /// are taken out first. On the others the profile rises for ever in one direction of x, and falls
    /// for ever in the other, unless x makes no difference to them: then it ends on neither side.
    func intervalOfInfinite(_ column: Int) -> ProfileInterval {
        let none = ProfileInterval(low: .notFound, high: .notFound)
        let isIntercept = column == 0 && solved.design.hasIntercept
        let design = isIntercept ? solved.design.uncentred : solved.design
        let whole = RowPass(
            design: design, outcome: all.outcome, prior: all.prior, offset: all.offset,
            model: all.model, threads: all.threads)
        let others = fit.coefficients.indices.filter {
            $0 != column && fit.status[$0] != .aliased
        }
        let beside = settings.maximum(whole, kept: others)
        let left = whole.without(beside.isSeparated)
        let isDecided =
            beside.isCompletelySeparated
            || ColumnDependence(
                left.triangle(at: nil).columns(beside.active + [column]), tolerance: 1e-9
            ).dependent.contains { $0.column == beside.active.count }
        if isDecided { return ProfileInterval(low: .infinite, high: .infinite) }
        let active = (beside.active + [column]).sorted()
        let held = OriginalScale(design).functional(of: column, active: active)
        guard
            let start = PlainLikelihood(pass: left, active: active).point(at: beside.beta),
            let unit = held.map(abs).max()
        else { return none }
        var sign = 0.0
        let end = settled(left) { model, near in
            let (likelihood, point) = likelihood(left, model, active, from: near ?? start)
            let search = ProfileSearch(
                likelihood: likelihood, held: held, peak: maximum.value, target: target)
            if let near, let end = search.direct(side: -sign, from: near) { return end }
            guard let point, let place = search.place(from: point), place.multiplier != 0 else {
                return nil
            }
            sign = place.multiplier > 0 ? 1 : -1
            return search.walk(
                from: place, direction: place.point.value > target ? -sign : sign, width: unit)
        }
        guard let end, sign != 0 else { return none }
        return sign > 0
            ? ProfileInterval(low: .finite(end.x), high: .infinite)
            : ProfileInterval(low: .infinite, high: .finite(end.x))
    }

    /// The likelihood of some rows under a model, and a point carried over to it.
    private func likelihood(
        _ pass: RowPass, _ model: RowModel, _ active: [Int], from point: LikelihoodPoint
    ) -> (PlainLikelihood, LikelihoodPoint?) {
        var likelihood = PlainLikelihood(
            pass: pass.modelled(as: model), active: active, isDeviance: isDeviance)
        guard dispersion != nil, let bare = likelihood.point(at: point.beta) else {
            return (likelihood, likelihood.point(at: point.beta))
        }
        likelihood.constant = likelihood.pass.constant(of: bare)
        return (likelihood, likelihood.point(at: point.beta))
    }

    /// An end at which α too is at its maximum beside x: found at one α after another. At the maximum α
    /// makes no difference of first order, so that they settle fast.
    private func settled(
        _ pass: RowPass, _ find: (RowModel, LikelihoodPoint?) -> ProfileSearch.End?
    ) -> ProfileSearch.End? {
        var model = solved.model
        var end = find(model, nil)
        guard let dispersion else { return end }
        for _ in 0..<200 {
            guard let found = end,
                let alpha = dispersion.estimate(
                    pass.modelled(as: model).meansOfRows(found.point.beta),
                    near: model.alpha > 0 ? model.alpha : nil)
            else { return nil }
            let change = abs(alpha - model.alpha)
            model.alpha = alpha
            end = find(model, found.point)
            if change <= 1e-9 * alpha { return end }
        }
        return nil
    }
}

extension RowPass {
    /// The rows that are not separated.
    fileprivate func without(_ isSeparated: [Bool]) -> RowPass {
        guard isSeparated.contains(true) else { return self }
        return weighted(isSeparated.indices.map { isSeparated[$0] ? 0 : prior?[$0] ?? 1 })
    }

    /// μ of the rows with weight, 0 for others.
    fileprivate func meansOfRows(_ beta: [Double]) -> [Double] {
        means(beta, except: outcome.indices.map { (prior?[$0] ?? 1) <= 0 })
    }

    /// What the log-likelihood of counts has beside the part that coefficients move.
    fileprivate func constant(of point: LikelihoodPoint) -> Double {
        let sums = FittedSums(
            model, varying: 0, outcome: outcome, means: meansOfRows(point.beta), prior: prior,
            trials: nil, isCount: true)
        return sums.logLikelihood - point.value
    }
}
