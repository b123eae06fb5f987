import Tables

/// The outcome of a regression at the rows used, as its family takes it.
public struct Response: Sendable {
    /// What the outcome is.
    public enum Kind: Sendable, Equatable {
        /// One of two levels a row: 1 for the event, 0 for the other.
        case binary(event: String, other: String)
        /// Successes of trials: their share a row.
        case shares
        /// Whole numbers from 0.
        case counts
        /// Any numbers.
        case numbers
    }

    /// What a family asks of an outcome.
    public enum Request: Sendable {
        /// Two levels, or successes of trials.
        case binary
        /// Whole numbers from 0.
        case counts
        /// Any numbers.
        case numbers
        /// Numbers above 0.
        case positiveNumbers
    }

    /// What it is.
    public let kind: Kind
    /// One number a row; NaN where it has none.
    public let values: [Double]
    /// The trials of each row; nil but for shares.
    public let trials: [Double]?

    /// The level that counts as 1; nil where the outcome is not of two levels.
    public var event: String? {
        guard case .binary(let event, _) = kind else { return nil }
        return event
    }

    /// The level that counts as 0.
    public var nonEvent: String? {
        guard case .binary(_, let other) = kind else { return nil }
        return other
    }

    /// The same at some rows.
    func at(_ rows: [Int]) -> Response {
        Response(
            kind: kind, values: rows.map { values[$0] },
            trials: trials.map { all in rows.map { all[$0] } })
    }

    /// The same at the rows selected.
    func at(_ rows: RowSelection) -> Response {
        Response(kind: kind, values: rows.of(values), trials: trials.map(rows.of))
    }
}

/// The left side of a regression's formula on its way to a response.
struct ResponseReader {
    let expression: Expression
    private let request: Response.Request
    /// The successes and failures of `cbind()`, or the successes of trials.
    private let numbers: [(expression: Expression, values: EvaluatedValues)]
    private let trials: (name: String, values: EvaluatedValues)?

    /// Evaluates the left side and puts out the rows where it has no value, or no trial.
    init(
        _ expression: Expression, _ request: Response.Request, trials: String?,
        _ evaluator: Evaluator, _ rows: inout CompleteRows
    ) throws(FormulaError) {
        self.expression = expression
        self.request = request
        var numbers: [(expression: Expression, values: EvaluatedValues)] = []
        if case .call("cbind", let arguments) = expression.unwrapped.node {
            guard case .binary = request else {
                throw FormulaError(
                    .outcome, "cbind() is of successes and failures, which are binomial.",
                    hint: "Name one column of numbers, or fit the family binomial.",
                    at: expression.position)
            }
            guard arguments.count == 2, arguments.allSatisfy({ $0.name == nil }), trials == nil
            else {
                throw FormulaError(
                    .syntax, "cbind() takes two columns: successes and failures.",
                    hint: "As in cbind(closed, open) ~ team; or name the successes, and the trials "
                        + "with --trials.", at: expression.position)
            }
            for argument in arguments {
                let values = try rows.evaluate(
                    argument.value, named: argument.value.description, evaluator)
                numbers.append((argument.value, values))
            }
        } else {
            let values = try rows.evaluate(
                expression, named: expression.description, evaluator)
            numbers.append((expression, values))
        }
        self.numbers = numbers
        guard let trials else {
            self.trials = nil
            return
        }
        guard case .binary = request else {
            throw FormulaError(
                .outcome, "Trials belong to the family binomial.",
                hint: "Leave them out, or use offset(log(...)) for an exposure.")
        }
        guard let column = evaluator.table[trials] else {
            throw .noColumn(trials, "of trials", among: evaluator.table.names)
        }
        rows.exclude(missingFrom: [column])
        self.trials = (trials, column.evaluated)
    }

    /// The values of the left side where they are levels of which one is the event; nil elsewhere.
    var levels: EvaluatedValues? {
        guard case .binary = request, numbers.count == 1, trials == nil else { return nil }
        return numbers[0].values
    }

