import Tables

/// The times and events of every row of a table; rows that have none are put out of `CompleteRows`.
struct SurvivalTimes {
    var entry: [Double]?
    var exit: [Double]
    var events: [UInt8]
    var causes: [String]
    var eventName: String
    var opened: [Double]?
    var isAfterExtract: [Bool]
    var takenLevel: SurvivalFrame.TakenLevel?

    /// `Surv(time, event)` or `Surv(start, stop, event)`.
    init(
        _ parts: [Expression], _ evaluator: Evaluator, _ rows: inout CompleteRows, cause: String?
    ) throws(FormulaError) {
        let count = evaluator.table.rowCount
        var clocks: [[Double]] = []
        for part in parts.dropLast() {
            let values = try rows.evaluate(part, named: part.description, evaluator)
            guard !values.isDate else {
                throw FormulaError(
                    .typeMismatch, "\"\(part)\" is a date beside an event that is none.",
                    hint: "Two dates make a time: Surv(opened, closed); or count days: "
                        + "Surv(closed - opened, event).", at: part.position)
            }
            clocks.append(
                try VariableSchema.numbers(values, try Variable(part), count))
        }
        let place = parts[parts.count - 1]
        let evaluated = try rows.evaluate(place, named: place.description, evaluator)
        guard !evaluated.isDate else {
            throw FormulaError(
                .typeMismatch, "\"\(place)\" is a date and no event.",
                hint: parts.count == 2
                    ? "Beside a day of start it is an end: Surv(opened, \(place)). Else make it an "
                        + "event: !is_missing(\(place))."
                    : "Make it an event: !is_missing(\(place)).",
                at: place.position)
        }
        let stop = clocks[clocks.count - 1]
        let stopName = parts[parts.count - 2].description
        rows.exclude("negative_time", stopName) { stop[$0] < 0 }
        if clocks.count == 2 {
            let start = clocks[0]
            rows.exclude("end_not_after_start", stopName) { stop[$0] <= start[$0] }
            entry = start
        } else {
            entry = nil
        }
        exit = stop
        isAfterExtract = [Bool](repeating: false, count: count)
        let texts = LevelTexts(evaluated, rowCount: count)
        let present = Set(
            texts.codes.indices.filter { rows.isUsed[$0] }.map { texts.codes[$0] })
        var isCoded = false
        if case .numbers(_, .number) = evaluated { isCoded = true }
        let levels = texts.levels
        if levels.count > 2 || (levels.count == 2 && isCoded && !levels.contains("0")) {
            guard isCoded, levels.first == "0", levels.count <= 20, cause == nil,
                levels.allSatisfy({ Int($0) != nil })
            else {
                throw FormulaError(
                    .outcome,
                    "\"\(place)\" has \(levels.count) levels, and an event happens or not.",
                    hint: "Say which is the event, as in \(place) == \"...\"; competing causes are "
                        + "codes with 0 for none, or a column of their own: --cause COL.",
                    at: place.position)
            }
            causes = Array(levels.dropFirst())
            events = texts.codes.map { $0 < 0 ? 0 : UInt8($0) }
            eventName = causes[0]
            return
        }
        guard levels.count == 2 || present.count == 1 else {
            throw FormulaError(
                .outcome, "\"\(place)\" has no value.", at: place.position)
        }
        let index: Int
        if levels.count == 2 {
            index = BinaryOutcome.eventIndex(levels, among: [0, 1])
            let (event, other) = (levels[index], levels[1 - index])
            if !["1", "true", "yes"].contains(event.lowercased()),
                !["0", "false", "no"].contains(other.lowercased())
            {
                takenLevel = SurvivalFrame.TakenLevel(
                    event: event, other: other, expression: place.description)
            }
        } else {
            // One level only: all had the event, or nobody.
            index = ["0", "false", "no"].contains(levels[0].lowercased()) ? -1 : 0
        }
        eventName = index < 0 ? "1" : levels[index]
        causes = [eventName]
        events = texts.codes.map { $0 >= 0 && Int($0) == index ? 1 : 0 }
        try name(cause, evaluator.table, &rows)
    }

    /// `Surv(opened, closed)`: days between two dates, censored at the extract.
    init(
        dates parts: [Expression], _ evaluator: Evaluator, _ rows: inout CompleteRows,
        extractDate: Int32?, cause: String?
    ) throws(FormulaError) {
        guard let extractDate else {
            throw FormulaError(
                .outcome, "Two dates need the day on which the data were extracted.",
                hint: "A case without an end was open on that day: --extract-date 2025-03-31.",
                at: parts[0].position)
        }
        let count = evaluator.table.rowCount
        let begin = try rows.evaluate(parts[0], named: parts[0].description, evaluator)
        let opened = try VariableSchema.numbers(begin, try Variable(parts[0]), count)
        // An empty end is an open case and leaves nobody out.
        let end = try VariableSchema.numbers(
            try evaluator.values(parts[1]), try Variable(parts[1]), count)
        let references = ColumnReferences(columns: evaluator.table.names)
        for column in try references.names(in: parts[1]).compactMap({ evaluator.table[$0] }) {
            rows.note(column)
        }
        let last = Double(extractDate)
        rows.exclude("start_after_extract", parts[0].description) { opened[$0] > last }
        rows.exclude("end_before_start", parts[1].description) { end[$0] < opened[$0] }
        isAfterExtract = end.map { $0 > last }
        events = end.map { $0.isNaN || $0 > last ? 0 : 1 }
        exit = opened.indices.map { row in
            let until = end[row].isNaN || end[row] > last ? last : end[row]
            return max(until - opened[row], 0)
        }
        entry = nil
        self.opened = opened
        eventName = parts[1].description
        causes = [eventName]
        try name(cause, evaluator.table, &rows)
    }

    /// Tells events apart by a column of causes; an event without a cause is left out.
    private mutating func name(
        _ cause: String?, _ table: Table, _ rows: inout CompleteRows
    ) throws(FormulaError) {
        guard let cause else { return }
        guard let column = table[cause] else {
            throw .noColumn(cause, among: table.names)
        }
        rows.note(column)
        let happened = events
        rows.exclude("missing", cause) { happened[$0] > 0 && !column.validity[$0] }
        let texts = LevelTexts(column.evaluated, rowCount: table.rowCount)
        let occurring = Set(
            texts.codes.indices.filter { rows.isUsed[$0] && happened[$0] > 0 }
                .map { texts.codes[$0] }
        ).sorted()
        guard occurring.count <= 20 else {
            throw FormulaError(
                .outcome, "\"\(cause)\" names \(occurring.count) causes; 20 can be told apart.",
                hint: "Put them into fewer groups first: --derive.")
        }
        var codes: [Int32: UInt8] = [:]
        for (index, level) in occurring.enumerated() { codes[level] = UInt8(index + 1) }
        causes = occurring.map { texts.levels[Int($0)] }
        events = happened.indices.map { happened[$0] > 0 ? codes[texts.codes[$0]] ?? 0 : 0 }
    }
}
