import AnalysisPlans
import ArgumentParser

/// The options of a fit to a file that is larger than memory.
struct MemoryArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Take no more memory than this, as 2G or 512M: rows are kept on disk and read again for "
                + "each step; needs --scratch.", valueName: "size"))
    var memory: String?

    @Option(
        help: ArgumentHelp(
            "The folder on disk for --memory, with as much room as the file takes; nothing stays in "
                + "it.", valueName: "folder"))
    var scratch: String?

    /// The keys of a plan that the options are.
    var keys: [String: JSONValue] {
        var keys: [String: JSONValue] = [:]
        if let memory { keys["memory"] = .text(memory) }
        if let scratch { keys["scratch"] = .text(scratch) }
        return keys
    }
}
