import ModelFormula

/// The factor that a fit eliminates: one that stands by itself in the model, with the most levels.
///
/// With all of its levels' effects in the model instead of an intercept, their block of X'WX is
/// diagonal, and what is left of the normal equations is a Schur complement over the other columns.
struct LargeFactorChoice: Sendable {
    /// Its place among the model's variables.
    let variable: Int
    /// How many levels it has.
    let levelCount: Int
    /// The model without it.
    let others: ModelTerms

    /// A factor of more levels for each row tells case from case: an identifier.
    static let mostLevelsARow = 0.9

    /// The choice; nil where no factor stands by itself beside an intercept.
    init?(_ model: ModelTerms, _ schemas: [VariableSchema]) {
        guard model.hasIntercept else { return nil }
        let plain = model.terms.filter { term in
            term.variables.count == 1 && schemas[term.variables[0]].kind == .factor
                && model.terms.count { $0.variables.contains(term.variables[0]) } == 1
        }
        let widest = plain.max {
            schemas[$0.variables[0]].levels.count < schemas[$1.variables[0]].levels.count
        }
        guard let widest else { return nil }
        variable = widest.variables[0]
        levelCount = schemas[variable].levels.count
        var others = model
        others.terms.removeAll { $0 == widest }
        self.others = others
    }
}

extension GLM {
    /// The factor to eliminate; nil where the whole triangle of X'WX is to be formed.
    func largeFactor(_ frame: ModelFrame) -> LargeFactorChoice? {
        // Rows of a scratch file can't be put in the order of a factor.
        guard let eliminatesFrom, frame.stored == nil,
            DesignSpecification(model: frame.model, schemas: frame.schemas).count >= eliminatesFrom,
            let choice = LargeFactorChoice(frame.model, frame.schemas),
            DesignSpecification(model: choice.others, schemas: frame.schemas).count
                <= Self.mostCoefficients
        else { return nil }
        return choice
    }

    /// Refuses what needs the covariance of all coefficients where there are too many to form it.
    ///
    /// - Parameter asked: what is asked, as the start of a sentence.
    public func requireWholeCovariance(_ frame: ModelFrame, for asked: String) throws(FitError) {
        var eliminating = self
        eliminating.eliminatesFrom = Self.mostCoefficients + 1
        guard let choice = eliminating.largeFactor(frame) else { return }
        throw FitError.besideLargeFactor(
            asked, frame.schemas[choice.variable].name, choice.levelCount)
    }

    /// Refuses a factor that tells every case from every other, by the rule of frames: a table of counts
    /// or weights may have a row a level.
    func check(_ choice: LargeFactorChoice, _ frame: ModelFrame) throws(FitError) {
        let rows = Double(frame.rowCount)
        guard frame.weights == nil,
            Double(choice.levelCount) >= LargeFactorChoice.mostLevelsARow * rows
        else { return }
        throw FitError(
            code: .tooManyCoefficients,
            message:
                "\"\(frame.schemas[choice.variable].name)\" has \(choice.levelCount) levels in "
                + "\(frame.rowCount) rows: is it an identifier?",
            hint: "An identifier groups nothing; leave it out, or group its levels.")
    }
}

extension FitError {
    /// What cannot be had beside a factor that was eliminated.
    ///
    /// - Parameter coefficients: of the whole model, the levels' among them.
    static func besideLargeFactor(
        _ asked: String, _ name: String, _ levels: Int, coefficients: Int = .max
    ) -> FitError {
        let fits = coefficients <= GLM.mostCoefficients
        return FitError(
            code: .largeFactor,
            message:
                "\(asked) is not offered beside the \(levels) levels of \"\(name)\": it needs the "
                + "covariance of all coefficients, which "
                + (fits
                    ? "a fit that eliminates the levels does not form."
                    : "do not fit in memory."),
            hint: fits
                ? "Fit the \(coefficients) coefficients without eliminating \"\(name)\": they are few "
                    + "enough for that."
                : "Leave it out, group the levels to at most \(GLM.mostCoefficients) coefficients, or "
                    + "take what the levels have in common into the model instead of \"\(name)\".")
    }
}

extension GLMFit {
    /// Refuses what rests on the coefficients of all levels.
    func requireNoLargeFactor(for asked: String) throws(FitError) {
        guard let largeFactor else { return }
        throw FitError.besideLargeFactor(
            asked, largeFactor.name, largeFactor.levels.count,
            coefficients: coefficients.count + largeFactor.levels.count - 1)
    }

    /// Refuses what rests on the coefficients of all levels, or on rows in memory.
    func requireWhole(for asked: String) throws(FitError) {
        try requireNoLargeFactor(for: asked)
        guard frame.stored != nil else { return }
        throw FitError(
            code: .notInPieces,
            message: "\(asked) is made of all rows in memory, and these lie in a scratch file.",
            hint: "Fit with all rows in memory, without --memory, or a sample of the rows.")
    }
}
