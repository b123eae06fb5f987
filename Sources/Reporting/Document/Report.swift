/// A result laid out for reading, before it is known in which format.
public struct Report: Sendable {
    /// One part after the other.
    public enum Block: Sendable {
        /// The report's name.
        case title(String)
        /// The name of what follows.
        case heading(String)
        /// A sentence or a few.
        case paragraph(String)
        /// Sentences that stand beside each other.
        case list([String])
        /// Rows and columns.
        case table(ReportTable)
    }

    /// The parts.
    public var blocks: [Block] = []

    /// Adds a heading and a list, unless the list is empty.
    mutating func add(_ heading: String, list: [String]) {
        guard !list.isEmpty else { return }
        blocks.append(.heading(heading))
        blocks.append(.list(list))
    }
}

/// A table of texts.
public struct ReportTable: Sendable {
    /// On which side a column's texts stand.
    public enum Alignment: Sendable { case left, right }

    /// The columns' names and sides.
    public var columns: [(name: String, alignment: Alignment)]
    /// The rows, a text a column.
    public var rows: [[String]]
    /// What was left out of the rows, in a sentence.
    public var note: String?

    init(_ columns: [(String, Alignment)], rows: [[String]] = [], note: String? = nil) {
        self.columns = columns.map { (name: $0.0, alignment: $0.1) }
        self.rows = rows
        self.note = note
    }
}
