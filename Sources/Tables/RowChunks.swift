import Dispatch

/// The rows of a table cut into runs of equal length: the unit of every pass over data.
///
/// Whatever a statistic needs from data is a sum over chunks. The cuts depend on the row count
/// alone and partial sums are added in chunk order, so one thread or many give the same bits.
public struct RowChunks: Sendable {
    /// Rows in every chunk but the last.
    public static let standardLength = 16_384

    /// The number of rows in all.
    public let rowCount: Int
    /// Rows in every chunk but the last.
    public let length: Int

    /// Cuts `rowCount` rows into runs of `length`.
    public init(rowCount: Int, length: Int = RowChunks.standardLength) {
        precondition(length > 0, "a chunk holds at least one row")
        self.rowCount = rowCount
        self.length = length
    }

    /// The number of chunks.
    public var count: Int { (rowCount + length - 1) / length }

    /// The rows of a chunk.
    public subscript(_ index: Int) -> Range<Int> {
        index * length..<min(rowCount, (index + 1) * length)
    }

    /// The rows of each chunk, in order.
    public var all: [Range<Int>] { (0..<count).map { self[$0] } }

    /// Sums partial results over the chunks, in chunk order.
    ///
    /// - Parameters:
    ///   - threads: how many chunks are worked on at once; it changes no bit of the answer.
    ///   - makePartial: an empty partial result, made once for each chunk worked on at once.
    ///   - accumulate: adds the rows of one chunk to a partial result that is empty.
    ///   - combine: adds a chunk's partial result to the total, and empties it for its next use.
    public func sum<Partial: Sendable>(
        threads: Int, makePartial: () -> Partial,
        accumulate: @Sendable (_ rows: Range<Int>, _ partial: inout Partial) -> Void,
        combine: (_ partial: inout Partial) -> Void
    ) {
        let width = max(1, min(threads, count))
        if width == 1 {
            var partial = makePartial()
            for index in 0..<count {
                accumulate(self[index], &partial)
                combine(&partial)
            }
            return
        }
        // A wave a few chunks deep for each thread keeps the threads busy at its end.
        var partials = (0..<min(count, width * 4)).map { _ in makePartial() }
        var start = 0
        while start < count {
            let wave = start..<min(count, start + partials.count)
            partials.withUnsafeMutableBufferPointer { buffer in
                let slots = Slots(base: buffer)
                DispatchQueue.concurrentPerform(iterations: width) { worker in
                    var index = wave.lowerBound + worker
                    while index < wave.upperBound {
                        accumulate(self[index], &slots.base[index - wave.lowerBound])
                        index += width
                    }
                }
            }
            for slot in 0..<wave.count { combine(&partials[slot]) }
            start = wave.upperBound
        }
    }
}

/// Disjoint slots lent to worker threads: each writes its own, so no two touch the same memory.
private struct Slots<Partial>: @unchecked Sendable {
    let base: UnsafeMutableBufferPointer<Partial>
}
