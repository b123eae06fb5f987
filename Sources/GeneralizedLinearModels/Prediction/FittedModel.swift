import LinearAlgebra
import ModelFormula
import Tables

/// All of a fit that prediction needs, as it is kept in a file.
public struct FittedModel: Codable, Sendable {
    /// A column that prediction reads.
    public struct InputColumn: Codable, Sendable, Equatable {
        /// Its name.
        public let name: String
        /// The kind that its values must have.
        public let kind: ColumnKind
    }

    /// A coefficient as a reader of the file wants it.
    public struct SavedCoefficient: Codable, Sendable {
        /// Its name.
        public let term: String
        /// The estimate; null where it has none.
        public let estimate: Double?
        /// Why it has none.
        public let status: GLMFit.Status
    }

    /// The penalty of a model, as its file tells it.
    public struct SavedPenalty: Codable, Sendable, Equatable {
        /// Its shape.
        public enum Kind: String, Codable, Sendable {
            case ridge, lasso, firth
            case elasticNet = "elastic_net"
        }

        /// Its shape.
        public let kind: Kind
        /// λ; nil for Firth's.
        public let lambda: Double?
        /// The share of absolute values; nil for Firth's.
        public let alpha: Double?
    }

    /// The layout of this file: 1 for logistic regressions, which programs that know no other read
    /// too, 2 for other families and links, 3 for models that have no covariance - under a penalty, or
    /// since no residual is left to learn one from -, 4 with the levels of a factor beside the coefficients.
    public static let currentFormat = 4

    /// The layout that the file has.
    public let casewiseModel: Int
    /// The version of the program that wrote it.
    public let engineVersion: String
    /// The formula as it was asked.
    public let formula: String
    /// The distribution of the outcome; nil for binomial.
    public let family: Family?
    /// The function of the mean that is linear; nil for the logit.
    public let link: Link?
    /// The penalty on the likelihood; nil for none.
    public let penalty: SavedPenalty?
    /// The degrees of freedom that Student's intervals have, where a dispersion was estimated; nil for
    /// normal ones.
    public let intervalDegreesOfFreedom: Double?
    /// The outcome level whose probability is predicted; nil where the outcome has no levels.
    public let event: String?
    /// The number of cases it was learned from.
    public let caseCount: Double
    /// The columns that prediction reads: those of the formula, and in the place of those that are
    /// derived the columns that they rest on.
    public let columns: [InputColumn]
    /// The columns that are derived before the formula is evaluated, in order; nil without any.
    public let derivations: [Derivation]?
    /// The terms.
    public let model: ModelTerms
    /// Levels, references and scales of the variables.
    public let variables: [VariableSchema]
    /// The coefficients with their names.
    public let coefficients: [SavedCoefficient]
    /// The coefficients that predictions are made of.
    public let solution: [Double]
    /// The coefficients that `covariance` is of.
    public let active: [Int]
    /// The covariance of the active coefficients, its lower triangle row by row.
    public let covariance: [[Double]]
    /// What aliases and separation leave open, and what they decide.
    public let limits: LimitGeometry
    /// The levels of a factor that was eliminated, whose coefficients are not among `coefficients`; nil
    /// without one.
    public let largeFactor: SavedLevels?
    /// The means of the columns; nil in files of earlier versions and beside
    /// an eliminated factor. A reader that knows no means reads the file all the same.
    public let means: ColumnMeans?

    private enum CodingKeys: String, CodingKey {
        case casewiseModel = "casewise_model"
        case engineVersion = "engine_version"
        case formula, event, family, link, penalty
        case intervalDegreesOfFreedom = "interval_df"
        case caseCount = "n_obs"
        case columns
        case derivations = "derive"
        case model, variables, coefficients, solution, active, covariance, limits
        case largeFactor = "large_factor"
        case means
    }

