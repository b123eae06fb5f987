/// What a reader who puts all shown numbers together can say of a suppressed count.
///
/// The reader is taken to know every shown count to the last case (more than rounding leaves), every sum that
/// ties them, and that a suppressed count is not 0 where zeros are shown. The smallest and the largest value left
/// are sought by linear programming over the moves that leave everything shown as it is. A vertex whose moves are
/// whole numbers is a second table that agrees with the report: ``CountSystem/allows(_:)`` proves it, and a
/// range is never said to be wider than two such tables are apart. Sums of tables that are not a network can have
/// vertices that are no whole numbers; their moves are sought on a coarser grid, and what is not found there
/// counts as not protected.
struct CellAttack {
    private let system: CountSystem
    private let reach: Int
    private let column: [Int?]
    private let cells: [Int]
    private let rows: [[Int: Double]]
    private let start: BoundedSimplex

    /// - Parameter reach: how far a count is moved at most.
    init(_ system: CountSystem, reach: Int) {
        self.system = system
        self.reach = reach
        let free = Self.movable(system)
        var column = [Int?](repeating: nil, count: system.counts.count)
        for (index, cell) in free.enumerated() { column[cell] = index }
        var rows: [[Int: Double]] = []
        for relation in system.relations {
            var row: [Int: Double] = [:]
            for (cell, sign) in relation.terms {
                if let index = column[cell] { row[index] = Double(sign) }
            }
            if !row.isEmpty { rows.append(row) }
        }
        self.column = column
        self.rows = rows
        cells = free
        start = Self.program(system, free, rows, reach: reach, grid: 1)
    }

    /// Moves that take a count as far up as what is shown allows, or down; nil where it cannot move at all, or no
    /// table of whole numbers was found.
    func moves(of cell: Int, up: Bool) -> [Int]? {
        guard let target = column[cell] else { return nil }
        for grid in [1, 2, 3, 4, 6] {
            var program =
                grid == 1 ? start : Self.program(system, cells, rows, reach: reach, grid: grid)
            var cost = [Double](repeating: 0, count: cells.count)
            cost[target] = up ? -1 : 1
            guard program.minimise(cost) else { continue }
            var moves = [Int](repeating: 0, count: system.counts.count)
            for (index, cell) in cells.enumerated() {
                // Bounds of the program keep this small.
                moves[cell] = Int((program.values[index] * Double(grid)).rounded())
            }
            if system.allows(moves) { return moves[cell] == 0 ? nil : moves }
        }
        return nil
    }

    /// The counts that may move: not those shown, nor those that are the only unknown of a sum.
    private static func movable(_ system: CountSystem) -> [Int] {
        var isFixed = system.knowledge.map { $0 == .shown }
        var changed = true
        while changed {
            changed = false
            for relation in system.relations {
                var unknown: Int?
                var several = false
                for cell in relation.terms.keys where !isFixed[cell] {
                    several = unknown != nil
                    unknown = cell
                    if several { break }
                }
                if let unknown, !several {
                    isFixed[unknown] = true
                    changed = true
                }
            }
        }
        return system.counts.indices.filter { !isFixed[$0] }
    }

    /// The program whose variables are steps of a grid: its vertices are whole numbers once multiplied by it where
    /// their denominators divide it.
    private static func program(
        _ system: CountSystem, _ cells: [Int], _ rows: [[Int: Double]], reach: Int, grid: Int
    ) -> BoundedSimplex {
        BoundedSimplex(
            rows: rows,
            lower: cells.map {
                -Double(min(reach, system.counts[$0] - system.least($0)) / grid)
            },
            upper: cells.map { _ in Double(reach / grid) })
    }
}
