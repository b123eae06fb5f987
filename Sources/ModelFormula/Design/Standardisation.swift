import CKernels
import Tables

/// How a design reads a column of numbers: (x - centre) / scale, with a mean of 0 where it is
/// centred and a root mean square of 1.
///
/// Sums are over chunks in order, so that threads change no bit.
struct Standardisation {
    let centre: Double
    let scale: Double
    /// The largest |(x - centre) / scale|.
    let bound: Double

    init(_ column: [Double], isCentred: Bool, chunks: RowChunks, threads: Int) {
        guard let first = column.first, column.count == chunks.rowCount else {
            (centre, scale, bound) = (0, 1, 0)
            return
        }
        // Deviations from the first value keep the digits that a sum of large numbers loses.
        let origin = isCentred ? first : 0
        let moments = Moments(column, from: origin, chunks, threads)
        let count = Double(column.count)
        let mean = isCentred ? moments.sum / count : 0
        let centre = origin + mean
        let largest = max(abs(moments.highest - centre), abs(moments.lowest - centre))
        var meanSquare = moments.squares / count - mean * mean
        // Where the first value lies far off, or squares overflow or vanish, they are summed anew.
        let isSafe = meanSquare > 1e-200 && meanSquare < 1e200 && mean * mean < 1e6 * meanSquare
        if largest > 0, largest.isFinite, !isSafe {
            let squares = Self.sum(column, chunks, threads) { value in
                let share = (value - centre) / largest
                return share * share
            }
            meanSquare = squares / count
        }
        self.centre = centre
        let root = meanSquare.squareRoot()
        let scale = largest > 0 && largest.isFinite ? (isSafe ? root : largest * root) : 1
        // Of smaller numbers than this the reciprocal is none.
        self.scale = max(scale, 4 * Double.leastNormalMagnitude)
        bound = largest / self.scale
    }

    /// The standardised numbers.
    func applied(to column: [Double], chunks: RowChunks, threads: Int) -> [Double] {
        guard centre != 0 || scale != 1 else { return column }
        return chunks.filled(threads: threads, Double.self) { rows, out in
            column.withUnsafeBufferPointer { column in
                for row in rows { out[row - rows.lowerBound] = (column[row] - centre) / scale }
            }
        }
    }

    private static func sum(
        _ column: [Double], _ chunks: RowChunks, _ threads: Int,
        _ term: @Sendable (Double) -> Double
    ) -> Double {
        var total = 0.0
        chunks.sum(
            threads: threads, makePartial: { 0.0 },
            accumulate: { rows, partial in
                column.withUnsafeBufferPointer { column in
                    for row in rows { partial += term(column[row]) }
                }
            },
            combine: { partial in
                total += partial
                partial = 0
            })
        return total
    }
}

/// Sums of deviations from an origin and of their squares, and the ends of a column.
private struct Moments: Sendable {
    var sum = 0.0
    var squares = 0.0
    var lowest = Double.infinity
    var highest = -Double.infinity

    private init() {}

    init(_ column: [Double], from origin: Double, _ chunks: RowChunks, _ threads: Int) {
        var total = Moments()
        chunks.sum(
            threads: threads, makePartial: { Moments() },
            accumulate: { rows, partial in
                column.withUnsafeBufferPointer { column in
                    guard let x = column.baseAddress else { return }
                    partial = Moments(cw_column_moments(rows.count, x + rows.lowerBound, origin))
                }
            },
            combine: { total.add($0) })
        self = total
    }

    private init(_ moments: cw_moments) {
        sum = moments.sum
        squares = moments.squares
        lowest = moments.lowest
        highest = moments.highest
    }

    private mutating func add(_ other: Moments) {
        sum += other.sum
        squares += other.squares
        lowest = min(lowest, other.lowest)
        highest = max(highest, other.highest)
    }
}
