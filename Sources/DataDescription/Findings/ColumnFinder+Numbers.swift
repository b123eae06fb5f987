import Tables

extension ColumnFinder {
    /// What numbers give to ask about.
    mutating func findNumbers(_ runs: NumberRuns) {
        // An age of 140 must not hide a 99 that stands for missing.
        let limit = words.has(Vocabulary.ages) ? Thresholds.age.upperBound : .infinity
        let codes = Self.missingCodes(runs, upTo: limit)
        for (value, rows) in codes {
            var code = finding(.possibleMissingCode, isWarning: true, rows: rows)
            code.values = [ColumnExaminer.numberText(value)]
            code.reading.missingWords = code.values
            findings.append(code)
        }
        // What may stand for "missing" is not looked at again as a number.
        let taken = Set(codes.map(\.value))
        findAges(runs, apartFrom: taken)
        findShares(runs, apartFrom: taken)
        findNegatives(runs, apartFrom: taken)
        if description.role != .binary, runs.isWhole, runs.values.count > 2,
            words.has(Vocabulary.codes), !words.has(Vocabulary.quantities), column.kind == .integer,
            !words.has(Vocabulary.abouts.subtracting(["type", "status", "category", "group"]))
        {
            var codes = finding(.codesAsNumbers, isWarning: false, rows: runs.total)
            codes.figures = [Double(runs.values.count)]
            codes.reading.categories = [column.name]
            findings.append(codes)
            // How codes are distributed says nothing.
            return
        }
        findHeap(runs)
        findCap(runs)
        // Values that have been named above are not named again.
        let named: Set<Finding.Code> = [.ageOutOfRange, .percentOutOfRange, .mixedScales]
        if let numbers = description.numbers, let fences = numbers.fences, taken.isEmpty,
            !findings.contains(where: { named.contains($0.code) }),
            numbers.outliers > 0
        {
            var outliers = finding(.outliers, isWarning: false, rows: numbers.outliers)
            outliers.figures = [
                fences.lowerBound, fences.upperBound, numbers.quartiles[0], numbers.quartiles[4],
            ]
            findings.append(outliers)
        }
    }

    /// Values that look like codes for "missing": repeated digits far from all other values.
    ///
    /// -1, -7, -8, -9 and their like count where no other value is below 0; 97, 98, 99 and their
    /// like with more digits count where all other values are at most half of them.
    ///
    /// - Parameter limit: greater values are not looked at.
    static func missingCodes(
        _ runs: NumberRuns, upTo limit: Double = .infinity
    ) -> [(value: Double, rows: Int)] {
        let negative: Set<Double> = [
            -1, -7, -8, -9, -77, -88, -98, -99, -777, -888, -998, -999, -9999, -99_999, -999_999,
        ]
        let positive: Set<Double> = [
            97, 98, 99, 888, 997, 998, 999, 8888, 9997, 9998, 9999, 88_888, 99_998, 99_999, 888_888,
            999_998, 999_999, 9_999_999, 99_999_999, 999_999_999,
        ]
        var low = 0
        let end = runs.values.firstIndex { $0 > limit } ?? runs.values.count
        var high = end
        while low < high, negative.contains(runs.values[low]) { low += 1 }
        while high > low, positive.contains(runs.values[high - 1]) { high -= 1 }
        // Two other values, since a column of two may well be a code of its own.
        guard high - low >= 2 else { return [] }
        // -1, 0 and 1 are as likely a scale.
        if runs.values[low] < 0 || low == 1 && runs.values[0] == -1 && high - low == 2 { low = 0 }
        let core = runs.values[high - 1]
        while high < end, runs.values[high] < 2 * core || core < 0 { high += 1 }
        let places = Array(0..<low) + Array(high..<end)
        return places.map { (runs.values[$0], runs.counts[$0]) }
    }

