import Crypto
import FoundationEssentials
import Tables

/// Finds the files that plans name and reads their tables, keeping the last one for the next plan.
public final class DataSource {
    private let folder: String?
    private var last: (path: String, dialect: CSVDialect, table: Table, sha256: String)?

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

    /// The whole table of a plan's file, with the SHA-256 of its bytes.
    func table(_ options: DataOptions) throws(AnalysisError) -> (table: Table, sha256: String) {
        let path = try resolve(options.data)
        if let last, last.path == path, last.dialect == options.dialect {
            return (last.table, last.sha256)
        }
        let (table, sha256) = try translatingErrors {
            let file = try FileBytes(path: path)
            let hash = Self.sha256(file)
            return (
                try CSVReader.read(file, dialect: options.dialect, threads: Runner.coreCount), hash
            )
        }
        last = (path, options.dialect, table, sha256)
        return (table, sha256)
    }

    private static func sha256(_ file: FileBytes) -> String {
        var hash = SHA256()
        file.withBytes { hash.update(bufferPointer: $0) }
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
