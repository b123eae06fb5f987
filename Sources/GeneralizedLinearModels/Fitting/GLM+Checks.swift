import ModelFormula
import Tables

extension GLM {
    /// Refuses frames of which no maximum could be had.
    func check(_ frame: ModelFrame) throws(FitError) {
        if weightKind == .frequency, !frame.hasWholeWeights {
            throw FitError(
                code: .fractionalFrequency, message: "A frequency weight is not a whole number.",
                hint: "Weights that count for more or less than a case are of the kind precision.")
        }
        try checkWeights(frame)
        try checkOutcome(frame)
        if frame.stored != nil, family == .negativeBinomial {
            throw FitError(
                code: .notInPieces,
                message: "Negative-binomial counts are fitted with all rows in memory.",
                hint: "Leave --memory out, or take the family poisson with --dispersion estimated.")
        }
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
                        + (frame.stored == nil
                            ? ""
                            : " If it is none, group its levels, or leave --memory out: with all rows in "
                                + "memory the levels of a factor that stands by itself are eliminated.")
                })
        }
    }

    /// Refuses weights whose sum is far from a number of cases: beside them the limits at which a fit stops
    /// are nothing, or cannot be reached.
    private func checkWeights(_ frame: ModelFrame) throws(FitError) {
        guard let sum = frame.sumOfWeights else { return }
        if weightKind == .frequency {
            guard sum > 9e15 else { return }
            throw FitError(
                code: .weights,
                message: "The frequency weights add up to more than 9e15 cases.",
                hint: "Is it a column of counts? Weights that are none are of the kind precision.")
        }
        // An estimated dispersion takes the unit of weights back; squares of them, which robust errors are
        // made of, are numbers up to these.
        let (least, most, range) =
            family.hasUnitDispersion
            ? (1e-4, 1e20, "1e-4 to 1e20") : (1e-100, 1e100, "1e-100 to 1e100")
        guard !(sum >= least && sum <= most) else { return }
        throw FitError(
            code: .weights,
            message:
                "The weights add up to \(sum.isFinite ? "\(sum)" : "more than any number"), beyond what can be reckoned with (\(range)).",
            hint: "Divide them by their mean"
                + (weightKind == .sampling ? ", which changes no estimate and no error." : "."))
    }

    private func checkOutcome(_ frame: ModelFrame) throws(FitError) {
        let (only, largest) = frame.outcomeExtent
        guard let first = only else {
            guard frame.response.event == nil else { return }
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

extension GLM {
    /// Refuses a fit whose sums alone take more memory than there is.
    func checkMemory(_ pass: RowPass) throws(FitError) {
        guard let source = pass.source else { return }
        let needed = source.bytes(ofPass: pass)
        guard needed > source.stored.memory else { return }
        throw FitError(
            code: .memoryTooSmall,
            message: "The sums of a fit with \(pass.design.columnCount) coefficients take "
                + "\(MemorySize.text(needed)), more than --memory leaves them.",
            hint:
                "Allow \(MemorySize.text(needed + MemorySize.program)) or more, take fewer threads, "
                + "or leave a factor of many levels out.")
    }

    /// That no finite coefficients exist, which rows in a scratch file have proved.
    static func endless(_ direction: [Double], _ specification: DesignSpecification) -> FitError {
        let largest = direction.reduce(0) { max($0, abs($1)) }
        let names = zip(specification.coefficients(), direction)
            .filter { abs($1) >= 0.5 * largest }.prefix(5).map(\.0.name)
        return FitError(
            code: .notInPieces,
            message:
                "Some estimates are infinite (\(names.joined(separator: ", "))): moving them together "
                + "raises the likelihood for ever, since it goes with the outcome of some rows and "
                + "against that of none; in memory alone this is followed to its limit.",
            hint:
                "Leave out those terms or rows (--filter), or fit with all rows in memory, without "
                + "--memory.")
    }
}

extension ModelFrame {
    /// The sum of the weights; nil without any.
    fileprivate var sumOfWeights: Double? {
        guard weights != nil || stored?.hasWeights == true else { return nil }
        var sum = 0.0
        forEachOutcomes { run in sum += run.weights?.reduce(0, +) ?? 0 }
        return sum
    }

    /// Whether every weight is a whole number.
    fileprivate var hasWholeWeights: Bool {
        var areWhole = true
        forEachOutcomes { run in
            if let weights = run.weights, weights.contains(where: { $0 != $0.rounded() }) {
                areWhole = false
            }
        }
        return areWhole
    }

    /// The outcome of every row where it is one, and the largest whatever its sign.
    fileprivate var outcomeExtent: (only: Double?, largest: Double) {
        var first: Double?
        var (isConstant, largest) = (true, 0.0)
        forEachOutcomes { run in
            first = first ?? run.outcome.first
            if isConstant, !run.outcome.allSatisfy({ $0 == first }) { isConstant = false }
            if response.event == nil { largest = run.outcome.reduce(largest) { max($0, abs($1)) } }
        }
        return (isConstant ? first : nil, largest)
    }

    /// What a row's log-likelihood counts: its weight, times its trials; nil for 1 each.
    var prior: [Double]? {
        guard let trials = response.trials else { return weights }
        return weights.map { zip($0, trials).map { $0 * $1 } } ?? trials
    }
}
