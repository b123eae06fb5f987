import GeneralizedLinearModels
import Tables

/// The files that a prediction joins to its stream: each is held in memory, the stream is not.
struct StreamJoins {
    private struct Part {
        let options: JoinOptions
        let join: Join
        let sha256: String
        var matched = 0
        var missingKeys = 0
        var taken: [Bool]
    }

    /// The columns to read from the stream, with their kinds.
    let columns: [(name: String, kind: ColumnKind)]
    private var parts: [Part] = []
    private let wanted: Set<String>

    /// Reads the files that a plan joins.
    ///
    /// A column of the model that a joined file has comes from it, and every other column from the
    /// stream. A key is read as what it is in the file that it is looked up in.
    init(_ options: DataOptions, _ model: FittedModel, _ source: DataSource)
        throws(AnalysisError)
    {
        let kinds = Dictionary(
            model.columns.map { ($0.name, $0.kind) }, uniquingKeysWith: { first, _ in first })
        var columns = model.columns.map { (name: $0.name, kind: $0.kind) }
        var joined: Set<String> = []
        var reading = TableReading(options, source)
        for (index, option) in options.joins.enumerated() {
            let keys = Set(option.keys.pairs.map(\.right))
            let (other, sha256) = try reading.table(
                joining: option.file, kinds: kinds.filter { !keys.contains($0.key) })
            let join = try DataSource.making(option, other, at: index)
            for pair in option.keys.pairs
            where !joined.contains(pair.left) && !columns.contains(where: { $0.name == pair.left })
            {
                columns.append((name: pair.left, kind: other[pair.right]?.kind ?? .category))
            }
            joined.formUnion(other.names.filter { !keys.contains($0) })
            parts.append(
                Part(
                    options: option, join: join, sha256: sha256,
                    taken: [Bool](repeating: false, count: other.rowCount)))
        }
        // A key of a later file may be a column of an earlier one.
        wanted = Set(kinds.keys).union(options.joins.flatMap { $0.keys.pairs.map(\.left) })
        let left = joined.intersection(kinds.keys)
        self.columns = columns.filter { !left.contains($0.name) }
    }

    /// The rows of a chunk with the joined columns that the model reads.
    mutating func join(_ chunk: Table) throws -> Table {
        var table = chunk
        for index in parts.indices {
            let join = parts[index].join
            let matches: Join.Matches
            do throws(DataError) {
                matches = try join.matches(of: table)
            } catch {
                throw DataSource.refusal(error, at: index)
            }
            for row in matches.rows where row >= 0 {
                parts[index].matched += 1
                parts[index].taken[row] = true
            }
            parts[index].missingKeys += matches.missingKeys
            let keys = Set(join.keys.pairs.map(\.right))
            let added = join.other.columns.filter {
                wanted.contains($0.name) && !keys.contains($0.name) && table[$0.name] == nil
            }
            table = try table.adding(added.map { $0.gathering(matches.rows) })
        }
        return table
    }

    /// What came of each join.
    func summaries(rows: Int) -> [DataSummary.JoinedFile] {
        parts.map {
            DataSummary.JoinedFile(
                $0.options, kind: .manyToOne, rows: rows, matched: $0.matched,
                missingKey: $0.missingKeys, taken: $0.taken, sha256: $0.sha256)
        }
    }
}
