import GeneralizedLinearModels
import ModelFormula

/// What a fit under a penalty found.
public struct PenalizedResult: Codable, Sendable {
    /// One coefficient.
    public struct Coefficient: Codable, Sendable {
        /// Its name, as `ward[Byker]`.
        public var term: String
        /// The term it belongs to.
        public var variable: String
        /// Its factor levels, joined by `:`; null without a factor.
        public var level: Label
        /// The levels it is compared with; null where there are none.
        public var reference: Label
        /// b on the column's own scale; 0 where it was left out, null where it is aliased.
        public var estimate: Figure
        /// Null: see `no_standard_errors`.
        public var stdError: Figure
        /// `estimated`, `left_out` or `aliased`.
        public var status: String

        private enum CodingKeys: String, CodingKey {
            case term, variable, level, reference, estimate, status
            case stdError = "std_error"
        }
    }

    /// The fit at the λ taken.
    public struct Glance: Codable, Sendable {
        /// The outcome as the formula writes it.
        public var outcome: String
        /// The outcome level that is modelled; null where there are not two.
        public var event: Label
        /// The number of cases: rows, or the sum of frequency weights.
        public var nObs: Double
        /// λ.
        public var lambda: Double
        /// How it was taken: `given`, `one_standard_error` or `minimum`.
        public var lambdaRule: String
        /// The share of absolute values in the penalty.
        public var alpha: Double
        /// The deviance of the intercept and the offset alone.
        public var nullDeviance: Double
        /// The deviance, at a dispersion of 1.
        public var deviance: Double
        /// Terms of the model.
        public var terms: Int
        /// Terms with a coefficient other than 0.
        public var keptTerms: Int
        /// Coefficients other than 0, the intercept not counted.
        public var keptCoefficients: Int
        /// The degrees of freedom that the fit uses, the intercept counted: the trace of the hat matrix;
        /// under a lasso the coefficients that are not 0. Null where they cannot be told.
        public var effectiveDf: Figure
        /// The largest violation of a condition of the minimum, of the null model's largest score.
        public var violation: Double
        /// Whether that is at most 1e-9.
        public var converged: Bool

        private enum CodingKeys: String, CodingKey {
            case outcome, event, lambda, alpha, deviance, terms, violation, converged
            case nObs = "n_obs"
            case lambdaRule = "lambda_rule"
            case nullDeviance = "null_deviance"
            case keptTerms = "kept_terms"
            case keptCoefficients = "kept_coefficients"
            case effectiveDf = "effective_df"
        }
    }

    /// One λ of the path.
    public struct Step: Codable, Sendable {
        /// λ.
        public var lambda: Double
        /// The deviance of the rows fitted.
        public var deviance: Double
        /// Coefficients other than 0, the intercept not counted.
        public var keptCoefficients: Int
        /// The mean deviance per case of rows held out; null without cross-validation.
        public var heldOutDeviance: Figure
        /// Its standard error.
        public var heldOutStdError: Figure

        private enum CodingKeys: String, CodingKey {
            case lambda, deviance
            case keptCoefficients = "kept_coefficients"
            case heldOutDeviance = "held_out_deviance"
            case heldOutStdError = "held_out_std_error"
        }
    }

    /// How λ was chosen.
    public struct CrossValidation: Codable, Sendable {
        /// The number of folds.
        public var folds: Int
        /// What was dealt to them: clusters, or rows.
        public var dealt: Int
        /// The column of clusters; null where each row is by itself.
        public var cluster: Label
        /// The λ of the smallest mean deviance.
        public var lambdaMinimum: Double
        /// The largest λ within one standard error of it.
        public var lambdaOneStandardError: Double

        private enum CodingKeys: String, CodingKey {
            case folds, dealt, cluster
            case lambdaMinimum = "lambda_minimum"
            case lambdaOneStandardError = "lambda_one_standard_error"
        }
    }

    /// The coefficients in the order of the formula.
    public var coefficients: [Coefficient]
    /// The fit at the λ taken.
    public var glance: Glance
    /// The terms that were kept, as the formula writes them.
    public var keptTerms: [String]
    /// The fits at each λ, from the largest down.
    public var path: [Step]
    /// How λ was chosen; absent where it was given.
    public var crossValidation: CrossValidation?
    /// Why there are no standard errors, p-values and intervals.
    public var noStandardErrors: String
    /// Rows without a value, by column.
    public var missing: [ColumnMissingness]

    private enum CodingKeys: String, CodingKey {
        case coefficients, glance, path, missing
        case keptTerms = "kept_terms"
        case crossValidation = "cross_validation"
        case noStandardErrors = "no_standard_errors"
    }
}

extension PenalizedResult {
    init(
        _ path: PenalizedPath, _ validated: CrossValidatedPath?, at index: Int,
        _ options: PenaltyOptions
    ) {
        let point = path.points[index]
        let model = path.frame.model
        coefficients = path.coefficients.indices.map { j in
            let coefficient = path.coefficients[j]
            let isAliased = point.status[j] == .aliased
            return Coefficient(
                term: coefficient.name, variable: coefficient.term,
                level: Label(coefficient.level), reference: Label(coefficient.reference),
                estimate: Figure(isAliased ? nil : point.estimates[j]), stdError: Figure(nil),
                status: point.status[j].rawValue)
        }
        glance = Glance(
            outcome: path.frame.formula.outcome?.description ?? "",
            event: Label(path.frame.response.event), nObs: path.caseCount, lambda: point.lambda,
            lambdaRule: validated == nil ? "given" : options.rule.rawValue, alpha: options.alpha,
            nullDeviance: path.nullDeviance, deviance: point.deviance, terms: model.terms.count,
            keptTerms: point.keptTerms.count, keptCoefficients: point.keptCount,
            effectiveDf: Figure(path.effectiveDegreesOfFreedom(at: index)),
            violation: point.violation, converged: point.isConverged)
        keptTerms = point.keptTerms.map { model.name(model.terms[$0]) }
        self.path = path.points.indices.map { j in
            Step(
                lambda: path.points[j].lambda, deviance: path.points[j].deviance,
                keptCoefficients: path.points[j].keptCount,
                heldOutDeviance: Figure(validated?.mean[j]),
                heldOutStdError: Figure(validated?.standardError[j]))
        }
        crossValidation = validated.map {
            CrossValidation(
                folds: $0.folds.count, dealt: $0.folds.familyCount, cluster: Label(options.cluster),
                lambdaMinimum: path.points[$0.minimumIndex].lambda,
                lambdaOneStandardError: path.points[$0.oneStandardErrorIndex].lambda)
        }
        noStandardErrors = path.asked.penalty.reasonForNoStandardErrors
        missing = path.frame.missing
    }
}
