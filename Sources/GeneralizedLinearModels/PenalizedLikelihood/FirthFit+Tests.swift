import Distributions
import LinearAlgebra
import ModelFormula

/// A coefficient of Firth's penalised likelihood with its test and its interval.
public struct FirthRow: Sendable {
    /// What it stands for.
    public let coefficient: Coefficient
    /// The estimate; nil for an aliased column, as are the following.
    public let estimate: Double?
    /// The standard error from the information at the estimates.
    public let standardError: Double?
    /// 2 (max l* - max{l*: bⱼ = 0}), the penalty of all columns in both.
    public let statistic: Double?
    /// From the chi-squared distribution with one degree of freedom.
    public let pValue: PValue?
    /// The x with 2 (max l* - max{l*: bⱼ = x}) at most the quantile of the chi-squared distribution.
    public let interval: ProfileInterval?
}

extension FirthFit {
    /// The coefficients with penalised likelihood-ratio tests and profile intervals.
    ///
    /// Source: Heinze and Schemper (2002), Statistics in Medicine 21, 2409-2419.
    /// - Parameter confidence: the coverage of the intervals, in (0, 1).
    public func coefficientTable(confidence: Double) -> [FirthRow] {
        let intervals = profileIntervals(confidence: confidence)
        return plain.coefficients.indices.map { column in
            let statistic = standardErrors[column] == nil ? nil : statistic(atZero: column)
            return FirthRow(
                coefficient: plain.coefficients[column],
                estimate: standardErrors[column] == nil ? nil : estimates[column],
                standardError: standardErrors[column], statistic: statistic,
                pValue: statistic.flatMap { ChiSquared(degreesOfFreedom: 1).pValue($0) },
                interval: intervals[column])
        }
    }

    /// The interval of each coefficient by its penalised profile likelihood; nil for aliased columns.
    public func profileIntervals(confidence: Double) -> [ProfileInterval?] {
        precondition(confidence > 0 && confidence < 1, "confidence lies between 0 and 1")
        let scale = OriginalScale(likelihood.pass.design)
        let half = 0.5 * ChiSquared(degreesOfFreedom: 1).upperQuantile(1 - confidence)
        return plain.coefficients.indices.map { column in
            guard standardErrors[column] != nil else { return nil }
            let search = ProfileSearch(
                likelihood: likelihood, held: scale.functional(of: column, active: active),
                peak: maximum.value, target: maximum.value - half)
            func end(_ side: Double) -> ProfileBound {
                search.end(side: side, maximum: maximum).map { .finite($0.x) } ?? .notFound
            }
            return ProfileInterval(low: end(-1), high: end(1))
        }
    }

    /// 2 (max l* - max{l*: bⱼ = 0}).
    private func statistic(atZero column: Int) -> Double? {
        let scale = OriginalScale(likelihood.pass.design)
        let held = scale.functional(of: column, active: active)
        let search = ProfileSearch(
            likelihood: likelihood, held: held, peak: maximum.value, target: -.infinity)
        return search.maximum(at: 0, from: maximum).map { max(0, 2 * (maximum.value - $0.value)) }
    }

    /// A penalised likelihood-ratio test for each term, of type II: in the model of all terms that do
    /// not contain it, the maximum of l* beside that with the term's coefficients at 0, the penalty of
    /// all columns in both.
    public func likelihoodRatioTests() -> [TermTest] {
        let model = plain.specification.model
        return model.terms.map { term in
            var larger = model
            larger.terms = model.terms.filter { $0 == term || !$0.contains(term) }
            let kept = larger.terms.firstIndex(of: term)
            return test(larger, without: [kept].compactMap { $0 }, name: model.name(term))
        }
    }

    /// The penalised likelihood-ratio test of several terms together.
    ///
    /// - Parameter names: the terms as the formula writes them; others are passed over.
    public func likelihoodRatioTest(ofTerms names: [String]) -> TermTest {
        let model = plain.specification.model
        let without = model.terms.indices.filter { names.contains(model.name(model.terms[$0])) }
        return test(model, without: without, name: names.joined(separator: " + "))
    }

    private func test(_ model: ModelTerms, without terms: [Int], name: String) -> TermTest {
        let none = TermTest(term: name, degreesOfFreedom: 0, chiSquared: nil, status: .notEstimable)
        let specification = DesignSpecification(model: model, schemas: plain.specification.schemas)
        let isWhole = model.terms == plain.specification.model.terms
        let pass =
            isWhole
            ? likelihood.pass
            : RowPass(
                design: Design(
                    specification, values: plain.frame.values, rowCount: plain.frame.rowCount),
                outcome: plain.frame.outcome, prior: plain.frame.prior,
                offset: plain.frame.offset, threads: likelihood.pass.threads)
        let coefficients = specification.coefficients()
        let own = Set(
            coefficients.indices.filter { coefficients[$0].termIndex.map(terms.contains) == true })
        // The columns in question come last, so that the others are a basis of what is without them.
        let order = coefficients.indices.filter { !own.contains($0) } + own.sorted()
        let kept = ColumnDependence(
            pass.triangle(at: nil).columns(order), tolerance: Aliasing.tolerance
        ).kept.map { order[$0] }
        let active = kept.sorted()
        let likelihood = FirthLikelihood(pass: pass, active: active)
        let tested = active.filter { own.contains($0) }
        guard !tested.isEmpty else { return none }
        let full =
            isWhole && active == self.active ? maximum : likelihood.maximum()?.point
        var start = [Double](repeating: 0, count: pass.design.columnCount)
        if let full {
            for column in active where !own.contains(column) { start[column] = full.beta[column] }
        }
        let climb = LikelihoodClimb(
            likelihood: likelihood,
            free: active.indices.filter { !own.contains(active[$0]) }, tolerance: 1e-18)
        guard let full, let from = likelihood.point(at: start), let null = climb.summit(from: from),
            null.isConverged
        else { return none }
        return TermTest(
            term: name, degreesOfFreedom: tested.count,
            chiSquared: max(0, 2 * (full.value - null.point.value)), status: .tested)
    }
}
