import ModelFormula

extension GLM {
    /// Refuses frames of which no maximum could be had.
    func check(_ frame: ModelFrame) throws(FitError) {
        if weightKind == .frequency, let weights = frame.weights,
            weights.contains(where: { $0 != $0.rounded() })
        {
            throw FitError(
                code: .fractionalFrequency, message: "A frequency weight is not a whole number.",
                hint: "Weights that count for more or less than a case are of the kind precision.")
        }
        try checkOutcome(frame)
        guard largeFactor(frame) == nil else { return }
        let count = DesignSpecification(model: frame.model, schemas: frame.schemas).count
        guard count <= Self.mostCoefficients else {
            let widest = frame.schemas.max { $0.levels.count < $1.levels.count }
            throw FitError(
                code: .tooManyCoefficients,
                message: "The formula has \(count) coefficients; at most "
                    + "\(Self.mostCoefficients) can be fitted.",
                hint: widest.map {
                    "\"\($0.name)\" alone has \($0.levels.count) levels: is it an identifier?"
                })
        }
    }

    private func checkOutcome(_ frame: ModelFrame) throws(FitError) {
        let values = frame.outcome
        guard let first = values.first, values.allSatisfy({ $0 == first }) else {
            guard frame.response.event == nil else { return }
            let largest = values.reduce(0) { max($0, abs($1)) }
            guard largest < 1e100, largest > 1e-100 else {
                throw FitError(
                    code: .outcomeRange,
                    message: "The outcome runs to \(largest), whose squares are no numbers.",
                    hint: "Measure it in another unit, with --derive.")
            }
            return
        }
        let said: String
        switch frame.response.kind {
        case .binary(let event, let other): said = "\"\(first == 1 ? event : other)\""
        case .shares where first == 0 || first == 1: said = first == 0 ? "0 of all" : "all"
        case .counts where first == 0: said = "0"
        case .numbers: said = "\(first)"
        case .shares, .counts: return
        }
        throw FitError(
            code: .constantOutcome,
            message: "The outcome is \(said) in all \(frame.rowCount) rows used.",
            hint: frame.response.event == nil
                ? "A model needs rows whose outcomes differ; look at which rows were left out."
                : "A model needs rows with the event and rows without it; look at which rows "
                    + "were left out.")
    }
}

extension ModelFrame {
    /// What a row's log-likelihood counts: its weight, times its trials; nil for 1 each.
    var prior: [Double]? {
        guard let trials = response.trials else { return weights }
        return weights.map { zip($0, trials).map { $0 * $1 } } ?? trials
    }
}
