import LinearAlgebra
import ModelFormula

/// Where X'WX, X'r and the log-likelihood of a design lie in one run of numbers, so that a chunk's
/// share is added to the total by one loop.
///
/// Dense columns meet each other in a square, cells of a factor meet dense columns in a panel of a
/// row a cell, and cells of two factors meet in a table; every panel and table has a spare row (and
/// column) for rows without a cell.
struct InformationLayout: Sendable {
    struct Block: Sendable {
        let cellCount: Int
        let panel: Int
        let diagonal: Int
        let score: Int
    }

    let denseCount: Int
    let denseScore: Int
    let blocks: [Block]
    /// The table of blocks s < t, rows for s.
    let pairs: [[Int]]
    let logLikelihood: Int
    let count: Int

    init(_ design: Design) {
        let p = design.dense.count
        var next = p * p
        denseCount = p
        denseScore = next
        next += p
        var blocks: [Block] = []
        for block in design.coded {
            let cells = block.cellCount + 1
            blocks.append(
                Block(
                    cellCount: block.cellCount, panel: next, diagonal: next + cells * p,
                    score: next + cells * p + cells))
            next += cells * (p + 2)
        }
        var pairs: [[Int]] = []
        for s in blocks.indices {
            var row: [Int] = []
            for t in blocks.indices {
                row.append(next)
                if t > s { next += (blocks[s].cellCount + 1) * (blocks[t].cellCount + 1) }
            }
            pairs.append(row)
        }
        self.blocks = blocks
        self.pairs = pairs
        logLikelihood = next
        count = next + 1
    }

    /// X'WX in coefficient order.
    func information(_ sums: [Double], _ design: Design) -> Matrix {
        var result = Matrix(rows: design.columnCount, columns: design.columnCount)
        func set(_ i: Int, _ j: Int, _ value: Double) {
            result[i, j] = value
            result[j, i] = value
        }
        for (j, column) in design.dense.enumerated() {
            for (i, other) in design.dense[...j].enumerated() {
                set(other.coefficient, column.coefficient, sums[i + j * denseCount])
            }
        }
        for (s, block) in blocks.enumerated() {
            let first = design.coded[s].firstCoefficient
            for cell in 0..<block.cellCount {
                set(first + cell, first + cell, sums[block.diagonal + cell])
                for (j, column) in design.dense.enumerated() {
                    set(
                        first + cell, column.coefficient,
                        sums[block.panel + cell + j * (block.cellCount + 1)])
                }
            }
            for t in blocks.indices.dropFirst(s + 1) {
                let columns = blocks[t].cellCount + 1
                let second = design.coded[t].firstCoefficient
                for cell in 0..<block.cellCount {
                    for other in 0..<blocks[t].cellCount {
                        set(
                            first + cell, second + other, sums[pairs[s][t] + cell * columns + other]
                        )
                    }
                }
            }
        }
        return result
    }

    /// X'r in coefficient order.
    func score(_ sums: [Double], _ design: Design) -> [Double] {
        var result = [Double](repeating: 0, count: design.columnCount)
        for (j, column) in design.dense.enumerated() {
            result[column.coefficient] = sums[denseScore + j]
        }
        for (s, block) in blocks.enumerated() {
            for cell in 0..<block.cellCount {
                result[design.coded[s].firstCoefficient + cell] = sums[block.score + cell]
            }
        }
        return result
    }
}
