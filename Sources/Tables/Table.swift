/// Columns of the same length, found by name.
public struct Table: Sendable {
    /// The columns in file order.
    public let columns: [Column]
    /// The number of rows.
    public let rowCount: Int
    /// What its reader should know of how the file was read.
    public var notes: [ReadingNote] = []
    /// Date columns that were read with the month first, since no other order reads them.
    public internal(set) var monthFirstColumns: Set<String> = []
    private let positions: [String: Int]

    /// A table of columns with distinct names.
    ///
    /// - Throws: `DataError` for a repeated name.
    public init(columns: [Column], rowCount: Int) throws(DataError) {
        var positions: [String: Int] = [:]
        for (index, column) in columns.enumerated() {
            precondition(column.count == rowCount, "columns differ in length")
            guard positions.updateValue(index, forKey: column.name) == nil else {
                throw .repeatedColumn(column.name)
            }
        }
        self.columns = columns
        self.rowCount = rowCount
        self.positions = positions
    }

    /// The names in file order.
    public var names: [String] { columns.map(\.name) }

    /// The column of a name, or nil.
    public subscript(_ name: String) -> Column? { positions[name].map { columns[$0] } }

    /// The place of a column in the file, from 0.
    public func position(of name: String) -> Int? { positions[name] }
}
