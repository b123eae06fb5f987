/// Writes tidy rows as CSV (RFC 4180, with LF line ends).
public enum CSVRenderer {
    /// A header and rows; a missing value is an empty field.
    public static func render(_ header: [String], _ rows: [[String?]]) -> String {
        line(header) + rows.map(line).joined()
    }

    /// One record.
    public static func line(_ fields: [String?]) -> String {
        fields.map { quoted($0 ?? "") }.joined(separator: ",") + "\n"
    }

    private static func quoted(_ field: String) -> String {
        let needsQuotes = field.unicodeScalars.contains {
            $0 == "," || $0 == "\"" || $0 == "\n" || $0 == "\r"
        }
        guard needsQuotes else { return field }
        return "\""
            + field.split(separator: "\"", omittingEmptySubsequences: false)
            .joined(separator: "\"\"") + "\""
    }
}
