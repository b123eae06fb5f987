import Tables

/// What a column is for, as far as its name and its values tell.
public enum ColumnRole: String, Sendable, CaseIterable {
    /// No row holds a value.
    case empty
    /// Values that name a person, a family, a home or a row; they are never shown.
    case idLike = "id_like"
    /// Words that somebody wrote; they are never shown.
    case freeText = "free_text"
    /// Days of birth; only their years are shown.
    case birthDate = "birth_date"
    /// One value in every row that has one.
    case constant
    /// Two values.
    case binary
    /// Numbers.
    case number
    /// Days.
    case date
    /// Levels.
    case category
    /// Text that is numbers, but for the way it writes them or for a few values.
    case numbersAsText = "numbers_as_text"
    /// Text that is days, but for the way it writes them or for a few values.
    case datesAsText = "dates_as_text"

    /// Whether values of the column may be shown.
    public var showsValues: Bool {
        switch self {
        case .empty, .idLike, .freeText, .birthDate, .numbersAsText, .datesAsText: false
        case .constant, .binary, .number, .date, .category: true
        }
    }
}

/// A level with the number of rows that hold it.
public struct LevelCount: Sendable, Equatable {
    /// The level, shortened where it is long.
    public let level: String
    /// Its rows.
    public let count: Int
}

/// How often the values of an identifier come back.
public struct RepeatDescription: Sendable, Equatable {
    /// The values that stand in more than one row.
    public let repeatedValues: Int
    /// The rows that hold such a value.
    public let rows: Int
    /// The rows of the most frequent value.
    public let largest: Int
    /// The rows of the next most frequent value; 0 where there is only one.
    public let second: Int

    init(counts: some Sequence<Int>) {
        var repeated = 0
        var rows = 0
        var largest = 0
        var second = 0
        for count in counts {
            if count > 1 {
                repeated += 1
                rows += count
            }
            if count > largest {
                (largest, second) = (count, largest)
            } else {
                second = max(second, count)
            }
        }
        repeatedValues = repeated
        self.rows = rows
        self.largest = largest
        self.second = second
    }
}

/// What one column holds.
public struct ColumnDescription: Sendable {
    /// Its place in the file, from 1.
    public let position: Int
    /// Its name.
    public let name: String
    /// The kind of its values.
    public let kind: ColumnKind
    /// What it is for.
    public let role: ColumnRole
    /// Why it is an identifier: `name`, `distinct`, `form`, or `names` where its levels are written
    /// as names of persons are; nil for any other column.
    public let reason: String?
    /// The bytes that one row takes in memory.
    public let bytesPerRow: Int
    /// The rows with a value.
    public let values: Int
    /// The rows without.
    public let missing: Int
    /// The different values.
    public let distinct: Int
    /// The distribution of numbers that may be shown.
    public let numbers: NumberDescription?
    /// The distribution of days.
    public let dates: DateDescription?
    /// The most frequent levels that may be shown.
    public let levels: [LevelCount]
    /// How many levels are not among them.
    public let levelsNotListed: Int
    /// The mean length of texts in characters; nil for anything else.
    public let meanCharacters: Double?
    /// How often the values of an identifier come back.
    public let repeats: RepeatDescription?
    /// The level of a column of yes and no that is the event, with its rows.
    public let event: LevelCount?
    /// Whether the name is one that outcomes often have.
    public let isNamedLikeOutcome: Bool
    /// Whether the name is one of families or homes.
    public let isNamedLikeFamily: Bool
    /// All levels as text, of a category with few; what runs of columns are compared by.
    let allLevels: [LevelCount]
}
