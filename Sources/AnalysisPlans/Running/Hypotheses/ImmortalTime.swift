import ModelFormula
import Tables

/// Finds a column of dates that only one group's cases have and that lies after their start: then the
/// group could be known only later, and the time before it is immortal.
enum ImmortalTime {
    /// The warning for the first such column; nil without one.
    static func warning(_ frame: SurvivalFrame, _ sample: SurvivalSample, _ table: Table)
        -> ResultWarning?
    {
        guard let opened = frame.opened, let group = frame.variables.groups.first?.factor,
            group.levels.count > 1
        else { return nil }
        let own = Set(frame.missing.map(\.column))
        for column in table.columns where !own.contains(column.name) {
            guard case .date(let days) = column.values else { continue }
            var holder: Int32?
            var isShared = false
            var (held, late, time, inside) = (0, 0, 0.0, 0)
            for (row, place) in frame.rows.enumerated() where column.validity[place] {
                if let holder, holder != group.codes[row] {
                    isShared = true
                    break
                }
                holder = group.codes[row]
                held += 1
                let after = Double(days[place]) - opened[row]
                if after >= 0, after <= frame.exit[row] { inside += 1 }
                if after > 0, after <= frame.exit[row] {
                    late += 1
                    time += after
                }
            }
            guard !isShared, let holder, late > 0 else { continue }
            let members = group.codes.count { $0 == holder }
            // A date that most of the group has, within the time of its cases, and that nobody else has.
            guard 2 * held > members, 10 * inside >= 9 * held else { continue }
            let name = NumberText.quoted(group.levels[Int(holder)])
            return ResultWarning(
                "immortal_time",
                "Only cases where \(group.plainName) is \(name) have \"\(column.name)\", and in "
                    + "\(NumberText.count(late)) of \(NumberText.count(members)) it comes after the "
                    + "start: \(NumberText.plain(time)) days before it count as theirs though they "
                    + "had to pass without the event. Say --exposed-from \(column.name) to count "
                    + "them where they belong.", terms: [column.name, group.plainName])
        }
        return nil
    }
}
