/// What was asked for by values, in a practitioner's words.
extension FitSentences {
    var asked: [String] {
        let all = result.effects ?? []
        let rows = all.filter { $0.group.value == nil }
        func both(_ row: FitResult.EffectRow, _ sentence: String?) -> [String] {
            guard let sentence else { return [] }
            return [sentence] + [groupByGroup(row, among: all)].compactMap(\.self)
        }
        let steps = rows.filter { $0.name == "average_difference" }
            .flatMap { both($0, moved($0)) }
        let compared = rows.filter { $0.isDifference && isAsked($0) }
            .flatMap { both($0, self.compared($0, among: rows)) }
        let predictions = rows.filter { !$0.at.isEmpty }.flatMap { both($0, predicted($0)) }
        return steps + compared + predictions
    }

    private func moved(_ row: FitResult.EffectRow) -> String? {
        guard let step = row.step, let variable = row.variable.value, let low = row.confLow.value,
            let high = row.confHigh.value, let estimate = row.estimate.value
        else { return nil }
        let start =
            "With \(NumberText.plain(abs(step))) \(step < 0 ? "less" : "more") of \(variable), the model "
            + "expects "
        if isOfCounts {
            let show = PractitionerNumbers.perHundred(of: Self.ends(low, high, estimate))
            return start + "about \(show(abs(estimate))) \(estimate < 0 ? "fewer" : "more") of "
                + "\(glance.outcome) for every 100 cases"
                + range(low, high, "for every 100 cases", show) + "."
        }
        guard isOfChances else {
            let show = PractitionerNumbers.average(of: Self.ends(low, high, estimate))
            return start + "\(show(abs(estimate))) \(estimate < 0 ? "less" : "more") of "
                + "\(glance.outcome) on average" + range(low, high, nil, show) + "."
        }
        let base = [100, 1_000, 10_000, 100_000].first { abs(estimate) * Double($0) >= 0.5 } ?? 100
        func show(_ value: Double) -> String {
            NumberText.count((value * Double(base)).rounded())
        }
        return start + "about \(show(abs(estimate))) \(estimate < 0 ? "fewer" : "more") in every "
            + "\(NumberText.count(base)) with \(happens)"
            + range(low, high, "in every \(NumberText.count(base))", show) + "."
    }

    private func predicted(_ row: FitResult.EffectRow) -> String? {
        guard let estimate = row.estimate.value, let low = row.confLow.value,
            let high = row.confHigh.value
        else { return nil }
        let set = Self.series(row.at.map { "\($0.column) \(NumberText.quoted($0.value))" })
        guard isOfChances else {
            let show = PractitionerNumbers.average(of: [low, high, estimate])
            return "With \(set), the model expects \(glance.outcome) to be \(show(estimate)) on "
                + "average; anything from \(show(low)) to \(show(high)) fits these figures."
        }
        let base = [100, 1_000, 10_000].first { low * Double($0) >= 0.5 } ?? 100_000
        return "With \(set), the model expects \(happens) for "
            + "\(ChanceWords.inHundred(estimate, atLeast: base)); anything from "
            + "\(NumberText.count((low * Double(base)).rounded())) to "
            + "\(NumberText.count((high * Double(base)).rounded())) in every "
            + "\(NumberText.count(base)) fits these figures."
    }
}

/// Numbers as a practitioner reads them: few digits, and never a difference that is rounded away.
enum PractitionerNumbers {
    /// Averages, with as many decimals as the smallest of some differences needs.
    static func average(of differences: [Double]) -> (Double) -> String {
        let smallest = differences.map { abs($0) }.filter { $0 > 0 }.min() ?? 1
        let largest = differences.map { abs($0) }.max() ?? 1
        let fewest = largest >= 100 ? 0 : largest >= 10 ? 1 : 2
        let places = self.places(from: fewest, for: smallest)
        return { value in
            places == 0 ? NumberText.count(value.rounded()) : NumberText.fixed(value, places)
        }
    }

    /// Counts a case as so many for every 100 cases.
    static func perHundred(of differences: [Double]) -> (Double) -> String {
        let smallest = differences.map { abs($0) }.filter { $0 > 0 }.min() ?? 1
        let places = self.places(from: 0, for: smallest * 100)
        return { value in
            places == 0
                ? NumberText.count((value * 100).rounded()) : NumberText.fixed(value * 100, places)
        }
    }

    /// The decimals that a number needs so as not to round to 0.
    private static func places(from fewest: Int, for smallest: Double) -> Int {
        var (places, unit) = (0, 0.5)
        while places < fewest || (smallest < unit && places < 6) {
            (places, unit) = (places + 1, unit / 10)
        }
        return places
    }
}
