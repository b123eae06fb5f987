extension DataSummary {
    /// What a result does not show of the rows left out; nil where none were.
    ///
    /// - Parameter used: what was done with the others, as "counted".
    func leftOut(beside used: String) -> String? {
        let count = rows - rowsUsed
        guard count > 0 else { return nil }
        return "Anything of the \(NumberText.counted(count, "row")) left out "
            + "(\(NumberText.percent(Double(count) / Double(rows))) of \(NumberText.count(rows))), "
            + "who may differ from those \(used)."
    }
}
