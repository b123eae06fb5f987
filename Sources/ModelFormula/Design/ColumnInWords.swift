/// A column of a design as a person computes it by hand.
public struct ColumnInWords: Sendable, Equatable {
    /// The variables whose product it is, joined by `:`; nil for the intercept.
    public let variable: String?
    /// How its value is made of a case, in words and numbers.
    public let value: String
}

extension DesignSpecification {
    /// How each column's value is computed, in the order of the coefficients.
    ///
    /// A curve is told as polynomials between its knots, in t = (x - centre) / unit, with the numbers in full; one
    /// whose powers would lose digits is told by its recurrence.
    public func columnsInWords() -> [ColumnInWords] {
        var found: [ColumnInWords] = []
        if model.hasIntercept { found.append(ColumnInWords(variable: nil, value: "1")) }
        for piece in pieces {
            let variables = (piece.factors.map(\.variable) + piece.numeric).sorted()
            let name = variables.map { schemas[$0].name }.joined(separator: ":")
            for product in 0..<piece.productCount {
                var rest = product
                let numbers = piece.numeric.map { variable -> String in
                    let schema = schemas[variable]
                    let column = rest % schema.width
                    rest /= schema.width
                    return schema.columnInWords(column)
                }
                for cell in 0..<piece.cellCount {
                    var rest = cell
                    let levels = piece.factors.map { factor -> String in
                        let schema = schemas[factor.variable]
                        let own = rest % factor.cellCount
                        rest /= factor.cellCount
                        let level = factor.cellOfLevel.firstIndex(of: own) ?? 0
                        return level == schema.missingLevel
                            ? "\(schema.name) is missing"
                            : "\(schema.name) is \"\(schema.levels[level])\""
                    }
                    let condition = levels.joined(separator: " and ")
                    let value: String
                    if levels.isEmpty {
                        value = numbers.joined(separator: " times ")
                    } else if numbers.isEmpty {
                        value = "1 where \(condition), else 0"
                    } else {
                        value =
                            "\(numbers.joined(separator: " times ")) where \(condition), else 0"
                    }
                    found.append(ColumnInWords(variable: name, value: value))
                }
            }
        }
        return found
    }
}

extension VariableSchema {
    /// One of its columns; x stands for the number inside of a curve.
    func columnInWords(_ column: Int) -> String {
        if isIndicator(column) { return "(1 where \(name) is missing, else 0)" }
        let substitute = missingNumber.map { " (where missing: \(Expression.text($0)))" } ?? ""
        guard isCurve else { return name + substitute }
        if let polynomial, !polynomial.centres.isEmpty {
            return "(\(polynomial.recurrence(column))\(substitute))"
        }
        let pieces = (try? curvePieces()) ?? []
        var before: Double?
        let stretches = pieces.map { piece -> String in
            let place =
                piece.end.map { "x <= \(Expression.text($0)): " }
                ?? before.map { "x > \(Expression.text($0)): " } ?? ""
            before = piece.end
            return place + piece.inWords(column)
        }
        return
            "(column \(column + 1) of \(name): \(stretches.joined(separator: "; "))\(substitute))"
    }
}

extension CurvePiece {
    /// The polynomial of one column, as `0.5 + 2 t^2 with t = (x - 3)/2`.
    func inWords(_ column: Int) -> String {
        let terms = coefficients[column].enumerated().filter { $0.element != 0 }.map { power, a in
            Expression.text(a) + (power == 0 ? "" : power == 1 ? " t" : " t^\(power)")
        }
        guard !terms.isEmpty else { return "0" }
        let usesT = coefficients[column].dropFirst().contains { $0 != 0 }
        let isPlain = centre == 0 && unit == 1
        let t = isPlain ? "x" : "(x - \(Expression.text(centre)))/\(Expression.text(unit))"
        return terms.joined(separator: " + ") + (usesT ? " with t = \(t)" : "")
    }
}

extension PolynomialBasis {
    /// How one orthogonal column is computed from the ones before it.
    func recurrence(_ column: Int) -> String {
        var steps = ["p0 = 1"]
        for k in 0...column {
            let ratio = k == 0 ? 0 : squaredNorms[k] / squaredNorms[k - 1]
            steps.append(
                "p\(k + 1) = (x - \(Expression.text(centres[k]))) p\(k)"
                    + (k == 0 ? "" : " - \(Expression.text(ratio)) p\(k - 1)"))
        }
        let norm = squaredNorms[column + 1].squareRoot()
        return "p\(column + 1)/\(Expression.text(norm)) with " + steps.joined(separator: ", ")
    }
}
