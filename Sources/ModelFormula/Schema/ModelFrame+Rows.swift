import Tables

extension ModelFrame {
    /// The frame of some of its rows, as if the others had never been in the data: levels that they
    /// alone had are gone, and terms that nothing varies in any more as well.
    ///
    /// - Parameters:
    ///   - rows: the rows that stay, ascending.
    ///   - whole: a variable whose levels all stay, whether or not a row has them.
    ///   - leftOut: what is said of the others.
    ///   - threads: how many chunks of rows are worked on at once; it changes nothing.
    public func keeping(
        _ rows: [Int], whole: Int, leftOut: [RowExclusion], threads: Int = 1
    ) -> ModelFrame {
        func kept<Element: BitwiseCopyable & Sendable>(_ values: [Element]) -> [Element] {
            RowChunks(rowCount: rows.count).filled(threads: threads, Element.self) { range, out in
                for k in range { (out + (k - range.lowerBound)).initialize(to: values[rows[k]]) }
            }
        }
        var schemas = schemas
        var values = values
        var notices = notices
        for (index, schema) in schemas.enumerated() {
            switch values[index] {
            case .dense(let columns):
                values[index] = .dense(columns.map(kept))
            case .codes(let codes):
                let own = kept(codes)
                guard index != whole, schema.kind == .factor else {
                    values[index] = .codes(own)
                    continue
                }
                let (smaller, recoded) = schema.keepingLevels(of: own)
                values[index] = .codes(recoded)
                schemas[index] = smaller
                let gone = schema.levels.count - smaller.levels.count
                guard gone > 0 else { continue }
                notices.append(
                    FrameNotice(
                        code: "unused_level",
                        message: "\(gone) level\(gone == 1 ? "" : "s") of \(schema.name) "
                            + "occur\(gone == 1 ? "s" : "") only in rows that were left out with "
                            + "levels of \(schemas[whole].name).", terms: [schema.name]))
            }
        }
        var smallerModel = model
        let single = schemas.map { $0.kind == .factor && $0.levels.count < 2 }
        smallerModel.terms.removeAll { term in
            let varying = term.variables.filter { !single[$0] }
            guard varying.count < term.variables.count, !term.variables.contains(whole) else {
                return false
            }
            return varying.isEmpty
                ? model.hasIntercept
                : model.terms.contains(ModelTerms.Term(variables: varying))
        }
        return ModelFrame(
            formula: formula, model: smallerModel, schemas: schemas, values: values,
            response: response.at(rows), offset: offset.map(kept),
            weights: weights.map(kept), rowCount: rows.count,
            usedRows: kept(usedRows),
            clusters: clusters.map(kept),
            exclusions: exclusions + leftOut, missing: missing, missingStates: missingStates,
            notices: notices, predictorColumns: predictorColumns, stored: nil)
    }
}

extension VariableSchema {
    /// The schema with the levels that occur, and their codes; the reference is the first of them
    /// where it does not.
    fileprivate func keepingLevels(of codes: [Int32]) -> (VariableSchema, [Int32]) {
        var occurs = [Bool](repeating: false, count: levels.count)
        for code in codes where code >= 0 { occurs[Int(code)] = true }
        guard occurs.contains(false) else { return (self, codes) }
        var codeOf = [Int32](repeating: -1, count: levels.count)
        var next: Int32 = 0
        for level in levels.indices where occurs[level] {
            codeOf[level] = next
            next += 1
        }
        let smaller = VariableSchema(
            name: name, kind: kind, levels: levels.indices.filter { occurs[$0] }.map { levels[$0] },
            reference: max(0, Int(codeOf[reference])), polynomial: polynomial, spline: spline,
            range: range,
            missingLevel: missingLevel.flatMap { codeOf[$0] < 0 ? nil : Int(codeOf[$0]) },
            missingNumber: missingNumber)
        return (smaller, codes.map { $0 < 0 ? $0 : codeOf[Int($0)] })
    }
}

extension DesignSpecification {
    /// Where the coefficients of a factor by itself stand, in contrasts: the first, and the level of
    /// each in order; nil where the factor has none of its own, or is coded in full.
    public func contrasts(of variable: Int) -> (first: Int, levels: [Int])? {
        guard
            let piece = pieces.first(where: { piece in
                piece.numeric.isEmpty && piece.factors.count == 1
                    && piece.factors[0].variable == variable
            }), piece.cellCount == schemas[variable].levels.count - 1
        else { return nil }
        let cells = piece.factors[0].cellOfLevel
        return (piece.first, cells.indices.filter { cells[$0] != nil })
    }
}
