import FoundationEssentials
import Tables

extension PlanDocument {
    /// Reads a plan file, or standard input for `-`.
    ///
    /// - Throws: `AnalysisError` where there is no such file, or it is no plan.
    public init(path: String) throws(AnalysisError) {
        try self.init(try translatingErrors { try ByteSource(path: path).readAll() })
    }

    /// The folder that a plan's relative paths start from.
    public static func folder(of path: String) -> String {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let folder = parts.dropLast().joined(separator: "/")
        return folder.isEmpty ? (path.hasPrefix("/") ? "/" : ".") : folder
    }

    /// A path of the command line, made absolute so that no plan's folder is put before it.
    public static func fromWorkingDirectory(_ path: String) -> String {
        guard path != "-", !path.hasPrefix("/"), !path.hasPrefix("$CASEWISE_DATA") else {
            return path
        }
        return FileManager.default.currentDirectoryPath + "/" + path
    }
}