    /// What a model's coefficients come to, however they were estimated.
    struct Estimates {
        let frame: ModelFrame
        let settings: GLM
        let caseCount: Double
        let coefficients: [SavedCoefficient]
        let solution: [Double]
        /// Of the active coefficients; nil where there is none.
        let covariance: Matrix?
        let active: [Int]
        let limits: LimitGeometry
        let degreesOfFreedom: Double?
        let penalty: SavedPenalty?
        var largeFactor: SavedLevels?
    }

    /// Where a model comes from: the program, and the columns that prediction reads.
    public struct Origins: Sendable {
        let engineVersion: String
        let table: Table?
        let columns: [String]?
        let derivations: [Derivation]

        /// - Parameters:
        ///   - table: the table that the fit was made of.
        ///   - columns: the columns that prediction reads; nil for those of the formula.
        ///   - derivations: what is derived from them, in order.
        public init(
            engineVersion: String, table: Table? = nil, columns: [String]? = nil,
            derivations: [Derivation] = []
        ) {
            self.engineVersion = engineVersion
            self.table = table
            self.columns = columns
            self.derivations = derivations
        }
    }

    init(_ estimates: Estimates, _ origins: Origins) throws(FitError) {
        guard
            (estimates.solution + (estimates.covariance?.elements ?? [])).allSatisfy(\.isFinite)
        else { throw Self.noFigures }
        let (frame, settings) = (estimates.frame, estimates.settings)
        let isLogistic =
            settings.family == .binomial && settings.link == .logit
            && !settings.estimatesDispersion
        casewiseModel =
            estimates.largeFactor != nil
            ? 4 : estimates.covariance == nil ? 3 : isLogistic ? 1 : 2
        largeFactor = estimates.largeFactor
        family = isLogistic ? nil : settings.family
        link = isLogistic ? nil : settings.link
        penalty = estimates.penalty
        intervalDegreesOfFreedom = estimates.degreesOfFreedom
        engineVersion = origins.engineVersion
        formula = frame.formula.source
        event = frame.response.event
        caseCount = estimates.caseCount
        model = frame.model
        variables = frame.schemas
        let own = frame.predictorColumns.map { InputColumn(name: $0.name, kind: $0.kind) }
        columns =
            origins.columns.map { names in
                names.compactMap { name in
                    origins.table?[name].map {
                        // Whole numbers so far are no promise of whole numbers to come.
                        InputColumn(name: name, kind: $0.kind == .integer ? .real : $0.kind)
                    }
                }
            } ?? own
        derivations = origins.derivations.isEmpty ? nil : origins.derivations
        coefficients = estimates.coefficients
        solution = estimates.solution
        active = estimates.active
        covariance =
            estimates.covariance.map { matrix in
                (0..<matrix.rows).map { row in (0...row).map { matrix[row, $0] } }
            } ?? []
        limits = estimates.limits
        means =
            estimates.largeFactor != nil
            ? nil
            : ColumnMeans.of(frame, areCounted: settings.weightKind == .frequency)
    }

    static var noFigures: FitError {
        FitError(
            code: .notConverged, message: "The fit has no figures that could be kept.",
            hint: "Look at the fit's warnings, and at the units of its columns.")
    }

