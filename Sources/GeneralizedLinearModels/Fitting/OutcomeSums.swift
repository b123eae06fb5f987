import CKernels
import ModelFormula
import Tables

/// Σ w and Σ w y of the rows of a fit.
struct OutcomeSums {
    private(set) var total = 0.0
    private(set) var sum = 0.0

    /// - Parameter weights: nil for 1.
    init(_ outcome: [Double], weights: [Double]?, threads: Int) {
        self.init(rowCount: outcome.count, threads: threads) { rows, body in
            outcome.withUnsafeBufferPointer { y in
                guard let y = y.baseAddress else { return }
                guard let weights else { return body(y + rows.lowerBound, nil) }
                weights.withUnsafeBufferPointer { w in
                    body(y + rows.lowerBound, w.baseAddress.map { $0 + rows.lowerBound })
                }
            }
        }
    }

    /// - Parameters:
    ///   - y: what is summed of rows in a scratch file.
    ///   - weights: their weights; nil for 1.
    init(
        _ stored: StoredRows, threads: Int, y: @escaping @Sendable (StoredRows.Slice) -> [Double],
        weights: @escaping @Sendable (StoredRows.Slice) -> [Double]?
    ) {
        self.init(rowCount: stored.rowCount, threads: threads) { rows, body in
            let slice = stored.outcomes(rows)
            y(slice).withUnsafeBufferPointer { y in
                guard let y = y.baseAddress else { return }
                guard let weights = weights(slice) else { return body(y, nil) }
                weights.withUnsafeBufferPointer { body(y, $0.baseAddress) }
            }
        }
    }

    private init(
        rowCount: Int, threads: Int,
        lend:
            @Sendable (
                _ rows: Range<Int>,
                _ body: (_ y: UnsafePointer<Double>, _ w: UnsafePointer<Double>?) -> Void
            ) -> Void
    ) {
        struct Part: Sendable {
            var total = 0.0
            var sum = 0.0
        }
        var (total, sum) = (0.0, 0.0)
        RowChunks(rowCount: rowCount).sum(
            threads: threads, makePartial: { Part() },
            accumulate: { rows, part in
                lend(rows) { y, weights in
                    guard let weights else {
                        part.total = Double(rows.count)
                        part.sum = cw_sum(rows.count, y)
                        return
                    }
                    part.total = cw_sum(rows.count, weights)
                    var column: UnsafePointer<Double>? = y
                    part.sum = 0
                    cw_dots(rows.count, weights, 1, &column, &part.sum)
                }
            },
            combine: { part in
                total += part.total
                sum += part.sum
            })
        self.total = total
        self.sum = sum
    }
}

extension ModelFrame {
    /// Σ w and Σ w y, with trials counted.
    func outcomeSums(threads: Int) -> OutcomeSums {
        guard let stored else { return OutcomeSums(outcome, weights: prior, threads: threads) }
        return OutcomeSums(stored, threads: threads, y: \.outcome, weights: \.prior)
    }
}

extension RowPass {
    /// Σ w, and Σ w y and Σ w o of the outcome y and the offset o.
    var startSums: (total: Double, outcome: Double, offset: Double) {
        let sums: OutcomeSums
        var offsets: OutcomeSums?
        if let stored = source?.stored {
            sums = OutcomeSums(stored, threads: threads, y: \.outcome, weights: \.prior)
            if stored.hasOffset {
                offsets = OutcomeSums(
                    stored, threads: threads, y: { $0.offset ?? [] }, weights: \.prior)
            }
        } else {
            sums = OutcomeSums(outcome, weights: prior, threads: threads)
            offsets = offset.map { OutcomeSums($0, weights: prior, threads: threads) }
        }
        return (sums.total, sums.sum, offsets?.sum ?? 0)
    }

    /// Whether all outcomes are 0 or 1.
    static func isBinary(_ outcome: [Double]) -> Bool {
        outcome.withUnsafeBufferPointer {
            guard let base = $0.baseAddress else { return true }
            return cw_is_binary($0.count, base) != 0
        }
    }
}
