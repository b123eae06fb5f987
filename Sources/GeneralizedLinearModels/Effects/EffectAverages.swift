import ModelFormula

/// What effects are made of: means over the rows of a fit as they are, as they are imagined, and of how
/// they move. Whether the rows lie in memory or in a scratch file, the questions are the same.
protocol EffectAverages {
    /// The columns and variables of the model, with some rows at least.
    var rows: Counterfactuals { get }

    /// The mean outcome as observed.
    func observed() throws(FormulaError) -> MovedMeans

    /// The mean outcome with changes made, or why there is none.
    func changed(_ changes: [Counterfactuals.Change]) throws(FormulaError) -> MovedMeans

    /// The mean of the outcome's derivative; nil along what is read in steps.
    func slopes(by mover: Counterfactuals.Mover) throws(FormulaError) -> MovedMeans?

    /// Values of a column of numbers at quantiles of the rows.
    func quantiles(of column: String, _ shares: [Double]) -> [String]

    /// Changes that put every column but some at what is typical.
    func typicalChanges(except: Set<String>) throws(FormulaError) -> [Counterfactuals.Change]
}

/// Means over all rows, then over each group, and what of the change lies beyond the data.
struct MovedMeans {
    let answers: [RowAverages.Answer]
    let beyond: [[ModelEffect.Beyond]]

    init(answers: [RowAverages.Answer], beyond: [[ModelEffect.Beyond]]) {
        self.answers = answers
        self.beyond = beyond
    }

    /// No means, for one reason.
    init(open note: String, count: Int) {
        answers = (0..<count).map { _ in .failure(OpenAverage(note: note)) }
        beyond = (0..<count).map { _ in [] }
    }

    /// Why a change that comes to no number has no means.
    static let outOfRange = "The change takes an expression of the formula out of its range."

    /// What lies beyond at either of two changes, of a variable the larger share.
    static func joined(_ a: [ModelEffect.Beyond], _ b: [ModelEffect.Beyond])
        -> [ModelEffect.Beyond]
    {
        var joined = a
        for other in b {
            guard let place = joined.firstIndex(where: { $0.variable == other.variable }) else {
                joined.append(other)
                continue
            }
            if joined[place].share < other.share { joined[place] = other }
        }
        return joined
    }
}

/// A question about the means of a run of rows.
enum AverageQuestion: Sendable {
    case observed
    case changed([Counterfactuals.Change])
    case slopes(Counterfactuals.Mover)
}

/// The sums that a run of rows has for a question; runs add to each other in their order.
struct MovedSums: Sendable {
    /// How much weight lies beyond the data in a variable.
    private struct Beyond: Sendable {
        let variable: String
        let low: String
        let high: String
        var weights: [Double]
    }

    /// Nil where a change comes to no number.
    private var sums: AverageSums?
    private var beyond: [Beyond] = []

    /// - Returns: nil along what is read in steps.
    init?(
        _ question: AverageQuestion, _ rows: Counterfactuals, _ averages: RowAverages
    ) throws(FormulaError) {
        switch question {
        case .observed: sums = averages.sums(ofMeans: rows.observed())
        case .changed(let changes):
            guard let changed = try rows.changed(changes) else { return }
            sums = averages.sums(ofMeans: changed.rows)
            beyond = changed.beyond.map {
                Beyond(
                    variable: $0.variable, low: $0.low, high: $0.high,
                    weights: averages.weight(of: $0.isBeyond))
            }
        case .slopes(let mover):
            guard let moved = try rows.slopes(by: mover) else { return nil }
            sums = averages.sums(ofSlopes: rows.observed(), moved: moved)
        }
    }

    /// Adds the rows that follow.
    mutating func add(_ other: MovedSums) {
        guard let own = other.sums, sums != nil else {
            sums = nil
            return
        }
        sums?.add(own)
        for part in other.beyond {
            guard let place = beyond.firstIndex(where: { $0.variable == part.variable }) else {
                beyond.append(part)
                continue
            }
            for group in part.weights.indices {
                beyond[place].weights[group] += part.weights[group]
            }
        }
    }

    /// The means over so many groups and all rows.
    ///
    /// - Parameter names: the variables in the formula's order.
    func means(groupCount: Int, _ names: [String]) -> MovedMeans {
        guard let sums else {
            return MovedMeans(open: MovedMeans.outOfRange, count: groupCount + 1)
        }
        let ordered = names.compactMap { name in beyond.first { $0.variable == name } }
        return MovedMeans(
            answers: sums.answers,
            beyond: sums.parts.enumerated().map { place, part in
                let total = part.total.value
                return ordered.filter { $0.weights[place] > 0 && total > 0 }.map {
                    ModelEffect.Beyond(
                        variable: $0.variable, low: $0.low, high: $0.high,
                        share: $0.weights[place] / total)
                }
            })
    }
}

/// Means over rows in memory.
struct MemoryAverages: EffectAverages {
    let rows: Counterfactuals
    let averages: RowAverages

    private func means(_ question: AverageQuestion) throws(FormulaError) -> MovedMeans? {
        try MovedSums(question, rows, averages)?.means(
            groupCount: averages.groupCount, rows.specification.schemas.map(\.name))
    }

    private func none() -> MovedMeans {
        MovedMeans(open: MovedMeans.outOfRange, count: averages.groupCount + 1)
    }

    func observed() throws(FormulaError) -> MovedMeans { try means(.observed) ?? none() }

    func changed(_ changes: [Counterfactuals.Change]) throws(FormulaError) -> MovedMeans {
        try means(.changed(changes)) ?? none()
    }

    func slopes(by mover: Counterfactuals.Mover) throws(FormulaError) -> MovedMeans? {
        try means(.slopes(mover))
    }

    func quantiles(of column: String, _ shares: [Double]) -> [String] {
        rows.quantiles(of: column, shares, weights: averages.weights)
    }

    func typicalChanges(except: Set<String>) throws(FormulaError) -> [Counterfactuals.Change] {
        try rows.typicalChanges(except: except, weights: averages.weights)
    }
}
