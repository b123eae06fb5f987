import Distributions
import GeneralizedLinearModels
import ModelFormula

extension Warnings {
    /// What to worry about in a fit.
    ///
    /// - Parameters:
    ///   - sparse: the terms whose likelihood-ratio test has too few events.
    ///   - hasScoreTests: whether terms are tested by the score in its place.
    static func of(
        _ fit: GLMFit, _ data: DataSummary, _ robust: RobustCovariance? = nil,
        sparse: Set<String> = [], hasScoreTests: Bool = false
    ) -> [ResultWarning] {
        var warnings = excluded(data)
        warnings += fit.frame.notices.map {
            ResultWarning($0.code, $0.message, isNote: true, terms: $0.terms)
        }
        warnings += missingLevels(fit.frame)
        warnings += separation(
            fit, isRobust: robust != nil, sparse: sparse, hasScoreTests: hasScoreTests)
        warnings += aliases(fit)
        if let factor = fit.largeFactor { warnings += levels(fit, factor) }
        if let lack = withoutSpread(fit) { warnings.append(lack) }
        if let few = fewEvents(fit) { warnings.append(few) }
        if robust == nil, let spread = spread(fit) { warnings.append(spread) }
        if fit.smallestPivot < 1e-8, !fit.isCompletelySeparated {
            warnings.append(
                ResultWarning(
                    "ill_conditioned",
                    "Some columns are nearly made up of others (a share of "
                        + "\(NumberText.significant(fit.smallestPivot.squareRoot(), 2)) is their "
                        + "own): their estimates depend on the last digits of the data."))
        }
        if !fit.isConverged {
            warnings.append(
                ResultWarning(
                    "not_converged",
                    "The fit did not settle in \(fit.iterations) steps: do not use its figures."))
        }
        return warnings
    }

    /// Why estimates stand alone.
    private static func withoutSpread(_ fit: GLMFit) -> ResultWarning? {
        guard fit.isConverged, let lack = fit.lackOfSpread else { return nil }
        let cases = NumberText.counted(Int(exactly: fit.caseCount) ?? fit.frame.rowCount, "case")
        let coefficients = NumberText.counted(fit.rank, "coefficient")
        let without = "so that there are no standard errors, no intervals and no tests."
        switch lack {
        case .noFreedom:
            return ResultWarning(
                "no_residual_freedom",
                "There are \(coefficients) for \(cases): the model meets every outcome whatever it is, "
                    + "and nothing is left to learn the spread from, \(without) Leave terms out, join "
                    + "levels, or wait for more cases.")
        case .noResidual:
            return ResultWarning(
                "no_residual",
                "The model meets the outcome of all \(cases) without a remainder: nothing is left to "
                    + "learn the spread from, \(without) Look whether the outcome was computed from a "
                    + "column of the formula.")
        }
    }

    /// Fewer than ten events - of numbers, cases - for each coefficient.
    private static func fewEvents(_ fit: GLMFit) -> ResultWarning? {
        let slopes = Double(fit.rank - (fit.specification.model.hasIntercept ? 1 : 0))
        let (count, noun, what) =
            switch fit.frame.response.kind {
            case .binary:
                (
                    min(fit.eventCount, fit.caseCount - fit.eventCount), "case",
                    " of the rarer outcome"
                )
            case .shares: (fit.rarerTrials, "trial", " of the rarer outcome")
            case .counts: (fit.eventCount, "event", "")
            case .numbers: (fit.caseCount, "case", "")
            }
        guard slopes > 0, count / slopes < 10 else { return nil }
        return ResultWarning(
            "few_events",
            "There \(count == 1 ? "is" : "are") \(NumberText.count(count)) "
                + "\(noun)\(count == 1 ? "" : "s")\(what) for "
                + "\(NumberText.counted(Int(slopes), "coefficient")), "
                + "\(NumberText.decimal(count / slopes, 1)) for each: below about 10 estimates are "
                + (fit.frame.response.kind == .numbers
                    ? "unstable." : "unstable and lie too far from 0."))
    }

