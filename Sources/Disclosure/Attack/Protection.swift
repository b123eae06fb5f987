/// Which counts are suppressed, so that no small one can be worked out.
struct Protection {
    /// Why a count is suppressed.
    enum Cause {
        case small
        case dominated
        case complementary
    }

    /// How far the counts that agree with everything shown lie below and above the true one, at least.
    struct Range: Sendable, Hashable {
        var below: Int
        var above: Int
    }

    private let profile: DisclosureProfile
    private let reach: Int
    private(set) var system: CountSystem
    /// Why each suppressed count is; nil for those that are shown, or neither small nor printed.
    private(set) var causes: [Cause?]
    /// Tables that agree with the report, by how each count moves from the true one.
    private var witnesses: [[Int]] = []

    /// Counts to protect.
    ///
    /// - Parameters:
    ///   - isTold: whether the report says a count, or a figure made of it.
    ///   - causes: why a count is suppressed for its own sake.
    init(
        counts: [Int], relations: [ReportNumbers.Relation], isTold: [Bool], causes: [Cause?],
        profile: DisclosureProfile
    ) {
        self.profile = profile
        self.causes = causes
        reach = 16 * (profile.threshold + profile.protectionRange + 1)
        system = CountSystem(
            counts: counts, relations: relations,
            knowledge: isTold.indices.map {
                isTold[$0] ? (causes[$0] == nil ? .shown : .suppressed) : .unprinted
            },
            leastSuppressed: profile.leastSuppressed)
        if profile.hasSecondarySuppression { complete() }
    }

    /// What the reader's range of a suppressed count is known to hold.
    func range(of cell: Int) -> Range {
        var range = Range(below: 0, above: 0)
        for moves in witnesses {
            range.below = max(range.below, -moves[cell])
            range.above = max(range.above, moves[cell])
        }
        return range
    }

    /// Whether a reader's range spans more than the protection range and, where the count is small, holds counts
    /// that are not.
    func isProtected(_ cell: Int) -> Bool {
        guard let cause = causes[cell] else { return true }
        let range = range(of: cell)
        return range.below + range.above > profile.protectionRange
            && (range.below + range.above > 0)
            && (cause != .small || system.counts[cell] + range.above >= profile.threshold)
    }

    /// How far up a count must be able to move.
    private func need(_ cell: Int) -> Int {
        let width = profile.protectionRange + 1
        return causes[cell] == .small ? max(width, profile.threshold - system.counts[cell]) : width
    }

    private mutating func complete() {
        let order = causes.indices.filter { causes[$0] != nil }.sorted {
            (-need($0), $0) < (-need($1), $1)
        }
        var targets = order
        var demand = 1
        while !targets.isEmpty {
            for cell in targets where !isProtected(cell) {
                let attack = CellAttack(system, reach: reach)
                look(at: cell, with: attack)
                if isProtected(cell) { continue }
                suppress(complementOf: cell, times: demand)
                look(at: cell, with: CellAttack(system, reach: reach))
            }
            // What was suppressed for others' sake is attacked as well.
            examine()
            targets = causes.indices.filter { !isProtected($0) }
            demand += 1
            if demand > 3, !targets.isEmpty {
                // No moves of whole numbers were found: nothing that is tied to them is shown.
                if !suppressNeighbours(of: targets) { break }
                examine()
                targets = causes.indices.filter { !isProtected($0) }
            }
        }
        relent()
    }

    private mutating func examine() {
        var attack: CellAttack?
        for cell in causes.indices where causes[cell] != nil && !isProtected(cell) {
            let made = attack ?? CellAttack(system, reach: reach)
            attack = made
            look(at: cell, with: made)
        }
    }

    private mutating func look(at cell: Int, with attack: CellAttack) {
        for up in [true, false] where !isProtected(cell) {
            if let moves = attack.moves(of: cell, up: up) { witnesses.append(moves) }
        }
    }

    /// Suppresses the counts of fewest cases that let a count move as far as it must: the moves of least cost,
    /// where a count that is shown costs its cases (Kelly, Golden and Assad 1992).
    private mutating func suppress(complementOf cell: Int, times demand: Int) {
        var rows: [[Int: Double]] = system.relations.map { _ in [:] }
        var holders: [Int] = []
        var lower: [Double] = []
        var upper: [Double] = []
        var cost: [Double] = []
        var target = -1
        let columns = relationsByCell()
        for index in system.counts.indices where !columns[index].isEmpty {
            let count = system.counts[index]
            func add(_ low: Int, _ high: Int, _ price: Double) {
                for (row, sign) in columns[index] { rows[row][holders.count] = Double(sign) }
                holders.append(index)
                lower.append(Double(low))
                upper.append(Double(high))
                cost.append(price)
            }
            if system.knowledge[index] != .shown {
                if index == cell { target = holders.count }
                let top = index == cell ? min(reach, need(cell) * demand) : reach
                add(-min(reach, count - system.least(index)), top, 0)
            } else if count > 0 {
                let price = Double(count) + Double(profile.threshold)
                add(0, reach, price)
                // A move down is counted on a variable of its own, from 0 downwards.
                add(-min(reach, count - min(count, system.leastSuppressed)), 0, -price)
            }
        }
        guard target >= 0 else { return }
        var program = BoundedSimplex(
            rows: rows.filter { !$0.isEmpty }, lower: lower, upper: upper)
        var aim = [Double](repeating: 0, count: cost.count)
        aim[target] = -1
        guard program.minimise(aim) else { return }
        program.hold(target)
        _ = program.minimise(cost)
        for (column, index) in holders.enumerated()
        where abs(program.values[column]) > 1e-6 && system.knowledge[index] == .shown {
            hide(index)
        }
    }

    private func relationsByCell() -> [[(row: Int, sign: Int)]] {
        var columns: [[(row: Int, sign: Int)]] = system.counts.map { _ in [] }
        for (row, relation) in system.relations.enumerated() {
            for (cell, sign) in relation.terms { columns[cell].append((row, sign)) }
        }
        return columns
    }

    private mutating func hide(_ cell: Int) {
        system.knowledge[cell] = .suppressed
        causes[cell] = .complementary
    }

    /// Suppresses all counts that share a sum with these; false where none was left.
    private mutating func suppressNeighbours(of cells: [Int]) -> Bool {
        let wanted = Set(cells)
        var found = false
        for relation in system.relations
        where relation.terms.keys.contains(where: { wanted.contains($0) }) {
            for cell in relation.terms.keys.sorted()
            where system.knowledge[cell] == .shown && system.counts[cell] > 0 {
                hide(cell)
                found = true
            }
        }
        if found { return true }
        // Sums further away, up to all.
        var known = wanted
        for _ in system.relations {
            let size = known.count
            for relation in system.relations
            where relation.terms.keys.contains(where: { known.contains($0) }) {
                known.formUnion(relation.terms.keys)
            }
            if known.count == size { break }
        }
        for cell in known.sorted()
        where system.knowledge[cell] == .shown && system.counts[cell] > 0 {
            hide(cell)
            found = true
        }
        return found
    }

    /// Shows again what need not be suppressed, the largest counts first.
    private mutating func relent() {
        let candidates = causes.indices.filter { causes[$0] == .complementary }.sorted {
            (-system.counts[$0], $0) < (-system.counts[$1], $1)
        }
        for cell in candidates {
            var trial = self
            trial.causes[cell] = nil
            trial.system.knowledge[cell] = .shown
            trial.witnesses.removeAll { $0[cell] != 0 }
            trial.examine()
            if trial.causes.indices.allSatisfy({ trial.isProtected($0) }) { self = trial }
        }
    }
}
