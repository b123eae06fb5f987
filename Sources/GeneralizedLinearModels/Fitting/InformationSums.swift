import LinearAlgebra
import ModelFormula

/// Where X'WX, X'r and the log-likelihood of a design lie in one run of numbers, so that a share
/// of the rows is added to the total by one loop.
///
/// Dense columns meet each other in a square. A joint factor has a panel: for each of its cells the
/// sums of w, of r and of w x for every dense column x, eight beside each other. Two joint factors
/// meet in a table, rows for the first. `information` and `score` unfold what the blocks within a
/// joint factor share.
struct InformationLayout: Sendable {
    struct Panel: Sendable {
        let cellCount: Int
        /// The sum of lane l at cell c: place + (l / 8) · 8 · cellCount + 8 c + l mod 8.
        let place: Int

        func index(_ lane: Int, _ cell: Int) -> Int {
            place + (lane >> 3) * 8 * cellCount + 8 * cell + (lane & 7)
        }
    }

    /// Lanes of a panel before those of the dense columns: Σ w m² and Σ r m.
    static let weightLane = 0
    static let scoreLane = 1
    static let firstColumnLane = 2

    let denseCount: Int
    /// Sums between one dense column's and the next one's, the column of residuals counted as the
    /// last: √W X and r/√w are met with each other by one call.
    let denseStride: Int
    let denseScore: Int
    let panels: [Panel]
    /// Vectors of eight lanes that hold a panel's columns.
    let strips: Int
    /// The table of joint factors g < h.
    let tables: [[Int]]
    let logLikelihood: Int
    let count: Int

    init(_ design: Design, _ packed: PackedCodes) {
        let p = design.dense.count
        denseCount = p
        denseStride = p + 1
        denseScore = p * denseStride
        var next = denseStride * denseStride
        strips = (p + Self.firstColumnLane + 7) / 8
        var panels: [Panel] = []
        for group in packed.groups {
            panels.append(Panel(cellCount: group.cellCount, place: next))
            next += group.cellCount * 8 * strips
        }
        var tables: [[Int]] = []
        for g in panels.indices {
            var row: [Int] = []
            for h in panels.indices {
                row.append(next)
                if h > g { next += panels[g].cellCount * panels[h].cellCount }
            }
            tables.append(row)
        }
        self.panels = panels
        self.tables = tables
        logLikelihood = next
        count = next + 1
    }

    /// X'WX in coefficient order.
    func information(_ sums: [Double], _ design: Design, _ packed: PackedCodes) -> Matrix {
        let count = design.columnCount
        var elements = [Double](repeating: 0, count: count * count)
        elements.withUnsafeMutableBufferPointer { elements in
            sums.withUnsafeBufferPointer { sums in
                guard let all = elements.baseAddress, let sums = sums.baseAddress else { return }
                unfold(sums, design, packed, to: SymmetricSums(elements: all, count: count))
            }
        }
        return Matrix(rows: count, columns: count, elements: elements)
    }

    private func unfold(
        _ sums: UnsafePointer<Double>, _ design: Design, _ packed: PackedCodes,
        to upper: SymmetricSums
    ) {
        for (j, column) in design.dense.enumerated() {
            for (i, other) in design.dense[...j].enumerated() {
                upper.add(sums[i + j * denseStride], other.coefficient, column.coefficient)
            }
        }
        let columns = design.dense.map(\.coefficient)
        for (g, group) in packed.groups.enumerated() {
            addPanel(panels[g], group, sums, columns, to: upper)
            for h in packed.groups.indices.dropFirst(g + 1) {
                addTable(sums + tables[g][h], group, packed.groups[h], to: upper)
            }
        }
        upper.mirror()
    }

    private func addPanel(
        _ panel: Panel, _ group: PackedCodes.Group, _ sums: UnsafePointer<Double>,
        _ columns: [Int], to upper: SymmetricSums
    ) {
        for (m, member) in group.members.enumerated() {
            let others = group.members[m...]
            for (cell, own) in member.coefficientOfCell.enumerated() where own >= 0 {
                for (j, column) in columns.enumerated() {
                    upper.add(sums[panel.index(Self.firstColumnLane + j, cell)], own, column)
                }
                let weight = sums[panel.index(Self.weightLane, cell)]
                for other in others where other.coefficientOfCell[cell] >= 0 {
                    upper.add(weight, own, other.coefficientOfCell[cell])
                }
            }
        }
    }

    /// Unfolds a table of two joint factors: first its rows into those of the blocks of the one,
    /// then their columns into those of the other's.
    private func addTable(
        _ table: UnsafePointer<Double>, _ first: PackedCodes.Group, _ second: PackedCodes.Group,
        to upper: SymmetricSums
    ) {
        let columns = second.cellCount
        for member in first.members {
            guard let lowest = member.coefficientOfCell.first(where: { $0 >= 0 }) else { continue }
            let count = (member.coefficientOfCell.max() ?? lowest) - lowest + 1
            withUnsafeTemporaryAllocation(of: Double.self, capacity: count * columns) { scratch in
                guard let rows = scratch.baseAddress else { return }
                rows.initialize(repeating: 0, count: count * columns)
                for (cell, coefficient) in member.coefficientOfCell.enumerated()
                where coefficient >= 0 {
                    let (from, to) = (cell * columns, (coefficient - lowest) * columns)
                    for k in 0..<columns { rows[to + k] += table[from + k] }
                }
                for other in second.members {
                    for (cell, coefficient) in other.coefficientOfCell.enumerated()
                    where coefficient >= 0 {
                        for row in 0..<count {
                            upper.add(rows[row * columns + cell], lowest + row, coefficient)
                        }
                    }
                }
            }
        }
    }

    /// X'r in coefficient order.
    func score(_ sums: [Double], _ design: Design, _ packed: PackedCodes) -> [Double] {
        var result = [Double](repeating: 0, count: design.columnCount)
        for (j, column) in design.dense.enumerated() {
            result[column.coefficient] = sums[denseScore + j]
        }
        for (g, group) in packed.groups.enumerated() {
            for cell in 0..<group.cellCount {
                for member in group.members where member.coefficientOfCell[cell] >= 0 {
                    result[member.coefficientOfCell[cell]] +=
                        sums[panels[g].index(Self.scoreLane, cell)]
                }
            }
        }
        return result
    }
}

/// A symmetric matrix, by columns, that is added to in its upper triangle.
private struct SymmetricSums {
    let elements: UnsafeMutablePointer<Double>
    let count: Int

    @inline(__always)
    func add(_ value: Double, _ i: Int, _ j: Int) {
        elements[i <= j ? i + j * count : j + i * count] += value
    }

    /// Copies the upper triangle into the lower one.
    func mirror() {
        for j in 0..<count {
            for i in 0..<j { elements[j + i * count] = elements[i + j * count] }
        }
    }
}
