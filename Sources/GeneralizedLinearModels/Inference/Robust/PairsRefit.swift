import LinearAlgebra
import ModelFormula

/// Fits samples of a model's rows, each of which is a weight for every row.
///
/// Rows that are alike are one row of their summed weights where the model's own fit takes them so.
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

    /// Numbers that a core's cache holds: so many are standardised once and for all.
    private static let mostHeldNumbers = 1 << 19

    private let pass: RowPass
    /// The row of `pass` that each case belongs to; nil where it is its own.
    private let place: [Int]?
    /// The weight of each row for each time that it is drawn; nil for 1.
    private let weight: [Double]?
    private let draws: PairsDraws
    private let solution: ScaledSolution
    private let scale: OriginalScale
    private let rows: ActiveRows
    private let smallestPivot: Double
    private let climb: SampleClimb

    /// - Parameter frequencies: the cases of each row, where cases are drawn.
    init(_ fit: GLMFit, draws: PairsDraws, frequencies: [Double]?) {
        let frame = fit.frame
        let design = Design(
            fit.specification, values: frame.values, rowCount: frame.rowCount,
            threads: fit.settings.threads)
        let solution = fit.solution
        var prior = frame.prior
        if let isSeparated = solution.isSeparated {
            let known = prior ?? [Double](repeating: 1, count: frame.rowCount)
            prior = known.indices.map { isSeparated[$0] ? 0 : known[$0] }
        }
        let isHeld = design.dense.count * design.rowCount <= Self.mostHeldNumbers
        let single = RowPass(
            design: isHeld ? design.standardised() : design, outcome: frame.outcome, prior: prior,
            offset: frame.offset, model: solution.model, threads: 1,
            shortcuts: RowPass.Shortcuts(collapsesFrom: nil))
        let patterns = RowPatterns(single)
        let pass = patterns?.pass ?? single
        self.pass = pass
        place = patterns?.patternOfRow
        weight =
            frequencies.map { cases in
                cases.indices.map { cases[$0] > 0 ? (prior?[$0] ?? 1) / cases[$0] : 0 }
            } ?? prior
        self.draws = draws
        self.solution = solution
        scale = OriginalScale(design)
        rows = ActiveRows(pass.design, active: solution.active)
        smallestPivot = fit.smallestPivot
        climb = SampleClimb(pass, from: solution.beta, active: solution.active)
    }

    /// Fits a sample, and gives its active coefficients.
    func outcome(_ replicate: Int) -> Outcome {
        let found = coefficients(weights: collected(caseWeights(replicate)))
        guard case .fitted(let beta) = found else { return found }
        let estimates = scale.vector(beta)
        let active = solution.active.map { estimates[$0] }
        return active.allSatisfy(\.isFinite) ? .fitted(active) : .failed
    }

    /// Those of all rows at the estimates of the model.
    var ownLinearPredictors: [Double] {
        let own = pass.linearPredictors(solution.beta)
        return place.map { $0.map { own[$0] } } ?? own
    }

    /// Fits rows as often as they are weighted, and gives the linear predictors of all rows, NaN for those
    /// with a level that no row fitted has.
    ///
    /// - Parameter caseWeights: a weight for each row of the fit.
    func linearPredictors(caseWeights: [Double]) -> Outcome {
        let weights = collected(caseWeights)
        let isAlone = rows.withoutPeers { weights[$0] > 0 }
        let found =
            isAlone == nil ? coefficients(weights: weights) : coefficientsOfRest(weights: weights)
        guard case .fitted(let beta) = found else { return found }
        var own = pass.linearPredictors(beta)
        guard own.allSatisfy(\.isFinite) else { return .failed }
        if let isAlone {
            for row in own.indices where isAlone[row] { own[row] = .nan }
        }
        return .fitted(place.map { $0.map { own[$0] } } ?? own)
    }

    /// The coefficients where a level has no row: those that are left independent.
    private func coefficientsOfRest(weights: [Double]) -> Outcome {
        let sample = pass.weighted(weights)
        let kept = Aliasing.find(sample).kept
        var start = [Double](repeating: 0, count: solution.beta.count)
        for column in kept { start[column] = solution.beta[column] }
        let found = Newton(pass: sample, active: kept).run(from: start)
        switch found.ending {
        case .separated: return .separated
        case .stalled, .endless: return .failed
        case .converged: return .fitted(found.beta)
        }
    }

    /// The coefficients on the design's scale.
    private func coefficients(weights: [Double]) -> Outcome {
        guard rows.everyCellHasRow(among: { weights[$0] > 0 }) else { return .withoutLevel }
        var sample = pass.weighted(weights)
        var beta: [Double]?
        // Of negative-binomial counts coefficients and α are found in turn.
        let isNegativeBinomial = solution.model.family == .negativeBinomial
        let dispersion =
            isNegativeBinomial ? Overdispersion(pass.outcome, weights: weights) : nil
        for _ in 0..<(isNegativeBinomial ? 100 : 1) {
            let end = climb.end(of: sample, from: beta)
            var (place, pivot) = (end.beta, end.smallestPivot ?? 0)
            if end.smallestPivot == nil {
                let found = Newton(pass: sample, active: solution.active).run(from: place)
                switch found.ending {
                case .separated: return .separated
                case .stalled, .endless: return .failed
                case .converged: (place, pivot) = (found.beta, found.smallestPivot)
                }
            }
            // Columns that have become dependent have no coefficients of their own.
            if smallestPivot > 0, pivot < 1e-9 * smallestPivot { return .failed }
            beta = place
            guard let dispersion else { break }
            var model = sample.model
            let guess = model.alpha > 0 ? model.alpha : nil
            guard
                let alpha = dispersion.estimate(
                    model.means(sample.linearPredictors(place)), near: guess)
            else { return .failed }
            let change = abs(alpha - model.alpha)
            if change <= 1e-10 * alpha { break }
            model.alpha = alpha
            sample = sample.modelled(as: model)
        }
        return .fitted(beta ?? solution.beta)
    }

    /// The weight of each row in a sample.
    func caseWeights(_ replicate: Int) -> [Double] {
        var drawn = draws.counts(replicate)
        if let weight {
            for row in drawn.indices { drawn[row] *= weight[row] }
        }
        return drawn
    }

    /// The weights of the rows of the pass.
    private func collected(_ caseWeights: [Double]) -> [Double] {
        guard let place else { return caseWeights }
        var sums = [Double](repeating: 0, count: pass.design.rowCount)
        for row in caseWeights.indices { sums[place[row]] += caseWeights[row] }
        return sums
    }
}
