import ModelFormula

extension DataSummary {
    /// What a result does not show of the rows left out; nil where none were.
    ///
    /// - Parameter used: what was done with the others, as "counted".
    func leftOut(beside used: String) -> String? {
        let count = rows - rowsUsed
        guard count > 0 else { return nil }
        if let left = casesLeftOut, let cases {
            guard left > 0 else { return nil }
            return "Anything of the \(NumberText.counted(left, "case")) left out "
                + "(\(NumberText.percent(Double(left) / Double(cases))) of "
                + "\(NumberText.count(cases))), who may differ from those \(used)."
        }
        return "Anything of the \(NumberText.counted(count, "row")) left out "
            + "(\(NumberText.percent(Double(count) / Double(rows))) of \(NumberText.count(rows))), "
            + "who may differ from those \(used)."
    }

    /// What was left out but by filters and for a count of 0, which stands for no case.
    var excludedCounts: [RowExclusion] {
        rowsExcluded.filter { $0.code != "zero_weight" && !$0.code.hasPrefix("filter") }
    }

    /// The cases left out, where rows stand for counts of cases and each that was left out was
    /// counted.
    var casesLeftOut: Int? {
        guard cases != nil else { return nil }
        var sum = 0
        for exclusion in excludedCounts {
            guard let count = exclusion.cases else { return nil }
            sum += count
        }
        return sum
    }
}
