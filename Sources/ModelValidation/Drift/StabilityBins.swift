import Tables

/// The values of a column in two sets of cases, counted in bins that the first of them sets.
struct StabilityBins {
    /// What each bin holds, in words.
    var labels: [String] = []
    /// The cases of the first set in each.
    var baseline: [Double] = []
    /// The cases of the second.
    var recent: [Double] = []

    /// Numbers in bins between quantiles of the first set, nil where missing.
    ///
    /// Cuts are the smallest values that at least i of `bins` equal parts of the first set do not exceed; a bin
    /// holds values above one cut and up to the next. Cuts that are the same are one, and a missing value has a
    /// bin of its own.
    init(
        numbers first: [Double?], weights: [Double]?, recent second: [Double?],
        weights secondWeights: [Double]?, bins: Int
    ) {
        let weight = { (weights: [Double]?, row: Int) in weights?[row] ?? 1 }
        let known = first.indices.filter { first[$0] != nil && weight(weights, $0) > 0 }
            .compactMap { row in first[row].map { (value: $0, weight: weight(weights, row)) } }
            .sorted { $0.value < $1.value }
        let all = known.reduce(0) { $0 + $1.weight }
        var cuts: [Double] = []
        var passed = 0.0
        var part = 1
        for (place, entry) in known.enumerated() {
            passed += entry.weight
            // Values that are the same are passed together.
            if place + 1 < known.count, known[place + 1].value == entry.value { continue }
            guard place + 1 < known.count, part < bins else { break }
            if passed >= all * Double(part) / Double(bins) * (1 - 1e-12) {
                cuts.append(entry.value)
                while part < bins,
                    passed >= all * Double(part) / Double(bins) * (1 - 1e-12)
                {
                    part += 1
                }
            }
        }
        labels = (0...cuts.count).map { bin in
            if cuts.isEmpty { return "all values" }
            if bin == 0 { return "up to \(cuts[0])" }
            return bin == cuts.count
                ? "above \(cuts[bin - 1])" : "above \(cuts[bin - 1]) to \(cuts[bin])"
        }
        labels.append(Subgrouping.missing)
        let count = { (values: [Double?], weights: [Double]?) -> [Double] in
            var counts = [Double](repeating: 0, count: cuts.count + 2)
            for (row, value) in values.enumerated() {
                let bin = value.map { value in
                    var (low, high) = (0, cuts.count)
                    while low < high {
                        let middle = (low + high) / 2
                        if value <= cuts[middle] { high = middle } else { low = middle + 1 }
                    }
                    return low
                }
                counts[bin ?? cuts.count + 1] += weight(weights, row)
            }
            return counts
        }
        baseline = count(first, weights)
        recent = count(second, secondWeights)
        dropEmpty()
    }

    /// Words, each a bin, nil where missing: levels that only one of the sets has are bins too.
    init(
        words first: [String?], weights: [Double]?, recent second: [String?],
        weights secondWeights: [Double]?
    ) {
        let grouping = Subgrouping(name: "", values: first + second)
        labels = grouping.levels
        baseline = [Double](repeating: 0, count: labels.count)
        recent = baseline
        for (place, code) in grouping.codes.enumerated() {
            if place < first.count {
                baseline[code] += weights?[place] ?? 1
            } else {
                recent[code] += secondWeights?[place - first.count] ?? 1
            }
        }
        dropEmpty()
    }

    private mutating func dropEmpty() {
        let kept = labels.indices.filter { baseline[$0] + recent[$0] > 0 }
        labels = kept.map { labels[$0] }
        baseline = kept.map { baseline[$0] }
        recent = kept.map { recent[$0] }
    }
}

extension Column {
    /// The values as numbers, nil where missing; nil for a column of words.
    var numbers: [Double?]? {
        let held = { (value: (Int) -> Double) -> [Double?] in
            (0..<count).map { validity[$0] ? value($0) : nil }
        }
        switch values {
        case .integer(let values): return held { Double(values[$0]) }
        case .real(let values): return held { values[$0] }
        case .date(let values): return held { Double(values[$0]) }
        case .boolean, .category: return nil
        }
    }

    /// The values as words, nil where missing.
    var words: [String?] {
        let held = { (value: (Int) -> String) -> [String?] in
            (0..<count).map { validity[$0] ? value($0) : nil }
        }
        switch values {
        case .integer(let values): return held { String(values[$0]) }
        case .real(let values): return held { String(values[$0]) }
        case .date(let values): return held { CalendarDay.text(values[$0]) }
        case .boolean(let values): return held { String(values[$0]) }
        case .category(let values): return held { values.levels[values.codes[$0]] }
        }
    }
}
