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
        var upper = SymmetricSums(design.columnCount)
        for (j, column) in design.dense.enumerated() {
            for (i, other) in design.dense[...j].enumerated() {
                upper.add(sums[i + j * denseStride], other.coefficient, column.coefficient)
            }
        }
        for (g, group) in packed.groups.enumerated() {
            addPanel(g, group, sums, design, to: &upper)
            for h in packed.groups.indices.dropFirst(g + 1) {
                addTable(tables[g][h], group, packed.groups[h], sums, to: &upper)
            }
        }
        return upper.matrix
    }

    private func addPanel(
        _ g: Int, _ group: PackedCodes.Group, _ sums: [Double], _ design: Design,
        to upper: inout SymmetricSums
    ) {
        let panel = panels[g]
        let columns = design.dense.map(\.coefficient)
        let codes = group.members.map(\.coefficientOfCell)
        for (m, own) in codes.enumerated() {
            for cell in 0..<panel.cellCount where own[cell] >= 0 {
                for (j, column) in columns.enumerated() {
                    upper.add(
                        sums[panel.index(Self.firstColumnLane + j, cell)], own[cell], column)
                }
                let weight = sums[panel.index(Self.weightLane, cell)]
                for other in m..<codes.count where codes[other][cell] >= 0 {
                    upper.add(weight, own[cell], codes[other][cell])
                }
            }
        }
    }

    /// Unfolds a table of two joint factors: first its rows into those of the blocks of the one,
    /// then their columns into those of the other's.
    private func addTable(
        _ place: Int, _ first: PackedCodes.Group, _ second: PackedCodes.Group, _ sums: [Double],
        to upper: inout SymmetricSums
    ) {
        let columns = second.cellCount
        for member in first.members {
            guard let lowest = member.coefficientOfCell.first(where: { $0 >= 0 }) else { continue }
            let count = (member.coefficientOfCell.max() ?? lowest) - lowest + 1
            var rows = [Double](repeating: 0, count: count * columns)
            for cell in 0..<first.cellCount {
                let coefficient = member.coefficientOfCell[cell]
                guard coefficient >= 0 else { continue }
                let from = place + cell * columns
                let to = (coefficient - lowest) * columns
                for k in 0..<columns { rows[to + k] += sums[from + k] }
            }
            for other in second.members {
                let codes = other.coefficientOfCell
                for row in 0..<count {
                    for cell in 0..<columns where codes[cell] >= 0 {
                        upper.add(rows[row * columns + cell], lowest + row, codes[cell])
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

/// A symmetric matrix that is added to in one of its triangles.
private struct SymmetricSums {
    private let count: Int
    private var elements: [Double]

    init(_ count: Int) {
        self.count = count
        elements = [Double](repeating: 0, count: count * count)
    }

    mutating func add(_ value: Double, _ i: Int, _ j: Int) {
        elements[i <= j ? i + j * count : j + i * count] += value
    }

    var matrix: Matrix {
        var full = elements
        for j in 0..<count {
            for i in 0..<j { full[j + i * count] = full[i + j * count] }
        }
        return Matrix(rows: count, columns: count, elements: full)
    }
}
