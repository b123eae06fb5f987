import Distributions
import LinearAlgebra
import ModelFormula

/// What separation, aliases and the inverse link leave without a finite answer, in SQL.
struct SQLLimits {
    private var sums: [String] = []
    private var signs: [String] = []
    private var design: [String] = []
    private(set) var verdicts: [String] = []
    /// 1 or 0 where the status is `infinite`.
    private(set) var certainty: String
    /// Columns that the status of a linear predictor needs.
    private(set) var carried: [String] = []
    /// The status, of columns of the linear predictor's stage.
    private(set) var status = "status"

    /// More coefficients than a quadratic form is written of.
    static let mostInForm = 60

    init(_ model: FittedModel, _ design: SQLDesign, confidence: Double) throws(SQLRefusal) {
        let dialect = design.dialect
        let (zero, one) = (dialect.number(0), dialect.number(1))
        certainty = "CAST(NULL AS \(dialect.numberType))"
        var ends: [(condition: String, limit: String)] = []
        if let factor = model.largeFactor {
            guard model.limits.aliasVectors.isEmpty else {
                throw SQLRefusal(
                    "Columns beside the many levels of \(model.variables[factor.variable].name) make each "
                        + "other up, and a row that breaks that cannot be told of in SQL.",
                    hint:
                        "Leave out the terms that the fit's warning names, or score with casewise "
                        + "predict.")
            }
            for (sign, limit) in [(1, one), (-1, zero)] {
                let levels = factor.infiniteSigns.indices.filter {
                    factor.infiniteSigns[$0].signum() == sign
                }
                if let condition = design.hasLevel(factor.variable, levels) {
                    ends.append((condition, limit))
                    verdicts.append("WHEN \(condition) THEN 'infinite'")
                }
            }
            let without = factor.effects.indices.filter {
                factor.effects[$0] == nil && factor.infiniteSigns[$0] == 0
            }
            if let condition = design.hasLevel(factor.variable, without) {
                verdicts.append("WHEN \(condition) THEN 'not_estimable'")
            }
        } else {
            try addGeometry(model, design, &ends)
        }
        if !ends.isEmpty {
            certainty =
                "CASE" + ends.map { " WHEN \($0.condition) THEN \($0.limit)" }.joined() + " END"
        }
        if model.link == .inverse { try addInverse(model, design, confidence) }
    }

    /// The stages that the verdicts rest on.
    func stages(after last: String) -> [SQLDesign.Stage] {
        var stages: [SQLDesign.Stage] = []
        for (name, columns) in [("cw_limits", sums), ("cw_signs", signs), ("cw_design", design)]
        where !columns.isEmpty {
            stages.append(
                SQLDesign.Stage(
                    name: name,
                    query: "  SELECT p.*,\n" + columns.map { "    \($0)" }.joined(separator: ",\n")
                        + "\n  FROM \(stages.last?.name ?? last) AS p"))
        }
        return stages
    }

    /// Aliases that a row breaks, and directions of separation that it lies in.
    private mutating func addGeometry(
        _ model: FittedModel, _ design: SQLDesign,
        _ ends: inout [(condition: String, limit: String)]
    ) throws(SQLRefusal) {
        let (dialect, limits) = (design.dialect, model.limits)
        let (zero, small) = (dialect.number(0), dialect.number(1e-8))
        func add(_ vector: [Double], _ name: String) {
            let parts = vector.indices.filter { vector[$0] != 0 }.map { column -> String in
                let element = design.element(column)
                let value =
                    "(\(element.value) - \(dialect.number(limits.centres[column]))) / "
                    + "\(dialect.number(limits.scales[column])) * \(dialect.number(vector[column]))"
                return element.condition.map { "CASE WHEN \($0) THEN \(value) ELSE \(zero) END" }
                    ?? value
            }
            sums.append("\(dialect.sum(parts)) AS \(name)")
            sums.append("\(dialect.sum(parts.map { "ABS(\($0))" })) AS \(name)_size")
        }
        for (index, vector) in limits.aliasVectors.enumerated() {
            add(vector, "a\(index + 1)")
            verdicts.append(
                "WHEN ABS(a\(index + 1)) > \(small) * a\(index + 1)_size THEN 'not_estimable'")
        }
        guard !limits.nullVectors.isEmpty else { return }
        let names = limits.nullVectors.indices.map { "z\($0 + 1)" }
        for (index, vector) in limits.nullVectors.enumerated() {
            add(vector, "n\(index + 1)")
            signs.append(
                "CASE WHEN ABS(n\(index + 1)) <= \(small) * n\(index + 1)_size THEN \(zero) ELSE "
                    + "n\(index + 1) END AS z\(index + 1)")
        }
        guard let cone = SimplicialCone(limits.separatedRows) else {
            throw SQLRefusal(
                "The estimates are infinite in \(names.count) directions that depend on each other in a way "
                    + "that cannot be told of in SQL.",
                hint: "Fit the model with --penalty firth, which has no infinite estimates.")
        }
        let size = "(" + names.map { "ABS(\($0))" }.joined(separator: " + ") + ")"
        let tolerance = "\(dialect.number(1e-7)) * \(size)"
        func form(_ weights: [Double]) -> String {
            let parts = zip(weights, names).filter { $0.0 != 0 }.map {
                "\(dialect.number($0.0)) * \($0.1)"
            }
            return parts.isEmpty ? zero : "(" + parts.joined(separator: " + ") + ")"
        }
        let within = cone.residuals.map { "ABS(\(form($0))) <= \(tolerance)" }
        let up = cone.shares.map { "\(form($0)) >= - \(tolerance)" } + within
        let down = cone.shares.map { "\(form($0)) <= \(tolerance)" } + within
        let decided = names.map { "\($0) <> \(zero)" }.joined(separator: " OR ")
        let isBinomial = (model.family ?? .binomial) == .binomial
        for (conditions, limit, isMean) in [(up, 1.0, isBinomial), (down, 0.0, true)] {
            let condition = "(\(decided)) AND " + conditions.joined(separator: " AND ")
            verdicts.append("WHEN \(condition) THEN '\(isMean ? "infinite" : "not_estimable")'")
            ends.append((condition, dialect.number(limit)))
        }
        verdicts.append("WHEN \(decided) THEN 'not_estimable'")
    }

