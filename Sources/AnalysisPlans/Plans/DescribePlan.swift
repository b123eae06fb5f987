import Glibc
import Tables

/// What is in a file, and what in it asks for a look.
public struct DescribePlan: AnalysisRequest {
    /// The file.
    public var options: DataOptions
    /// The day that the data were extracted, as days since 1970-01-01; later days are in the future.
    public var extractDate: Int32
    /// How many threads; nil for as many as there are cores.
    public var threads: Int?

    init(_ reader: inout PlanReader) throws(AnalysisError) {
        options = try DataOptions(&reader)
        if let text = try reader.text("extract_date") {
            guard let day = Self.day(text) else {
                throw reader.refuse(
                    "extract_date", "\"\(text)\" is no day.", hint: "As in 2024-05-31.")
            }
            extractDate = day
        } else {
            extractDate = Self.today
        }
        threads = try reader.threads()
        options.threads = threads
    }

    func encode(_ container: inout KeyedEncodingContainer<PlanKey>) throws {
        try options.encode(&container)
        // Said even where it was the clock's, so that the plan gives the same answer tomorrow.
        try container.encode(CalendarDay.text(extractDate), forKey: "extract_date")
        if let threads { try container.encode(threads, forKey: "threads") }
    }

    /// Days since 1970-01-01 of a text such as 2024-05-31.
    static func day(_ text: String) -> Int32? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2],
            text.utf8.allSatisfy({ $0 == 0x2D || ($0 >= 0x30 && $0 <= 0x39) }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
        else { return nil }
        return CalendarDay.daysSinceEpoch(year: year, month: month, day: day)
    }

    /// The day that the clock says, where the user is.
    private static var today: Int32 {
        var now = time(nil)
        var parts = tm()
        guard localtime_r(&now, &parts) != nil else { return 0 }
        return CalendarDay.daysSinceEpoch(
            year: Int(parts.tm_year) + 1900, month: Int(parts.tm_mon) + 1, day: Int(parts.tm_mday))
            ?? 0
    }
}

extension DescribePlan {
    static let analysis = "describe"
    var plan: AnalysisPlan { .describe(self) }
    var dataOptions: DataOptions? {
        get { options }
        set { if let newValue { options = newValue } }
    }
}
