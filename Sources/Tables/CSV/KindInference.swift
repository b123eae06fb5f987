/// Which kinds every value of a column so far could be read as.
struct KindInference {
    private(set) var hasValues = false
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

    /// Takes one more value into account.
    mutating func observe(_ bytes: ArraySlice<UInt8>) {
        hasValues = true
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