    /// The response at every row of the table; the rows used are checked.
    func response(_ evaluator: Evaluator, _ rows: inout CompleteRows) throws(FormulaError)
        -> Response
    {
        let count = evaluator.table.rowCount
        if numbers.count == 2 || trials != nil {
            let first = try whole(numbers[0].values, numbers[0].expression.description, count, rows)
            let second =
                numbers.count == 2
                ? try whole(numbers[1].values, numbers[1].expression.description, count, rows)
                : try whole(trials?.values ?? .number(0, .number), trials?.name ?? "", count, rows)
            return try shares(first, second, isTrials: trials != nil, &rows)
        }
        switch request {
        case .binary:
            let outcome = try BinaryOutcome(expression, evaluator, isUsed: rows.isUsed)
            return Response(
                kind: .binary(event: outcome.event, other: outcome.other), values: outcome.values,
                trials: nil)
        case .counts:
            return Response(
                kind: .counts,
                values: try whole(numbers[0].values, expression.description, count, rows),
                trials: nil)
        case .numbers, .positiveNumbers:
            let values = try self.values(numbers[0].values, expression.description, count)
            if case .positiveNumbers = request,
                let row = values.indices.first(where: { rows.isUsed[$0] && values[$0] <= 0 })
            {
                throw FormulaError(
                    .outcome,
                    "The outcome \"\(expression)\" is \(Expression.text(values[row])) in data row "
                        + "\(rows.number(of: row)); a gamma outcome is above 0.",
                    hint: "Fit those above 0 (--filter '\(expression) > 0'), or the family "
                        + "gaussian.",
                    at: expression.position)
            }
            return Response(kind: .numbers, values: values, trials: nil)
        }
    }

    private func shares(
        _ first: [Double], _ second: [Double], isTrials: Bool, _ rows: inout CompleteRows
    ) throws(FormulaError) -> Response {
        let totals = isTrials ? second : zip(first, second).map { $0 + $1 }
        if let row = totals.indices.first(where: { rows.isUsed[$0] && first[$0] > totals[$0] }) {
            throw FormulaError(
                .outcome,
                "There are more successes than trials in data row \(rows.number(of: row)): "
                    + "\(Expression.text(first[row])) of \(Expression.text(totals[row])).",
                hint: "The outcome counts successes among the trials.", at: expression.position)
        }
        rows.exclude("zero_trials", trials?.name ?? expression.description) { totals[$0] == 0 }
        return Response(
            kind: .shares, values: zip(first, totals).map { $1 > 0 ? $0 / $1 : 0 }, trials: totals)
    }

    private func values(_ values: EvaluatedValues, _ name: String, _ count: Int)
        throws(FormulaError) -> [Double]
    {
        switch values {
        case .numbers(let numbers, let kind) where kind != .date: return numbers
        case .number(let number, let kind) where kind != .date:
            return [Double](repeating: number, count: count)
        default:
            throw FormulaError(
                .typeMismatch, "The outcome \"\(name)\" is \(values.kindName) and no number.",
                hint: "An outcome of two levels is fitted with the family binomial.",
                at: expression.position)
        }
    }

    /// Whole numbers from 0 at the rows used.
    private func whole(
        _ evaluated: EvaluatedValues, _ name: String, _ count: Int, _ rows: CompleteRows
    ) throws(FormulaError) -> [Double] {
        let numbers = try values(evaluated, name, count)
        // Above 2⁵³ a double is no longer one whole number.
        let largest = 9_007_199_254_740_992.0
        if let row = numbers.indices.first(where: {
            rows.isUsed[$0]
                && !(numbers[$0] >= 0 && numbers[$0] <= largest
                    && numbers[$0] == numbers[$0].rounded())
        }) {
            throw FormulaError(
                .outcome,
                "\"\(name)\" counts, and in data row \(rows.number(of: row)) it is "
                    + "\(Expression.text(numbers[row])).",
                hint: "A count is a whole number from 0 to 2^53; other numbers are for the "
                    + "families gaussian and gamma.",
                at: expression.position)
        }
        return numbers
    }
}
