extension ModelTerms: Codable {
    private enum Key: String, CodingKey {
        case intercept, terms, variables, offsets
    }

    /// Writes variables and offsets as the formula's own text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(hasIntercept, forKey: .intercept)
        try container.encode(terms.map(\.variables), forKey: .terms)
        try container.encode(variables.map(\.description), forKey: .variables)
        try container.encode(offsets.map(\.description), forKey: .offsets)
    }

    /// Reads terms, parsing their variables anew.
    ///
    /// - Throws: `DecodingError` where a term names a variable that is not there, or a text is no
    ///   expression.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        func expressions(_ key: Key) throws -> [Expression] {
            try container.decode([String].self, forKey: key).map { text in
                do {
                    return try Formula(parsing: "~ \(text)").predictors
                } catch let error as FormulaError {
                    throw DecodingError.dataCorruptedError(
                        forKey: key, in: container, debugDescription: error.message)
                }
            }
        }
        hasIntercept = try container.decode(Bool.self, forKey: .intercept)
        variables = try expressions(.variables)
        offsets = try expressions(.offsets)
        terms = try container.decode([[Int]].self, forKey: .terms).map { Term(variables: $0) }
        guard terms.allSatisfy({ $0.variables.allSatisfy(variables.indices.contains) }) else {
            throw DecodingError.dataCorruptedError(
                forKey: .terms, in: container,
                debugDescription: "A term names a variable that is not there.")
        }
        guard
            terms.allSatisfy({ term in
                (1...Self.mostVariables).contains(term.variables.count)
                    && zip(term.variables, term.variables.dropFirst()).allSatisfy { $0 < $1 }
            })
        else {
            throw DecodingError.dataCorruptedError(
                forKey: .terms, in: container,
                debugDescription: "A term has no variables, too many, or some of them twice.")
        }
    }
}
