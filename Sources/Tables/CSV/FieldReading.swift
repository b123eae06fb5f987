/// How the fields of a file are read: what all chunks of a pass share.
struct FieldReading: Sendable {
    /// The fields of every record.
    let width: Int
    let delimiter: UInt8
    /// The fields that are read, in order.
    let fields: [Int]
    /// The kind of each of them where it is told.
    let told: [ParsedKind?]
    let missing: MissingWords
    let forms: NumberForms
    let dateOrder: CSVDialect.DateOrder?
}