    /// What a fit leaves behind.
    ///
    /// - Parameter robust: the covariance that intervals come from; nil for the model's own.
    /// - Throws: `FitError` where a figure is beyond all doubles, or the fit did not settle.
    public init(_ fit: GLMFit, covariance robust: RobustCovariance? = nil, _ origins: Origins)
        throws(FitError)
    {
        guard fit.isConverged else { throw Self.noFigures }
        let isWithout = fit.lackOfSpread != nil
        if isWithout, let factor = fit.largeFactor {
            throw FitError(
                code: .largeFactor,
                message: "The model leaves no residual beside the \(factor.levels.count) levels of "
                    + "\"\(factor.name)\", so that a prediction would have no interval.",
                hint: "Look at the fit's warnings; join levels, or leave terms out.")
        }
        if !isWithout, let robust, let first = robust.unsupported.first {
            throw FitError(
                code: .notConverged,
                message: "All that is known of \(fit.coefficients[first].name) comes from one "
                    + "cluster or row, so that a prediction would have no interval.",
                hint: "Leave its term out, or keep the model with its own standard errors (se: "
                    + "model).")
        }
        if !isWithout, let robust, let first = robust.spreadless.first {
            throw FitError(
                code: .notConverged,
                message:
                    "The scores that tell of the error of \(fit.coefficients[first].name) are all "
                    + "0, so that a prediction would have no interval.",
                hint: "Keep the model with its own standard errors (se: model).")
        }
        if let factor = fit.largeFactor, !fit.directions.isEmpty {
            throw FitError(
                code: .largeFactor,
                message: "Some estimates beside the \(factor.levels.count) levels of "
                    + "\"\(factor.name)\" are infinite, and such a model is not kept.",
                hint: "Leave their terms out: the warnings name them.")
        }
        try self.init(
            Estimates(
                frame: fit.frame, settings: fit.settings, caseCount: fit.caseCount,
                coefficients: fit.coefficients.indices.map {
                    SavedCoefficient(
                        term: fit.coefficients[$0].name,
                        estimate: fit.status[$0] == .estimated ? fit.estimates[$0] : nil,
                        status: fit.status[$0])
                }, solution: fit.limitSolution,
                covariance: isWithout ? nil : robust?.matrix ?? fit.covariance,
                active: isWithout ? [] : fit.active, limits: fit.limits,
                degreesOfFreedom: isWithout
                    ? nil
                    : robust.map(\.degreesOfFreedom) ?? fit.dispersionDegreesOfFreedom,
                penalty: nil,
                largeFactor: fit.largeFactor.map { SavedLevels($0) }), origins)
    }

    /// Whether predictions have intervals: not where a penalty draws coefficients to 0.
    ///
    /// Nor where residuals told nothing of the spread of a model without penalty: that has the layout 3 too.
    public var hasIntervals: Bool { penalty.map { $0.kind == .firth } ?? (casewiseModel != 3) }

    /// The columns of all of its coefficients, those of an eliminated factor among them.
    var specification: DesignSpecification {
        DesignSpecification(model: model, schemas: variables)
    }

    /// Whether the parts of a file that was read fit together.
    public var isConsistent: Bool {
        // The layout of coefficients takes the variables to be whole.
        guard variables.count == model.variables.count,
            variables.allSatisfy({ $0.isConsistent }),
            solution.count <= GLM.mostCoefficients, caseCount > 0, caseCount <= 9e15,
            (family ?? .binomial).links.contains(link ?? .logit),
            intervalDegreesOfFreedom.map({ $0 > 0 }) ?? true,
            // Only format 3 goes without a covariance, and it always does.
            hasIntervals == (casewiseModel != 3), hasIntervals || active.isEmpty,
            (largeFactor != nil) == (casewiseModel == 4)
        else { return false }
        let count = solution.count
        if let largeFactor {
            guard model.hasIntercept, variables.indices.contains(largeFactor.variable),
                variables[largeFactor.variable].kind == .factor,
                largeFactor.isConsistent(
                    levels: variables[largeFactor.variable].levels.count, coefficients: count)
            else { return false }
        }
        return specification.count - (largeFactor.map { $0.effects.count - 1 } ?? 0) == count
            && coefficients.count == count && covariance.count == active.count
            && covariance.enumerated().allSatisfy { $1.count == $0 + 1 }
            && (!hasIntervals
                || coefficients.filter { $0.status == .aliased }.count == limits.aliasVectors.count)
            && means.map { $0.columns.count == count } != false
            && active.allSatisfy { (0..<count).contains($0) } && limits.isConsistent(count: count)
            && active.enumerated().allSatisfy { covariance[$0.offset][$0.offset] >= 0 }
            && zip(coefficients, solution).allSatisfy { $0.estimate == nil || $0.estimate == $1 }
    }
}
