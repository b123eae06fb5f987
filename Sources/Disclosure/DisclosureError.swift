/// Why numbers could not be protected, or a profile not be read.
public enum DisclosureError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A count below 0 or beyond 10^15.
    case countOutOfRange(name: String)
    /// A total that is not the sum of its parts.
    case totalDiffers(name: String)
    /// A part that is larger than its whole.
    case partExceedsWhole(part: String, whole: String)
    /// A table whose rows have different lengths, or whose names do not fit its counts.
    case tableShape(name: String)
    /// A profile that is no JSON object.
    case profileSyntax(reason: String)
    /// A key that profiles do not have.
    case unknownKey(String, known: [String])
    /// A value that a profile cannot have.
    case profileValue(key: String, reason: String)

    /// The sentence for its reader.
    public var description: String {
        switch self {
        case .countOutOfRange(let name):
            "The count of \"\(name)\" is below 0 or above 10^15."
        case .totalDiffers(let name):
            "The total \"\(name)\" is not the sum of its parts."
        case .partExceedsWhole(let part, let whole):
            "\"\(part)\" is said to be a part of \"\(whole)\" and is larger."
        case .tableShape(let name):
            "The table \"\(name)\" needs one row of counts for each row's name and one count for each column's."
        case .profileSyntax(let reason):
            "The disclosure profile could not be read: \(reason)"
        case .unknownKey(let key, let known):
            "A disclosure profile has no key \"\(key)\"; it has \(known.joined(separator: ", "))."
        case .profileValue(let key, let reason):
            "\"\(key)\" of the disclosure profile \(reason)."
        }
    }
}
