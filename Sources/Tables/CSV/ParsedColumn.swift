/// What the values of a column have been read as so far.
enum ParsedKind: UInt8, Sendable {
    /// No value yet.
    case none
    case integer
    case real
    case boolean
    case date
    case category

    init(_ kind: ColumnKind) {
        self =
            switch kind {
            case .integer: .integer
            case .real: .real
            case .boolean: .boolean
            case .date: .date
            case .category: .category
            }
    }

    /// The narrowest kind that holds the values of both.
    func joined(_ other: ParsedKind) -> ParsedKind {
        switch (self, other) {
        case (.none, _): other
        case (_, .none): self
        case (.integer, .real), (.real, .integer): .real
        default: self == other ? self : .category
        }
    }

    /// What to try next where a value does not fit.
    var next: ParsedKind {
        switch self {
        case .none: .integer
        case .integer: .real
        default: .category
        }
    }
}

/// What a column's written dates allow.
struct DateForms: Sendable {
    var hasISO = false
    var hasSlashed = false
    var canBeDayFirst = true
    var canBeMonthFirst = true
    /// Whether the order changes any day.
    var orderMatters = false

    mutating func observe(_ date: WrittenDate) {
        if date.isISO {
            hasISO = true
            return
        }
        hasSlashed = true
        if canBeDayFirst, date.days(.dayFirst) == nil { canBeDayFirst = false }
        if canBeMonthFirst, date.days(.monthFirst) == nil { canBeMonthFirst = false }
        if !date.isSymmetric { orderMatters = true }
    }

    mutating func add(_ other: DateForms) {
        hasISO = hasISO || other.hasISO
        hasSlashed = hasSlashed || other.hasSlashed
        canBeDayFirst = canBeDayFirst && other.canBeDayFirst
        canBeMonthFirst = canBeMonthFirst && other.canBeMonthFirst
        orderMatters = orderMatters || other.orderMatters
    }

    /// The order that all dates allow, day first where both do; nil where none does.
    func order(told: CSVDialect.DateOrder?) -> CSVDialect.DateOrder? {
        switch told {
        case .dayFirst: canBeDayFirst ? .dayFirst : nil
        case .monthFirst: canBeMonthFirst ? .monthFirst : nil
        case nil: canBeDayFirst ? .dayFirst : canBeMonthFirst ? .monthFirst : nil
        }
    }
}

/// One column of a chunk: its values lie at the start of `values`, `width` bytes a row.
struct ParsedColumn {
    var kind = ParsedKind.none
    var width = 0
    var missingCount = 0
    var dates = DateForms()
}