    /// 1/η is a mean where the whole interval of η is above 0.
    private mutating func addInverse(
        _ model: FittedModel, _ columns: SQLDesign, _ confidence: Double
    ) throws(SQLRefusal) {
        let dialect = columns.dialect
        let zero = dialect.number(0)
        guard model.hasIntervals else {
            status =
                "CASE WHEN status = 'predicted' AND NOT (eta > \(zero)) THEN 'not_estimable' "
                + "ELSE status END"
            return
        }
        guard model.active.count <= Self.mostInForm, model.largeFactor == nil else {
            throw SQLRefusal(
                "Under the inverse link a row has an answer where its interval lies above 0, which takes "
                    + "all pairs of \(model.active.count) coefficients: too many for SQL.",
                hint: "Fit the model with the log link, or score with casewise predict.")
        }
        design = model.active.enumerated().map { place, column in
            let element = columns.element(column)
            return
                (element.condition.map {
                    "CASE WHEN \($0) THEN \(element.value) ELSE \(zero) END"
                } ?? element.value) + " AS d\(place + 1)"
        }
        let rows = model.covariance.enumerated().map { i, row -> String in
            let parts = row.enumerated().filter { $0.element != 0 }.map { j, v in
                "\(dialect.number(i == j ? v : 2 * v)) * d\(j + 1)"
            }
            return parts.isEmpty ? zero : "d\(i + 1) * (\(parts.joined(separator: " + ")))"
        }
        carried = ["(\(dialect.sum(rows))) AS variance"]
        let tail = (1 - confidence) / 2
        let quantile =
            model.intervalDegreesOfFreedom.map {
                StudentT(degreesOfFreedom: $0).upperQuantile(tail)
            } ?? Normal.upperQuantile(tail)
        status =
            "CASE WHEN status = 'predicted' AND NOT (eta > \(dialect.number(quantile)) * CASE WHEN "
            + "variance > \(zero) THEN SQRT(variance) ELSE \(zero) END) THEN 'not_estimable' ELSE "
            + "status END"
    }
}

/// A cone whose extreme vectors are independent, so that a vector's shares of them say whether it lies
/// in it.
struct SimplicialCone {
    /// The rows of (G'G)⁻¹G': a vector times one is its share of an extreme vector.
    let shares: [[Double]]
    /// The rows of I - G(G'G)⁻¹G', which are 0 times a vector of the cone's span; none where that is all.
    let residuals: [[Double]]

    /// Nil where the extreme vectors are not independent.
    init?(_ vectors: [[Double]]) {
        var extreme: [[Double]] = []
        for vector in vectors {
            let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
            if length > 0 { extreme.append(vector.map { $0 / length }) }
        }
        var index = 0
        while index < extreme.count {
            var others = extreme
            others.remove(at: index)
            if !others.isEmpty, ConvexCone(others).contains(extreme[index]) {
                extreme = others
            } else {
                index += 1
            }
        }
        guard let size = extreme.first?.count, extreme.count <= size else { return nil }
        var gram = Matrix(rows: extreme.count, columns: extreme.count)
        for (i, a) in extreme.enumerated() {
            for (j, b) in extreme.enumerated() {
                gram[i, j] = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
            }
        }
        guard let factor = Cholesky(gram) else { return nil }
        var shares = [[Double]](
            repeating: [Double](repeating: 0, count: size), count: extreme.count)
        for column in 0..<size {
            let solved = factor.solve(extreme.map { $0[column] })
            guard solved.allSatisfy({ $0.isFinite && $0.magnitude < 1e6 }) else { return nil }
            for row in shares.indices { shares[row][column] = solved[row] }
        }
        self.shares = shares
        residuals =
            extreme.count == size
            ? []
            : (0..<size).map { i in
                (0..<size).map { j in
                    (i == j ? 1 : 0)
                        - zip(extreme, shares).reduce(0) { $0 + $1.0[i] * $1.1[j] }
                }
            }
    }
}
