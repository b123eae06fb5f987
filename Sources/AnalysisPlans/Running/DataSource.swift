import Crypto
import FoundationEssentials
import ModelFormula
import Tables

/// Finds the files that plans name and makes their tables, keeping the last one for the next plan.
public final class DataSource {
    private let folder: String?
    private var last: (options: DataOptions, data: PreparedData)?

    /// A source for plans whose relative paths start at `folder`; at the working directory if nil.
    public init(folder: String? = nil) {
        self.folder = folder.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The path of a file that a plan names.
    ///
    /// `$CASEWISE_DATA/...` stands for the folder of data that are kept outside.
    ///
    /// - Throws: `AnalysisError` where that folder is asked for and not named.
    public func resolve(_ path: String) throws(AnalysisError) -> String {
        let variable = "$CASEWISE_DATA"
        if path == variable || path.hasPrefix(variable + "/") {
            guard let root = ProcessInfo.processInfo.environment["CASEWISE_DATA"], !root.isEmpty
            else {
                throw AnalysisError(
                    "no_input", "The plan reads \(path), and CASEWISE_DATA names no folder.",
                    hint: "Set CASEWISE_DATA to the folder that holds the file.",
                    exitCode: .noInput)
            }
            return root + path.dropFirst(variable.count)
        }
        guard let folder, path != "-", !path.hasPrefix("/") else { return path }
        return folder + "/" + path
    }

    /// The table that a plan's options make, with how it came about.
    func data(_ options: DataOptions) throws(AnalysisError) -> PreparedData {
        let data = try dataWhileHashing(options)
        try data.requireUnchanged()
        return data
    }

    /// The same while the hash of the file is still worked out: who asks for it has to see that the data
    /// are settled before the work is over.
    func dataWhileHashing(_ options: DataOptions) throws(AnalysisError) -> PreparedData {
        if let last, last.options == options { return last.data }
        // What was kept goes first, so that two tables never stand in memory at once.
        last = nil
        let data = try prepared(options)
        last = (options, data)
        return data
    }

    private func prepared(_ options: DataOptions) throws(AnalysisError) -> PreparedData {
        var reading = TableReading(options, self)
        var data = try reading.stack()
        for (index, join) in options.joins.enumerated() {
            let (other, sha256) = try reading.table(joining: join.file)
            let made = try Self.making(join, other, at: index)
            do throws(DataError) {
                try data.join(join, made, sha256: sha256)
            } catch {
                throw Self.refusal(error, at: index)
            }
        }
        try reading.requireKnownKinds()
        for (index, derivation) in options.derivations.enumerated() {
            do throws(FormulaError) {
                try data.derive(derivation)
            } catch {
                throw AnalysisError(error, in: derivation.source, at: "/derive/\(index)")
            }
        }
        var filters: [(text: String, verdicts: [RowExpression.Verdict], columns: [String])] = []
        for (index, filter) in options.filters.enumerated() {
            do throws(FormulaError) {
                let (verdicts, columns) = try data.verdicts(filter)
                filters.append((filter.source, verdicts, columns))
            } catch {
                throw AnalysisError(error, in: filter.source, at: "/filter/\(index)")
            }
        }
        data.keep(filters)
        guard data.table.rowCount > 0 else { throw Self.nothingLeft(data) }
        return data
    }

    private static func nothingLeft(_ data: PreparedData) -> AnalysisError {
        let reasons = data.exclusions.map {
            "\(NumberText.count($0.rows)) "
                + ($0.code == "filter" ? "by " : "without an answer to ") + $0.column
        }
        return AnalysisError(
            "no_rows_left",
            "The filter keeps none of the \(NumberText.counted(data.rows, "row")).",
            hint: "Left out: \(reasons.joined(separator: ", ")).", pointer: "/filter",
            exitCode: .data)
    }

    /// A join, its keys numbered.
    static func making(_ options: JoinOptions, _ other: Table, at index: Int)
        throws(AnalysisError) -> Join
    {
        do throws(DataError) {
            return try Join(
                other, named: options.file, by: options.keys, suffix: options.suffix)
        } catch {
            throw refusal(error, at: index)
        }
    }

    /// What is wrong with a join; a key that is no column is a slip of the plan.
    static func refusal(_ error: DataError, at index: Int) -> AnalysisError {
        var refusal = AnalysisError(error)
        refusal.pointer = "/join/\(index)/" + (error.code == .repeatedColumn ? "suffix" : "on")
        if error.code == .unknownColumn { refusal.exitCode = .usage }
        return refusal
    }

    /// The SHA-256 of a text as hexadecimal digits.
    static func sha256(_ text: String) -> String { sha256(Array(text.utf8)) }

    /// The SHA-256 of bytes as hexadecimal digits.
    static func sha256(_ bytes: [UInt8]) -> String {
        var hash = SHA256()
        bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
        return text(hash.finalize())
    }

    /// A digest as hexadecimal digits.
    static func text(_ digest: SHA256.Digest) -> String {
        digest.map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0" + text : text
        }.joined()
    }
}
