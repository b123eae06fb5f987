extension DisclosureProfile {
    /// Neighbouring bins put together until none holds few cases, for histograms and curves of running totals.
    ///
    /// A curve that rises by one at a case tells that case: what it may show is its value at the ends of these runs.
    /// Runs are closed as soon as they may be, from the left, and what is left over joins the last.
    ///
    /// - Parameter series: counts by bin, each series of the same length, such as those found and those wrongly
    ///   offered a place.
    /// - Returns: the runs of bins, one after the other; a single one where even all together a series has few.
    ///   Empty where there are no bins.
    public func groups(ofBins series: [[Int]]) -> [Range<Int>] {
        let binCount = series.map(\.count).min() ?? 0
        var groups: [Range<Int>] = []
        var start = 0
        var sums = [Int](repeating: 0, count: series.count)
        for bin in 0..<binCount {
            for index in series.indices {
                let (sum, overflow) = sums[index].addingReportingOverflow(series[index][bin])
                sums[index] = overflow ? Int.max : sum
            }
            if sums.allSatisfy({ !isSmall($0) }) {
                groups.append(start..<(bin + 1))
                start = bin + 1
                sums = sums.map { _ in 0 }
            }
        }
        guard start < binCount else { return groups }
        if let last = groups.popLast() {
            groups.append(last.lowerBound..<binCount)
        } else {
            groups.append(0..<binCount)
        }
        return groups
    }
}
