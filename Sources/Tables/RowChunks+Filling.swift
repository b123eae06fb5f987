import Dispatch

extension RowChunks {
    /// Makes a column, chunk after chunk on as many threads as are asked for.
    ///
    /// - Parameters:
    ///   - threads: how many chunks are worked on at once; it changes no element.
    ///   - fill: writes every element of the rows of one chunk; `out` is the place of the first.
    public func filled<Element: Sendable>(
        threads: Int, _ type: Element.Type = Element.self,
        _ fill: @Sendable (_ rows: Range<Int>, _ out: UnsafeMutablePointer<Element>) -> Void
    ) -> [Element] where Element: BitwiseCopyable {
        [Element](unsafeUninitializedCapacity: rowCount) { buffer, initialized in
            let target = LentColumn(base: buffer)
            let workers = max(1, min(threads, count))
            DispatchQueue.concurrentPerform(iterations: workers) { worker in
                guard let base = target.base.baseAddress else { return }
                for index in stride(from: worker, to: count, by: workers) {
                    let rows = self[index]
                    fill(rows, base + rows.lowerBound)
                }
            }
            initialized = rowCount
        }
    }
}

/// A column lent to worker threads, each of which writes rows of its own.
private struct LentColumn<Element>: @unchecked Sendable {
    let base: UnsafeMutableBufferPointer<Element>
}
