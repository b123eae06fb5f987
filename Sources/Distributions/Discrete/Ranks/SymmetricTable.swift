/// The probabilities of 0...last of a distribution that is symmetric about its middle: the lower
/// half and its running sums.
struct SymmetricTable: Sendable, Hashable {
    let last: Int
    private let probabilities: [Double]
    private let sums: [Double]

    /// From exact counts of the lower half, 0...last/2, out of `total`. Running sums are exact too,
    /// so that every probability is right to the last digit.
    init(counts: [UInt128], total: UInt128, last: Int) {
        self.last = last
        let whole = Double(total)
        probabilities = counts.map { Double($0) / whole }
        var running: UInt128 = 0
        sums = counts.map {
            running += $0
            return Double(running) / whole
        }
    }

    /// From probabilities of the lower half, 0...last/2.
    init(probabilities: [Double], last: Int) {
        self.last = last
        self.probabilities = probabilities
        var running = CompensatedSum()
        sums = probabilities.map {
            running.add($0)
            return running.value
        }
    }

    func logProbability(_ k: Int) -> Double {
        guard k >= 0, k <= last else { return -.infinity }
        return logarithm(probabilities[min(k, last - k)])
    }

    func logCumulative(_ k: Int) -> Double {
        if k < 0 { return -.infinity }
        if k >= last { return 0 }
        if k <= last / 2 { return logarithm(sums[k]) }
        return logOnePlus(-sums[last - k - 1])
    }

    func logUpperTail(from k: Int) -> Double {
        if k <= 0 { return 0 }
        return k > last ? -.infinity : logCumulative(last - k)
    }
}
