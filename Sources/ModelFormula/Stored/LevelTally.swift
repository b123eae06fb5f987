/// The levels of a factor as they are met, run after run, with the rows used that have each.
///
/// A level has a code from when it is first met; the order of levels is known at the end.
struct LevelTally {
    private enum Key: Hashable {
        case text(String)
        case number(Double)
    }

    /// The rows used that have each level, by its code.
    private(set) var counts: [Int] = []
    private var keys: [Key] = []
    private var texts: [String] = []
    private var codeOf: [Key: Int32] = [:]
    /// The levels of the run before, with their codes: mostly those of the next as well.
    private var lastLevels: [String] = []
    private var lastCodes: [Int32] = []

    /// What a level takes in memory: its text, its key twice, its code and its count.
    static let bytesPerLevel = 200

    /// Whether the levels are numbers.
    private(set) var isNumber = false

    /// The number of levels so far.
    var count: Int { keys.count }

    /// The codes of a run's rows; -1 where there is no value.
    mutating func codes(_ values: EvaluatedValues, rowCount: Int) -> [Int32] {
        let run = LevelTexts(values, rowCount: rowCount)
        let own: [Int32]
        if case .numbers(let numbers, let kind) = values, kind != .truth {
            isNumber = isNumber || kind == .number
            let distinct = Set(numbers.filter { !$0.isNaN }).sorted()
            own = zip(distinct, run.levels).map { code(of: .number($0), text: $1) }
        } else if case .number(let number, let kind) = values, kind != .truth {
            own = run.levels.map { code(of: .number(number), text: $0) }
        } else if run.levels == lastLevels {
            own = lastCodes
        } else {
            own = run.levels.map { code(of: .text($0), text: $0) }
            (lastLevels, lastCodes) = (run.levels, own)
        }
        return run.codes.map { $0 < 0 ? -1 : own[Int($0)] }
    }

    private mutating func code(of key: Key, text: String) -> Int32 {
        if let code = codeOf[key] { return code }
        let code = Int32(truncatingIfNeeded: keys.count)
        codeOf[key] = code
        keys.append(key)
        texts.append(text)
        counts.append(0)
        return code
    }

    /// Counts a row used.
    mutating func count(_ code: Int32) { counts[Int(code)] += 1 }

    /// The codes in the order of their levels: numbers ascending, texts by bytes.
    var order: [Int] {
        keys.indices.sorted { a, b in
            switch (keys[a], keys[b]) {
            case (.number(let x), .number(let y)): x < y
            case (.text(let x), .text(let y)): x.precedesInBytes(y)
            case (.number, .text): true
            case (.text, .number): false
            }
        }
    }

    /// The level of a code.
    func text(_ code: Int) -> String { texts[code] }
}

/// What is to be known of a column of numbers, run after run.
struct NumberTally {
    private var first: Double?
    private var isConstant = true
    private var low = 0.0
    private var high = 0.0
    private var sum = 0.0
    private var total = 0.0
    /// The rows used with a number, and those without one.
    private(set) var known = 0
    private(set) var missing = 0
    /// Whether every number is 0 or 1.
    private(set) var isZeroOne = true

    /// Counts a row used; NaN for one without a number.
    ///
    /// - Parameter cases: the cases that it stands for where a mean is to count them.
    mutating func count(_ number: Double, cases: Double) {
        guard !number.isNaN else {
            missing += 1
            return
        }
        known += 1
        guard let first else {
            (first, low, high) = (number, number, number)
            total += cases
            isZeroOne = number == 0 || number == 1
            return
        }
        if number != first { isConstant = false }
        if number < low { low = number }
        if number > high { high = number }
        if number != 0, number != 1 { isZeroOne = false }
        // As `VariableLearner.mean` adds them up.
        sum += cases * (number / 2 - first / 2)
        total += cases
    }

    /// The number of every row; nil where they differ, or some have none.
    var constant: Double? { missing == 0 && isConstant ? first : nil }

    var range: ClosedRange<Double>? { first == nil ? nil : low...high }

    /// The mean of the known numbers; nil where every row has one.
    var missingNumber: Double? {
        guard missing > 0, let first else { return nil }
        let mean = first + 2 * (sum / total)
        return mean.isFinite ? mean : first
    }
}
