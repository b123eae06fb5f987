import ModelFormula

extension Warnings {
    /// What stands in the place of missing values, where these are a level of their own.
    static func missingLevels(_ frame: ModelFrame) -> [ResultWarning] {
        frame.missingStates.map { state in
            let share = NumberText.percent(Double(state.rows) / Double(frame.rowCount))
            let rows =
                "\(state.variable) has no value in \(NumberText.counted(state.rows, "row")) of "
                + "the \(NumberText.count(frame.rowCount)) used (\(share))"
            let level = VariableSchema.missingLevel
            let said =
                state.number.map { number in
                    "\(rows): it counts there as the mean of the others, "
                        + "\(NumberText.significant(number, 4)), beside an indicator "
                        + "\(state.variable)[\(level)], which makes the fit the same whatever number "
                        + "is put in."
                } ?? "\(rows), which are its level \(level)."
            return ResultWarning("missing_level", said, isNote: true, terms: [state.variable])
        }
    }
}