    private mutating func findAges(_ runs: NumberRuns, apartFrom taken: Set<Double>) {
        guard words.has(Vocabulary.ages) else { return }
        let inYears = !words.has(Vocabulary.shorterThanYears)
        let limits = Thresholds.age
        let never = runs.rows {
            !taken.contains($0) && ($0 < limits.lowerBound || inYears && $0 > limits.upperBound)
        }
        if never > 0 {
            var ages = finding(.ageOutOfRange, isWarning: true, rows: never)
            ages.figures = [limits.lowerBound, limits.upperBound]
            findings.append(ages)
        }
        guard inYears else { return }
        let child = Thresholds.childAge
        let children = runs.rows { child.contains($0) }
        let grown = runs.rows {
            !taken.contains($0) && $0 > child.upperBound && $0 <= limits.upperBound
        }
        if grown > 0, Double(children) >= Thresholds.childShare * Double(runs.total) {
            var ages = finding(.ageOutOfRange, isWarning: false, rows: grown)
            ages.figures = [child.lowerBound, child.upperBound]
            findings.append(ages)
        }
    }

    /// Percentages beyond 0 to 100, and shares among percentages.
    private mutating func findShares(_ runs: NumberRuns, apartFrom taken: Set<Double>) {
        let isPercent = words.has(Vocabulary.percents)
        guard isPercent || words.has(Vocabulary.attendance), runs.total >= 10 else { return }
        let small = runs.rows { $0 >= 0 && $0 <= 1 }
        let large = runs.rows { $0 > 1 && !taken.contains($0) }
        if Double(small) >= 0.9 * Double(runs.total), large > 0, !runs.isWhole {
            findings.append(finding(.mixedScales, isWarning: true, rows: large))
            return
        }
        let beyond = runs.rows { !taken.contains($0) && ($0 > 100 || isPercent && $0 < 0) }
        // Attendance may be counted in sessions, which go beyond 100 as a rule.
        if beyond > 0, isPercent || Double(beyond) <= 0.05 * Double(runs.total) {
            findings.append(finding(.percentOutOfRange, isWarning: true, rows: beyond))
        }
    }

    private mutating func findNegatives(_ runs: NumberRuns, apartFrom taken: Set<Double>) {
        guard words.has(Vocabulary.quantities), !words.has(Vocabulary.ages),
            !words.has(["change", "difference", "diff", "since", "relative", "score"])
        else { return }
        let negative = runs.rows { $0 < 0 && !taken.contains($0) }
        if negative > 0 {
            findings.append(finding(.negativeValues, isWarning: true, rows: negative))
        }
    }

    /// One value that many rows share in a column of many values: often "none", "not recorded" or a
    /// cap.
    private mutating func findHeap(_ runs: NumberRuns) {
        guard runs.values.count >= Thresholds.heapDistinct, description.role == .number else {
            return
        }
        var largest = 0
        for place in runs.counts.indices where runs.counts[place] > runs.counts[largest] {
            largest = place
        }
        if Double(runs.counts[largest]) >= Thresholds.heapShare * Double(runs.total) {
            addHeap(runs, largest, next: runs.counts.sorted().dropLast().last ?? 0)
        }
        // Another value than 0 that comes back where no third one does.
        var first = -1
        var second = 0
        for (place, rows) in runs.counts.enumerated() where runs.values[place] != 0 {
            if first < 0 || rows > runs.counts[first] {
                second = first < 0 ? 0 : runs.counts[first]
                first = place
            } else {
                second = max(second, rows)
            }
        }
        if first >= 0, first != largest || findings.last?.code != .heapedValue,
            runs.counts[first] >= Thresholds.spikeRows, runs.counts[first] >= 3 * second
        {
            addHeap(runs, first, next: second)
        }
    }

    /// A greatest value that many more rows share than the values next to it.
    private mutating func findCap(_ runs: NumberRuns) {
        guard description.role == .number, let rows = runs.counts.last,
            runs.values.count >= Thresholds.capDistinct, rows >= Thresholds.capRows,
            rows >= 3 * (runs.counts.dropLast().suffix(3).max() ?? rows)
        else { return }
        var cap = finding(.cappedValue, isWarning: false, rows: rows)
        cap.values = runs.values.suffix(2).reversed().map(ColumnExaminer.numberText)
        cap.figures = [Double(runs.counts[runs.counts.count - 2])]
        findings.append(cap)
    }

    private mutating func addHeap(_ runs: NumberRuns, _ place: Int, next: Int) {
        var heap = finding(.heapedValue, isWarning: false, rows: runs.counts[place])
        heap.values = [ColumnExaminer.numberText(runs.values[place])]
        heap.figures = [runs.values[place], Double(next)]
        findings.append(heap)
    }
}
