import ModelFormula
import Tables

/// Finds a column of dates that lies after the start of cases and goes with their group: then the group could
/// be known only later, and the time before it is immortal.
enum ImmortalTime {
    /// Shares of groups with a date that differ by less say nothing of who began.
    private static let leastDifference = 0.05

    /// The days of one column among the rows used.
    private struct Days {
        var held: [Int]
        var late: [Int]
        var time: [Double]
        var inside = 0

        init(_ frame: SurvivalFrame, _ opened: [Double], _ column: Column, _ days: [Int32]) {
            let groups = frame.variables.groups.first?.factor
            held = [Int](repeating: 0, count: groups?.levels.count ?? 0)
            late = held
            time = held.map { _ in 0 }
            guard let groups else { return }
            for (row, place) in frame.rows.enumerated() where column.validity[place] {
                let code = Int(groups.codes[row])
                held[code] += 1
                let after = Double(days[place]) - opened[row]
                if after >= 0, after <= frame.exit[row] { inside += 1 }
                if after > 0, after <= frame.exit[row] {
                    late[code] += 1
                    time[code] += after
                }
            }
        }
    }

    /// The warning for the first such column; nil without one. A date that one group alone has comes before
    /// one that groups have to unlike shares.
    static func warning(_ frame: SurvivalFrame, _ sample: SurvivalSample, _ table: Table)
        -> ResultWarning?
    {
        guard let opened = frame.opened, let group = frame.variables.groups.first?.factor,
            group.levels.count > 1
        else { return nil }
        let own = Set(frame.missing.map(\.column))
        var members = [Int](repeating: 0, count: group.levels.count)
        for code in group.codes { members[Int(code)] += 1 }
        var shared: ResultWarning?
        for column in table.columns where !own.contains(column.name) {
            guard case .date(let dates) = column.values else { continue }
            let days = Days(frame, opened, column, dates)
            let (held, late) = (days.held.reduce(0, +), days.late.reduce(0, +))
            // A date within the time of its cases.
            guard late > 0, 10 * days.inside >= 9 * held else { continue }
            let holders = days.held.indices.filter { days.held[$0] > 0 }
            if holders.count == 1, 2 * held > members[holders[0]] {
                return onlyOne(
                    group, holders[0], column.name, late, members, days.time.reduce(0, +))
            }
            if shared == nil, holders.count > 1, 2 * held > frame.rows.count {
                shared = unlike(group, column.name, days, members)
            }
        }
        return shared
    }

    private static func onlyOne(
        _ group: HypothesisVariable.Factor, _ holder: Int, _ column: String, _ late: Int,
        _ members: [Int], _ time: Double
    ) -> ResultWarning {
        ResultWarning(
            "immortal_time",
            "Only cases where \(group.plainName) is \(NumberText.quoted(group.levels[holder])) have "
                + "\"\(column)\", and in \(NumberText.count(late)) of "
                + "\(NumberText.count(members[holder])) it comes after the start: "
                + "\(NumberText.plain(time)) days before it count as theirs though they had to pass "
                + "without the event. Say --exposed-from \(column) to count them where they belong.",
            terms: [column, group.plainName])
    }

    /// A date that most cases have, within their time, but not to the same share in every group.
    private static func unlike(
        _ group: HypothesisVariable.Factor, _ column: String, _ days: Days, _ members: [Int]
    ) -> ResultWarning? {
        let codes = members.indices.filter { members[$0] > 0 }
        let shares = codes.map { Double(days.held[$0]) / Double(members[$0]) }
        guard let low = shares.indices.min(by: { shares[$0] < shares[$1] }),
            let high = shares.indices.max(by: { shares[$0] < shares[$1] }),
            shares[high] - shares[low] >= leastDifference
        else { return nil }
        let all = Double(days.held.reduce(0, +)) / Double(members.reduce(0, +))
        // Pearson's chi-squared beyond what chance gives: about six standard deviations.
        let statistic = zip(codes, shares).reduce(0.0) {
            let gap = $1.1 - all
            return $0 + Double(members[$1.0]) * gap * gap / max(all * (1 - all), 1e-9)
        }
        let df = Double(codes.count - 1)
        guard statistic > df + 6 * (2 * df).squareRoot() + 12 else { return nil }
        func said(_ place: Int) -> String {
            "\(NumberText.percent(shares[place])) of \(NumberText.quoted(group.levels[codes[place]]))"
        }
        return ResultWarning(
            "immortal_time",
            "\"\(column)\" comes after the start in \(NumberText.count(days.late.reduce(0, +))) of "
                + "\(NumberText.count(members.reduce(0, +))) cases, and is there for \(said(low)) and "
                + "\(said(high)): if a group begins on that day, the "
                + "\(NumberText.plain(days.time.reduce(0, +))) days before it had to pass without the "
                + "event, and count as the group's. Say --exposed-from \(column) to count them as the "
                + "reference's.", terms: [column, group.plainName])
    }
}
