/// Which kinds every value of a column so far could be read as.
struct KindInference {
    private(set) var hasValues = false
    /// How many values there are, and how many of them are numbers.
    private(set) var valueCount = 0
    private(set) var numberCount = 0
    /// Where the first value that is no number stands.
    private(set) var firstOther: (line: Int, column: Int)?
    private var couldBeInteger = true
    private var couldBeReal = true
    private var couldBeBoolean = true
    private var couldBeDate = true

    /// The narrowest kind that holds every value seen; a column without values is a category.
    var kind: ColumnKind {
        if !hasValues { return .category }
        if couldBeInteger { return .integer }
        if couldBeReal { return .real }
        if couldBeBoolean { return .boolean }
        return couldBeDate ? .date : .category
    }

    /// What to tell of a category that is numbers but for a few values; nil for any other column.
    var strayText: (numbers: Int, values: Int, line: Int, column: Int)? {
        guard kind == .category, let firstOther, valueCount >= 10,
            Double(numberCount) >= 0.8 * Double(valueCount)
        else { return nil }
        return (numberCount, valueCount, firstOther.line, firstOther.column)
    }

    /// Takes one more value into account.
    ///
    /// - Parameter place: the line and character at which it stands.
    mutating func observe(_ bytes: ArraySlice<UInt8>, at place: (line: Int, column: Int)) {
        hasValues = true
        valueCount += 1
        if couldBeReal || numberCount > 0, FieldParsing.real(bytes) != nil {
            numberCount += 1
        } else if firstOther == nil {
            firstOther = place
        }
        if couldBeInteger {
            if FieldParsing.integer(bytes) != nil {
                couldBeBoolean = false
                couldBeDate = false
                return
            }
            couldBeInteger = false
        }
        if couldBeReal, FieldParsing.real(bytes) == nil { couldBeReal = false }
        if couldBeBoolean, FieldParsing.boolean(bytes) == nil { couldBeBoolean = false }
        if couldBeDate, FieldParsing.date(bytes) == nil { couldBeDate = false }
    }
}
