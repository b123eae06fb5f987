import HypothesisTests

extension TableSentences {
    /// How the share moves along the order of the groups, or the outcome with it.
    var analystTrend: [String] {
        if let slope = effect("risk_difference_per_step"), let event = result.event.value,
            let estimate = slope.estimate.value, let low = slope.confLow.value,
            let high = slope.confHigh.value, let first = table.rows.first,
            let last = table.rows.last
        {
            let points = NumberText.pointsShown(estimate, low, high)
            let step = isOrderDeclared ? "With each step" : "With each unit"
            return [
                "\(step) of \(groupName), from \(NumberText.quoted(first)) to "
                    + "\(NumberText.quoted(last)), the share with \(outcomeWords(event)) "
                    + "\(estimate < 0 ? "falls" : "rises") by "
                    + "\(points(abs(estimate))) percentage points on average "
                    + "(a change of \(points(estimate)); \(level) interval "
                    + "\(points(low)) to \(points(high)))."
            ]
        }
        if result.event.value == nil, let gamma = effect("gamma"),
            let estimate = gamma.estimate.value, let low = gamma.confLow.value,
            let high = gamma.confHigh.value
        {
            return [
                "Of two cases that differ in both, the one further along \(groupName) is "
                    + "\(estimate < 0 ? "less" : "more") often the one further along "
                    + "\(table.columnVariable): gamma, from -1 to 1, is "
                    + "\(NumberText.fixed(estimate)) (\(level) interval "
                    + "\(NumberText.fixed(low)) to \(NumberText.fixed(high)))."
            ]
        }
        return []
    }

    /// The same in natural frequencies; a direction is only named where the interval has one.
    var practitionerTrend: [String] {
        guard let slope = effect("risk_difference_per_step"), let event = result.event.value,
            let estimate = slope.estimate.value, let low = slope.confLow.value,
            let high = slope.confHigh.value, let first = table.rows.first,
            let last = table.rows.last
        else { return [] }
        let path =
            "from \(NumberText.quoted(first)) to \(NumberText.quoted(last)) of \(groupName)"
        guard low > 0 || high < 0 else {
            return [
                "Going \(path), \(counted) do not tell whether \(outcomeWords(event)) becomes "
                    + "more or less common."
            ]
        }
        let perThousand = Int((abs(estimate) * 1000).rounded())
        return [
            "Going \(path), \(outcomeWords(event)) becomes \(estimate > 0 ? "more" : "less") common: "
                + "about \(max(perThousand, 1)) \(estimate > 0 ? "more" : "fewer") in every 1,000 "
                + (isOrderDeclared ? "with each step." : "with each unit.")
        ]
    }

    private func outcomeWords(_ event: String) -> String {
        table.columnVariable.count > 40
            ? "the event" : "\(table.columnVariable) \(NumberText.quoted(event))"
    }
}
