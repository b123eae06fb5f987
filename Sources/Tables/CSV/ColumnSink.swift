/// A column as it grows, chunk after chunk, in the narrowest form that holds it so far.
final class ColumnSink: @unchecked Sendable {
    /// What a worker needs to know of a column to read on.
    struct Hint: Sendable {
        var kind = ParsedKind.none
        /// The bytes a row takes, where values come in several widths.
        var width = 0
        /// Whether the column need not be read, since it will be read again as text.
        var isPassedOver = false
    }

    /// Whether values are kept here; else they are spilled, and only what is known of them stays.
    let keeps: Bool
    private(set) var kind = ParsedKind.none
    /// Rows without a value so far.
    private(set) var missingCount = 0
    /// Whether numbers, truth values or dates were read before text came: the column is to be read
    /// again as text.
    private(set) var needsText = false
    private(set) var dates = DateForms()
    private(set) var validity = ValidityMask()
    private(set) var rowCount = 0
    private(set) var integers = Integers.int8([])
    private(set) var reals: [Double] = []
    private(set) var booleans: [Bool] = []
    private(set) var writtenDates: [Int32] = []
    private(set) var codes = LevelCodes.narrow([])

    init(keeps: Bool = true) { self.keeps = keeps }

    /// What is known of the column.
    var hint: Hint {
        switch kind {
        case .category where needsText: Hint(isPassedOver: true)
        case .integer: Hint(kind: kind, width: integers.bytesPerRow)
        case .category: Hint(kind: kind, width: codes.bytesPerRow)
        default: Hint(kind: kind)
        }
    }

    /// Adds the rows of a chunk.
    ///
    /// - Parameter expected: how many rows there may be in all.
    func append(_ chunk: ParsedChunk, _ column: Int, expecting expected: Int) {
        let parsed = chunk.columns[column]
        let rows = chunk.rowCount
        defer { rowCount += rows }
        if needsText { return }
        let joined = kind.joined(parsed.kind)
        let isText = [kind, parsed.kind].allSatisfy { $0 == .category || $0 == .none }
        if joined == .category, !isText {
            startAgainAsText()
            return
        }
        missingCount += parsed.missingCount
        dates.add(parsed.dates)
        guard keeps else {
            kind = joined
            return
        }
        if joined != kind { become(joined, expected) }
        if parsed.missingCount == 0 {
            validity.append(allValid: rows)
        } else if parsed.kind == .none {
            validity.append(allMissing: rows)
        } else {
            validity.append(chunk.mask(column), count: rows)
        }
        store(parsed, chunk.values(column), rows)
    }

    /// Makes room for so many rows in what is stored so far.
    func reserve(_ count: Int) {
        switch kind {
        case .none: break
        case .integer: integers.reserve(count)
        case .real: reals.reserveCapacity(count)
        case .boolean: booleans.reserveCapacity(count)
        case .date: writtenDates.reserveCapacity(count)
        case .category: if !needsText { codes.reserve(count) }
        }
    }

    private func startAgainAsText() {
        needsText = true
        kind = .category
        giveUp()
    }

    /// Gives up what has been stored.
    private func giveUp() {
        validity = ValidityMask()
        integers = .int8([])
        reals = []
        booleans = []
        writtenDates = []
        codes = .narrow([])
    }

    /// The finished values, which are no longer held here, so that they change in place.
    func taken() -> (values: Values, validity: ValidityMask) {
        defer { giveUp() }
        let values: Values =
            switch kind {
            case .none: .none
            case .integer: .integer(integers)
            case .real: .real(reals)
            case .boolean: .boolean(booleans)
            case .date: .date(writtenDates)
            case .category: .category(codes)
            }
        return (values, validity)
    }

    /// What a column holds before dates have an order and codes are those of merged levels.
    enum Values {
        case none
        case integer(Integers)
        case real([Double])
        case boolean([Bool])
        case date([Int32])
        case category(LevelCodes)
    }

    /// Widens what has been stored to a kind that holds it.
    private func become(_ wider: ParsedKind, _ expected: Int) {
        switch wider {
        case .none: break
        case .integer:
            integers.reserve(expected)
            integers.append(zeros: rowCount)
        case .real:
            reals = kind == .integer ? integers.reals : []
            reals.reserveCapacity(expected)
            if kind == .none { reals.append(contentsOf: repeatElement(0, count: rowCount)) }
            integers = .int8([])
        case .boolean:
            booleans.reserveCapacity(expected)
            booleans.append(contentsOf: repeatElement(false, count: rowCount))
        case .date:
            writtenDates.reserveCapacity(expected)
            writtenDates.append(contentsOf: repeatElement(0, count: rowCount))
        case .category:
            codes.reserve(expected)
            codes.append(zeros: rowCount)
        }
        kind = wider
    }

    private func store(
        _ parsed: ParsedColumn, _ values: UnsafeMutableRawPointer, _ rows: Int
    ) {
        let isAbsent = parsed.kind == .none
        switch kind {
        case .none: break
        case .integer:
            if isAbsent {
                integers.append(zeros: rows)
            } else {
                integers.append(values, width: parsed.width, count: rows)
            }
        case .real:
            if isAbsent {
                reals.append(contentsOf: repeatElement(0, count: rows))
            } else if parsed.kind == .integer {
                var whole = Integers.int8([])
                whole.append(values, width: parsed.width, count: rows)
                reals.append(contentsOf: whole.reals)
            } else {
                reals.append(
                    contentsOf: UnsafeBufferPointer(
                        start: values.assumingMemoryBound(to: Double.self), count: rows))
            }
        case .boolean:
            if isAbsent {
                booleans.append(contentsOf: repeatElement(false, count: rows))
            } else {
                booleans.append(
                    contentsOf: UnsafeBufferPointer(
                        start: values.assumingMemoryBound(to: Bool.self), count: rows))
            }
        case .date:
            if isAbsent {
                writtenDates.append(contentsOf: repeatElement(0, count: rows))
            } else {
                writtenDates.append(
                    contentsOf: UnsafeBufferPointer(
                        start: values.assumingMemoryBound(to: Int32.self), count: rows))
            }
        case .category:
            if isAbsent {
                codes.append(zeros: rows)
            } else {
                codes.append(values, width: parsed.width, count: rows)
            }
        }
    }
}
