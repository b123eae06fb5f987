/// What a column holds.
public enum ColumnKind: String, Sendable, Codable, CaseIterable {
    /// Whole numbers that fit 64 bits.
    case integer
    /// Finite decimal numbers.
    case real
    /// The words true and false.
    case boolean
    /// Calendar days, written `2024-05-31`.
    case date
    /// Text with repeated values: a dictionary of levels and one code a row.
    case category
}

/// The values of a column, one element a row; what stands at a missing row means nothing.
public enum ColumnValues: Sendable {
    /// Whole numbers.
    case integer(Integers)
    /// Decimal numbers, all finite where valid.
    case real([Double])
    /// Truth values.
    case boolean([Bool])
    /// Days since 1970-01-01.
    case date([Int32])
    /// Level codes with their dictionary.
    case category(Categories)

    /// The kind of these values.
    public var kind: ColumnKind {
        switch self {
        case .integer: .integer
        case .real: .real
        case .boolean: .boolean
        case .date: .date
        case .category: .category
        }
    }

    /// The number of rows.
    public var count: Int {
        switch self {
        case .integer(let values): values.count
        case .real(let values): values.count
        case .boolean(let values): values.count
        case .date(let values): values.count
        case .category(let values): values.codes.count
        }
    }
}

/// A named, typed column with a mask of the rows that hold a value.
public struct Column: Sendable {
    /// The name in the header.
    public let name: String
    /// The values.
    public let values: ColumnValues
    /// Which rows hold a value.
    public let validity: ValidityMask

    /// A column over values and their mask, of the same length.
    public init(name: String, values: ColumnValues, validity: ValidityMask) {
        precondition(values.count == validity.count, "mask and values differ in length")
        self.name = name
        self.values = values
        self.validity = validity
    }

    /// The kind of the values.
    public var kind: ColumnKind { values.kind }

    /// The number of rows.
    public var count: Int { validity.count }
}
