import DataDescription
import Tables

/// Commands that could come after a description.
enum NextCommands {
    static func after(
        _ table: TableDescription, plan: DescribePlan, outcomes: [DescribeResult.Outcome]
    ) -> [String] {
        let data = CommandText.argument(plan.options.data)
        var commands: [String] = []
        var reading = SuggestedReading()
        for finding in table.findings where finding.isWarning { reading.add(finding.reading) }
        // One mark cannot part both; which of the columns is right is for the reader to say.
        if reading.thousands?.rawValue == (reading.decimal ?? plan.options.decimal).rawValue {
            reading.thousands = nil
            reading.decimal = nil
        }
        let options = CommandText.options(reading, plan.options)
        if !options.isEmpty { commands.append("casewise describe \(data) \(options)") }
        let told = CommandText.told(plan.options)
        let tail = data + (told.isEmpty ? "" : " " + told)
        let spread = Set(
            table.findings.filter { $0.code == .indicatorColumns }.flatMap(\.columns))
        var groups = table.columns.filter {
            !spread.contains($0.name) && ($0.role == .binary || $0.role == .category)
                && (2...12).contains($0.distinct) && !$0.isNamedLikeOutcome
        }
        let suggested = outcome(table, outcomes)
        guard let outcome = suggested else {
            if groups.count > 1 { commands.append("casewise test 'OUTCOME ~ GROUP' \(tail)") }
            return commands
        }
        groups.removeAll { outcome.columns.contains($0.name) }
        if let group = groups.first {
            commands.append(
                "casewise test "
                    + CommandText.argument("\(outcome.formula) ~ \(CommandText.name(group.name))")
                    + " \(tail)")
        }
        if groups.count > 1 {
            let terms = groups.prefix(3).map { CommandText.name($0.name) }.joined(separator: " + ")
            commands.append(
                "casewise fit " + CommandText.argument("\(outcome.formula) ~ \(terms)")
                    + " \(tail)")
        }
        return commands
    }

    /// What a formula could have on its left: a column that is named like an outcome, or how often
    /// a run of columns says that somebody is without work.
    private static func outcome(
        _ table: TableDescription, _ outcomes: [DescribeResult.Outcome]
    ) -> (formula: String, columns: Set<String>)? {
        if let first = outcomes.first, first.namedLikeOutcome {
            return (CommandText.name(first.column), [first.column])
        }
        for run in table.runs {
            guard
                let level = run.levels.first(where: {
                    ["neet", "joblessness", "jobless", "unemployed"].contains($0.level.lowercased())
                })
            else { continue }
            let range = "\(CommandText.name(run.first)):\(CommandText.name(run.last))"
            let names = table.columns.filter { run.positions.contains($0.position) }.map(\.name)
            return ("count_equal(\(range), \"\(level.level)\") >= 6", Set(names))
        }
        return nil
    }
}

extension CommandText {
    /// The options that a file is read with, where they are not the usual ones.
    static func told(_ options: DataOptions) -> String {
        var words: [String] = []
        let delimiters = [",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"]
        if let delimiter = delimiters[options.delimiter] {
            words.append("--delimiter \(delimiter)")
        }
        if options.missingWords != CSVDialect.standardMissingWords {
            let named = options.missingWords.filter { !$0.isEmpty }.joined(separator: ",")
            if !named.isEmpty { words.append("--na-words=" + argument(named)) }
        }
        if options.decimal != .point { words.append("--decimal \(options.decimal.rawValue)") }
        if let thousands = options.thousands { words.append("--thousands \(thousands.rawValue)") }
        if !options.currency.isEmpty {
            words.append("--currency " + argument(options.currency.joined(separator: ",")))
        }
        if let order = options.dateOrder { words.append("--date-order \(order.rawValue)") }
        for (column, kind) in options.kinds.sorted(by: { $0.key < $1.key }) {
            words.append("--type " + argument("\(column)=\(kind.rawValue)"))
        }
        return words.joined(separator: " ")
    }
}
