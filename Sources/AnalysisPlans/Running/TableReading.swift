import Tables

/// Reads the files of one plan, and settles the kinds of their columns.
struct TableReading {
    private let options: DataOptions
    private let source: DataSource
    /// Told kinds whose column no file has had so far.
    private var unknownKinds: Set<String>
    private var names: [String] = []

    init(_ options: DataOptions, _ source: DataSource) {
        self.options = options
        self.source = source
        unknownKinds = Set(options.kinds.keys)
    }

    /// A file's bytes, which are kept as long as its columns may have to be read in another way.
    private struct File {
        let name: String
        let bytes: FileBytes
        let hash: FileHash

        private let threads: Int

        init(_ name: String, path: String, threads: Int) throws(DataError) {
            self.name = name
            self.threads = threads
            bytes = try FileBytes(path: path)
            hash = FileHash(bytes)
        }

        func table(_ dialect: CSVDialect) throws(DataError) -> Table {
            try CSVReader.read(bytes, dialect: dialect, threads: threads)
        }
    }

    private var isCombined: Bool { options.inputs.count > 1 }

    private func open(_ name: String) throws(AnalysisError) -> File {
        let path = try source.resolve(name)
        return try reading(name) { () throws(DataError) in
            try File(name, path: path, threads: options.threads ?? Runner.coreCount)
        }
    }

    /// Of several files the one that is wrong is named.
    private func reading<Value>(_ name: String, _ work: () throws(DataError) -> Value)
        throws(AnalysisError) -> Value
    {
        do throws(DataError) {
            return try work()
        } catch {
            var failure = AnalysisError(error)
            if error.code == .unknownColumn { failure = Self.unknownKind(error) }
            if isCombined, !failure.message.contains("\"\(name)\"") {
                failure.message = "\(name): \(failure.message)"
            }
            throw failure
        }
    }

    /// A file's table; a kind is told of the columns that it has, where there are several files.
    private mutating func table(_ file: File) throws(AnalysisError) -> Table {
        var dialect = options.dialect
        if isCombined { dialect.kinds = [:] }
        let read = dialect
        var table = try reading(file.name) { () throws(DataError) in try file.table(read) }
        names += table.names
        unknownKinds.subtract(table.names)
        dialect.kinds = options.kinds.filter { table[$0.key] != nil }
        if isCombined, dialect.kinds.contains(where: { table[$0.key]?.kind != $0.value }) {
            let told = dialect
            table = try reading(file.name) { () throws(DataError) in try file.table(told) }
        }
        return table
    }

    /// A kind of a column that is not there: a slip of the plan, and not the data's doing.
    static func unknownKind(_ error: DataError) -> AnalysisError {
        var refusal = AnalysisError(error)
        (refusal.pointer, refusal.exitCode) = ("/type", .usage)
        return refusal
    }

    /// Refuses a told kind whose column no file has.
    func requireKnownKinds() throws(AnalysisError) {
        guard let name = unknownKinds.sorted().first else { return }
        throw Self.unknownKind(.unknownColumn(name, among: names))
    }

    /// The table of a file that is joined, and the SHA-256 of its bytes.
    ///
    /// - Parameter kinds: kinds that a model knows of its columns.
    mutating func table(joining name: String, kinds: [String: ColumnKind] = [:])
        throws(AnalysisError) -> (table: Table, sha256: String)
    {
        let file = try open(name)
        var table = try table(file)
        var dialect = options.dialect
        dialect.kinds = kinds.filter { column, kind in
            table[column].map { $0.kind != kind && !($0.kind == .integer && kind == .real) } == true
        }
        if !dialect.kinds.isEmpty {
            let told = dialect
            table = try reading(name) { () throws(DataError) in try file.table(told) }
        }
        try reading(name) { () throws(DataError) in try file.hash.requireUnchanged() }
        return (table, file.hash.text)
    }

    /// Refuses a file that stands under two spellings.
    private func requireApart(_ names: [String]) throws(AnalysisError) {
        var paths: [String] = []
        for name in names where name != "-" {
            let path = try source.resolve(name)
            if paths.contains(where: { WholeFile.isSameFile($0, path) }) {
                throw AnalysisError(
                    "plan_value",
                    "\(name) is a file of data that is named before, and its rows "
                        + "would count twice.", hint: "Name each file once.", pointer: "/data",
                    exitCode: .usage)
            }
            paths.append(path)
        }
    }

    /// The files of data, one under the other.
    mutating func stack() throws(AnalysisError) -> PreparedData {
        var files: [File] = []
        var parts: [Stack.Part] = []
        try requireApart(options.sources)
        for name in options.sources {
            let file = try open(name)
            parts.append(Stack.Part(name: name, table: try table(file)))
            files.append(file)
        }
        try translatingErrors { try Stack.requireSameColumns(parts) }
        let text = Stack.columnsToReadAsText(parts)
        if !text.isEmpty {
            for index in parts.indices {
                var dialect = options.dialect
                dialect.kinds = dialect.kinds.filter { parts[index].table[$0.key] != nil }
                for name in text { dialect.kinds[name] = .category }
                let told = dialect
                let file = files[index]
                parts[index].table = try reading(file.name) { () throws(DataError) in
                    try file.table(told)
                }
            }
        }
        let stacked = try translatingErrors { [parts] in try Stack.combine(parts) }
        if files.count == 1 {
            return PreparedData(
                source: options.data, digest: .pending(files[0].hash), sources: [], table: stacked)
        }
        for file in files {
            try reading(file.name) { () throws(DataError) in try file.hash.requireUnchanged() }
        }
        let hashes = files.map(\.hash.text)
        return PreparedData(
            source: options.data,
            digest: .known(DataSource.sha256(hashes.map { $0 + "\n" }.joined())),
            sources: zip(parts, hashes).map {
                DataSummary.StackedFile(source: $0.name, sha256: $1, rows: $0.table.rowCount)
            }, table: stacked)
    }
}
