import Tables

/// Reads a file to columns in memory: the one place that names the reader's entry.
func readTable(_ path: String, dialect: CSVDialect, threads: Int) throws(DataError) -> Table {
    try CSVReader.read(path: path, dialect: dialect, threads: threads)
}
