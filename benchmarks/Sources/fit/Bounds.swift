import Dispatch
import LinearAlgebra
import ModelFormula

/// What no pass over the rows can beat on this machine, measured in the same run.
struct Bounds {
    /// One reading of every number and code of the frame, by as many threads as the fit has.
    var scan = Double.infinity
    /// X'X of an intercept and the columns of numbers by dsyrk, rows shared among the threads.
    var dsyrk = Double.infinity
    /// The same in one call over all rows, on one thread.
    var wholeDsyrk = Double.infinity
    private var total = 0.0

    init(_ frame: ModelFrame, threads: Int) {
        BLASThreads.useOne()
        var columns: [[Double]] = [[Double](repeating: 1, count: frame.rowCount)]
        for case .dense(let numbers) in frame.values { columns += numbers }
        let rows = frame.rowCount
        let count = columns.count
        var packed: [Double] = []
        packed.reserveCapacity(count * rows)
        for column in columns { packed += column }
        for _ in 0..<3 {
            scan = min(scan, read(packed + frame.outcome, threads))
            dsyrk = min(dsyrk, cross(packed, rows, count, threads))
            wholeDsyrk = min(wholeDsyrk, cross(packed, rows, count, 1))
        }
    }

    var json: String {
        "\"scan\": \(scan), \"dsyrk\": \(dsyrk), \"dsyrk_one_thread\": \(wholeDsyrk), "
            + "\"total\": \(total)"
    }

    private mutating func read(_ numbers: [Double], _ threads: Int) -> Double {
        let share = numbers.count / threads
        var sums = [Double](repeating: 0, count: threads * 64)
        let (time, _) = seconds {
            numbers.withUnsafeBufferPointer { numbers in
                sums.withUnsafeMutableBufferPointer { sums in
                    guard let lent = Lent(numbers, sums) else { return }
                    DispatchQueue.concurrentPerform(iterations: threads) { worker in
                        var lanes = SIMD8<Double>.zero
                        var index = worker * share
                        while index + 8 <= (worker + 1) * share {
                            lanes += UnsafeRawPointer(lent.numbers + index)
                                .loadUnaligned(as: SIMD8<Double>.self)
                            index += 8
                        }
                        lent.sums[worker * 64] = lanes.sum()
                    }
                }
            }
        }
        total += sums.reduce(0, +)
        return time
    }

    private mutating func cross(_ packed: [Double], _ rows: Int, _ count: Int, _ threads: Int)
        -> Double
    {
        let share = (rows + threads - 1) / threads
        var squares = [Double](repeating: 0, count: threads * count * count)
        let (time, _) = seconds {
            packed.withUnsafeBufferPointer { numbers in
                squares.withUnsafeMutableBufferPointer { squares in
                    guard let lent = Lent(numbers, squares) else { return }
                    DispatchQueue.concurrentPerform(iterations: threads) { worker in
                        let start = worker * share
                        addCrossProduct(
                            lent.numbers + start, rows: min(share, rows - start),
                            columns: count, leadingDimension: rows,
                            to: lent.sums + worker * count * count)
                    }
                }
            }
        }
        total += squares.reduce(0, +)
        return time
    }
}

/// Numbers to read and disjoint places to write, lent to worker threads.
private struct Lent: @unchecked Sendable {
    let numbers: UnsafePointer<Double>
    let sums: UnsafeMutablePointer<Double>

    init?(_ from: UnsafeBufferPointer<Double>, _ to: UnsafeMutableBufferPointer<Double>) {
        guard let numbers = from.baseAddress, let sums = to.baseAddress else { return nil }
        (self.numbers, self.sums) = (numbers, sums)
    }
}
