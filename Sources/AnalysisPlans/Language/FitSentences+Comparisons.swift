/// What the model makes of the rows used with all at low, middle and high values of a column.
extension FitSentences {
    /// Whether what is predicted is a chance, and not a mean of counts or numbers.
    var isOfChances: Bool { glance.event.value != nil || glance.nTrials != nil }

    /// Columns along which a curve runs, in order, with their rows over all cases.
    private var curves: [(column: String, rows: [FitResult.EffectRow])] {
        let all = (result.comparisons ?? []).filter { $0.group.value == nil }
        var names: [String] = []
        for name in all.compactMap(\.variable.value) where !names.contains(name) {
            names.append(name)
        }
        return names.map { name in (name, all.filter { $0.variable.value == name }) }
    }

    /// "With absence 1, 6 and 20 for all, the model predicts neet "1" for 4.1, 7.2 and 15.3 in ..."
    var alongCurves: [String] {
        var told: [String] = []
        for (column, rows) in curves {
            let means = rows.filter { $0.isMean && $0.estimate.value != nil }
            guard means.count > 1, let last = rows.last(where: \.isDifference),
                let estimate = last.estimate.value, let high = last.level.value,
                let low = last.reference.value
            else {
                if let note = rows.lazy.compactMap(\.note).first {
                    told.append(
                        "Along \(column) \(NumberText.counted(rows.count, "figure")) cannot be "
                            + "estimated; the first: \(note)")
                }
                continue
            }
            let values = Self.series(means.compactMap(\.level.value))
            let show = isOfChances ? NumberText.points : NumberText.plain
            let figures = Self.series(means.compactMap(\.estimate.value).map(show))
            let points = NumberText.pointsShown(estimate, last.confLow.value, last.confHigh.value)
            let difference = isOfChances ? points : NumberText.plain
            told.append(
                "With \(column) \(values) for all \(cases), the model predicts "
                    + (isOfChances
                        ? "\(happens) for \(figures) in every 100"
                        : "a mean \(glance.outcome) of \(figures)")
                    + ": \(high) against \(low) is a difference of \(difference(estimate))"
                    + (isOfChances ? " in 100" : "") + interval(last, difference) + ".")
        }
        return told
    }

    /// "1, 6 and 20".
    static func series(_ texts: [String]) -> String {
        guard let last = texts.last, texts.count > 1 else { return texts.first ?? "" }
        return texts.dropLast().joined(separator: ", ") + " and " + last
    }
}
