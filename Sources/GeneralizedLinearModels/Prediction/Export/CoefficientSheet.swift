import ModelFormula

/// A kept model as rows from which a person can score a case by hand.
///
/// The linear predictor is the sum over rows of `used` times the value that `column` tells; the row `link` says
/// what is made of it.
public struct CoefficientSheet: Codable, Sendable, Equatable {
    /// One row.
    public struct Row: Codable, Sendable, Equatable {
        /// `coefficient`, `level` of a factor of very many, `offset` or `link`.
        public let kind: String
        /// The coefficient's name.
        public let term: String
        /// The variable or variables; nil for none.
        public let variable: String?
        /// Its factor levels.
        public let level: String?
        /// The levels that they are compared with.
        public let reference: String?
        /// The estimate; nil where it has none.
        public let estimate: Double?
        /// Its standard error; nil where the model keeps none.
        public let standardError: Double?
        /// `estimated`, or why there is no estimate.
        public let status: String
        /// The number that predictions are made with; nil where there is none.
        public let used: Double?
        /// How the column's value is made of a case.
        public let column: String

        private enum CodingKeys: String, CodingKey {
            case kind, term, variable, level, reference, estimate, status, used, column
            case standardError = "std_error"
        }
    }

    /// The rows.
    public let rows: [Row]

    /// Lists a model's coefficients.
    public init(_ model: FittedModel) {
        let specification = model.specification
        let columns = specification.columnsInWords()
        let all = specification.coefficients()
        let solution = model.fullSolution(specification)
        let large = model.largeFactor.flatMap { factor in
            specification.contrasts(of: factor.variable).map { (factor, $0.first, $0.levels) }
        }
        var errors: [Int: Double] = [:]
        for (place, column) in model.active.enumerated() {
            errors[column] = model.covariance[place][place].squareRoot()
        }
        var rows: [Row] = []
        for (index, coefficient) in all.enumerated() {
            if let (factor, first, levels) = large, index >= first, index < first + levels.count {
                let level = levels[index - first]
                let effect = factor.effects[level]
                rows.append(
                    Row(
                        kind: "level", term: coefficient.name, variable: columns[index].variable,
                        level: coefficient.level, reference: coefficient.reference,
                        estimate: effect, standardError: nil,
                        status: effect != nil
                            ? "estimated"
                            : factor.infiniteSigns[level] != 0 ? "infinite" : "not_estimable",
                        used: effect, column: columns[index].value))
                continue
            }
            let own = large.map { index < $0.1 ? index : index - $0.2.count } ?? index
            let saved = model.coefficients[own]
            rows.append(
                Row(
                    kind: "coefficient", term: coefficient.name, variable: columns[index].variable,
                    level: coefficient.level, reference: coefficient.reference,
                    estimate: saved.estimate,
                    standardError: saved.estimate == nil ? nil : errors[own],
                    status: saved.status.rawValue, used: solution[index],
                    column: columns[index].value))
        }
        for offset in model.model.offsets {
            rows.append(
                Row(
                    kind: "offset", term: "offset(\(offset))", variable: "\(offset)", level: nil,
                    reference: nil, estimate: 1, standardError: nil, status: "estimated", used: 1,
                    column: "\(offset)"))
        }
        let link = model.link ?? .logit
        rows.append(
            Row(
                kind: "link", term: link.rawValue, variable: nil, level: nil, reference: nil,
                estimate: nil, standardError: nil, status: "estimated", used: nil,
                column: link.inverseInWords))
        self.rows = rows
    }
}

extension Link {
    /// What a mean is made of the sum s of all rows by.
    var inverseInWords: String {
        switch self {
        case .logit: "probability = 1/(1 + exp(-s)) of the sum s"
        case .probit: "probability = the standard normal distribution's share below the sum s"
        case .cloglog: "probability = 1 - exp(-exp(s)) of the sum s"
        case .log: "mean = exp(s) of the sum s"
        case .identity: "mean = the sum s"
        case .inverse: "mean = 1/s of the sum s"
        }
    }
}
