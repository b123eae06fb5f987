import CKernels
import ModelFormula
import Tables

/// Σ w and Σ w y of the rows of a fit.
struct OutcomeSums {
    private(set) var total = 0.0
    private(set) var sum = 0.0

    /// - Parameter weights: nil for 1.
    init(_ outcome: [Double], weights: [Double]?, threads: Int) {
        struct Part: Sendable {
            var total = 0.0
            var sum = 0.0
        }
        var (total, sum) = (0.0, 0.0)
        RowChunks(rowCount: outcome.count).sum(
            threads: threads, makePartial: { Part() },
            accumulate: { rows, part in
                outcome.withUnsafeBufferPointer { y in
                    guard let y = y.baseAddress else { return }
                    guard let weights else {
                        part.total = Double(rows.count)
                        part.sum = cw_sum(rows.count, y + rows.lowerBound)
                        return
                    }
                    weights.withUnsafeBufferPointer { w in
                        guard let w = w.baseAddress else { return }
                        part.total = cw_sum(rows.count, w + rows.lowerBound)
                        var column: UnsafePointer<Double>? = y + rows.lowerBound
                        part.sum = 0
                        cw_dots(rows.count, w + rows.lowerBound, 1, &column, &part.sum)
                    }
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
        OutcomeSums(outcome, weights: prior, threads: threads)
    }
}

extension RowPass {
    /// Whether all outcomes are 0 or 1.
    static func isBinary(_ outcome: [Double]) -> Bool {
        outcome.withUnsafeBufferPointer {
            guard let base = $0.baseAddress else { return true }
            return cw_is_binary($0.count, base) != 0
        }
    }
}
