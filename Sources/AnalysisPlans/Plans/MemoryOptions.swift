import GeneralizedLinearModels
import Tables

/// How much memory a fit may take, and where what does not fit into it is put.
public struct MemoryOptions: Sendable, Equatable {
    /// The memory as the plan writes it: 2G, 512M.
    public var text: String
    /// The same in bytes.
    public var bytes: Int
    /// The folder of the scratch file, as the plan names it.
    public var scratch: String

    /// Less than this is no memory to read a file in: the program itself, and the levels and blocks of a
    /// small file.
    static let least = MemorySize.program + 64 << 20

    /// - Throws: `AnalysisError` for what is no size of memory, and where one of the two keys is missing.
    init?(_ reader: inout PlanReader) throws(AnalysisError) {
        let memory = try reader.text("memory")
        let scratch = try reader.text("scratch")
        guard let memory else {
            guard scratch != nil else { return nil }
            throw reader.refuse(
                "scratch", "A scratch folder is for a fit in limited memory, and none is named.",
                hint: "As in --memory 2G --scratch /var/tmp.")
        }
        guard let bytes = MemorySize.bytes(memory) else {
            throw reader.refuse(
                "memory", "\"\(memory)\" is no size of memory.",
                hint: "A number and a unit: 2G, 512M or 1.5G.")
        }
        guard bytes >= Self.least else {
            throw reader.refuse(
                "memory",
                "\(memory) is too little to read a file in: \(MemorySize.text(Self.least)) is the least.",
                hint: "As in --memory 2G.")
        }
        guard let scratch, !scratch.isEmpty else {
            throw reader.refuse(
                "memory", "A fit in limited memory needs a folder on disk for the rest.",
                hint: "Name one with --scratch, on a disk with as much room as the file takes.")
        }
        text = memory
        self.bytes = bytes
        self.scratch = scratch
    }
}

extension FitPlan {
    /// Refuses what needs all rows in memory.
    func requirePieces(_ reader: inout PlanReader) throws(AnalysisError) {
        guard memory != nil else { return }
        let needs: [(key: String, isAsked: Bool, what: String)] = [
            ("data", options.sources.count > 1, "Several files are stacked"),
            ("data", options.data == "-", "Standard input is read"),
            ("join", !options.joins.isEmpty, "Files are joined"),
            ("derive", !options.derivations.isEmpty, "Columns are derived"),
            ("filter", !options.filters.isEmpty, "Rows are filtered"),
            ("se", robust == .cr2, "The residuals of clusters are adjusted, as CR2 does,"),
            ("penalty", penalty != nil || hasFirth, "Penalties are fitted"),
            ("interval", interval == .profile, "Profile intervals are followed"),
            ("family", family == .negativeBinomial, "Negative-binomial counts are fitted"),
            ("verify", verify, "A fit is solved once more"),
            ("bootstrap", bootstrap != nil, "Samples are drawn anew"),
        ]
        guard let first = needs.first(where: \.isAsked) else { return }
        throw reader.refuse(
            first.key, "\(first.what) with all rows in memory, which --memory does not keep there.",
            hint: Self.insteadOf(first.key))
    }

    private static func insteadOf(_ key: String) -> String {
        switch key {
        case "data", "join", "derive", "filter":
            "Write the rows to one file first, put what is derived into the formula, or leave "
                + "--memory out."
        case "se": "Take --se CR1, or leave --memory out."
        case "penalty":
            "Fit without a penalty: of so many rows it changes little; or fit a sample of them, or leave "
                + "--memory out."
        case "interval":
            "Leave --interval out: of so many rows Wald's intervals are as good, and --term-test score "
                + "and likelihood ratios are made in pieces; or leave --memory out."
        case "family":
            "Take --family poisson with --dispersion estimated or --se HC1, or leave --memory out."
        case "verify":
            "Leave --verify out and compare with another limit of --memory, or leave --memory out."
        case "bootstrap":
            "Take --cluster or --se HC3, which allow for the same in pieces, or leave --memory out."
        default: "Leave one of the two out."
        }
    }
}