    /// Counts or successes that vary more than their family says, or no more than Poisson's where they
    /// were let.
    private static func spread(_ fit: GLMFit) -> ResultWarning? {
        if let theta = fit.theta, !theta.isFinite {
            return ResultWarning(
                "no_overdispersion",
                "The \(NumberText.count(fit.caseCount)) counts vary no more than Poisson's: theta is "
                    + "infinite, and the fit is that of the family poisson.", isNote: true)
        }
        guard !fit.settings.estimatesDispersion, fit.settings.family != .negativeBinomial,
            let pearson = fit.pearson, fit.residualDegreesOfFreedom > 0
        else { return nil }
        let degrees = fit.residualDegreesOfFreedom
        let ratio = pearson / degrees
        guard ratio > 1.2, let p = ChiSquared(degreesOfFreedom: degrees).pValue(pearson),
            p.value < 0.05
        else { return nil }
        let isCount = fit.settings.family == .poisson
        return ResultWarning(
            "overdispersion",
            "The \(isCount ? "counts" : "successes") vary \(NumberText.significant(ratio, 3)) times as "
                + "much as \(isCount ? "Poisson's" : "binomial ones") would (Pearson "
                + "\(NumberText.significant(pearson, 4)) on \(NumberText.significant(degrees)) df, "
                + "\(NumberText.pValue(p.display))): standard errors are too small. Say "
                + (isCount ? "--family negative_binomial or " : "")
                + "--dispersion estimated.")
    }

    private static func separation(
        _ fit: GLMFit, isRobust: Bool, sparse: Set<String>, hasScoreTests: Bool
    )
        -> [ResultWarning]
    {
        guard !fit.directions.isEmpty else { return [] }
        let findings = fit.separationFindings()
        let event = fit.frame.response.event ?? "the event"
        let words = findings.prefix(5).map { finding in
            let trend = finding.sign > 0 ? "grows" : "falls"
            if let rows = finding.rows {
                let outcome = finding.sign > 0 ? event : fit.frame.response.nonEvent ?? "0"
                let all = rows == 1 ? "the only row" : "all \(NumberText.count(rows)) rows"
                return "\(all) with \(finding.term) had \"\(outcome)\""
            }
            return "\(finding.term) \(trend) without end"
        }
        let more = findings.count > 5 ? ", and \(findings.count - 5) more" : ""
        let listed = words.joined(separator: "; ") + more
        let complete = fit.isCompletelySeparated
        let own = fit.coefficients.indices.filter { fit.status[$0] == .infinite }
            .map { fit.coefficients[$0].term }
        let those = findings.count == 1 ? "it a" : "these \(findings.count)"
        let offered =
            fit.canBePenalisedByFirth && !isRobust
            ? " --penalty firth gives \(those) finite estimate\(findings.count == 1 ? "" : "s")"
                + " with an interval."
            : ""
        let said =
            complete
            ? "The terms tell the outcome of every row, so no finite estimates exist: \(listed). "
                + "That is more often too few rows than a law."
            : "Some estimates are infinite: \(listed). The other figures are those of the limit; "
                + (isRobust
                    ? "Wald's test says nothing of these terms; fewer or joined levels would."
                    : "judge these terms by the "
                        + (hasScoreTests || !sparse.isDisjoint(with: own)
                            ? "score" : "likelihood-ratio")
                        + " test, not by Wald's.")
        return [
            ResultWarning(
                complete ? "complete_separation" : "quasi_separation", said + offered,
                terms: findings.map(\.term))
        ]
    }
}

extension GLMFit {
    /// The smaller one of successes and failures.
    var rarerTrials: Double {
        let total = trialCount ?? 0
        return min(eventCount, total - eventCount)
    }
}
