import Tables

/// Something in a table that asks for a look, with the figures that its sentence carries.
public struct Finding: Sendable, Equatable {
    /// What was found, as a stable word.
    public enum Code: String, Sendable, CaseIterable {
        // The table.
        case duplicateRows = "duplicate_rows"
        case emptyRows = "empty_rows"
        case unnamedColumns = "unnamed_columns"
        case missingTogether = "missing_together"
        // Any column.
        case emptyColumn = "empty_column"
        case constantColumn = "constant_column"
        case mostlyMissing = "mostly_missing"
        // Numbers.
        case possibleMissingCode = "possible_missing_code"
        case outliers
        case heapedValue = "heaped_value"
        case cappedValue = "capped_value"
        case ageOutOfRange = "age_out_of_range"
        case percentOutOfRange = "percent_out_of_range"
        case mixedScales = "mixed_scales"
        case negativeValues = "negative_values"
        case codesAsNumbers = "codes_as_numbers"
        // Days.
        case futureDates = "future_dates"
        case placeholderDates = "placeholder_dates"
        case endBeforeStart = "end_before_start"
        case beforeBirth = "before_birth"
        // Text.
        case numbersAsText = "numbers_as_text"
        case datesAsText = "dates_as_text"
        case mixedDateOrders = "mixed_date_orders"
        case twoDigitYears = "two_digit_years"
        case unknownLevel = "unknown_level"
        case similarLevels = "similar_levels"
        case outerBlanks = "outer_blanks"
        case damagedText = "damaged_text"
        case manyLevels = "many_levels"
        // Identifiers.
        case repeatedID = "repeated_id"
        case missingID = "missing_id"
        case placeholderID = "placeholder_id"
        case idAsNumber = "id_as_number"
        // Pairs and groups of columns.
        case equalColumns = "equal_columns"
        case recodedColumns = "recoded_columns"
        case linearColumns = "linear_columns"
        case nearlyLinearColumns = "nearly_linear_columns"
        case indicatorColumns = "indicator_columns"
        /// Whatever the reader of the file noted, under its own word.
        case readingNote = "reading_note"
    }

    /// What was found.
    public let code: Code
    /// Whether it may make a result wrong; else it is good to know.
    public let isWarning: Bool
    /// The columns it concerns.
    public let columns: [String]
    /// How many rows it concerns (of text and identifiers, how many values).
    public let rows: Int
    /// Of how many.
    public let of: Int
    /// Values and levels that may be shown, or the reader's own words.
    public var values: [String] = []
    /// Figures beside the rows, in an order that the code sets.
    public var figures: [Double] = []
    /// The first row it concerns, from 1.
    public var row: Int?
    /// How the file could be read instead.
    public var reading = SuggestedReading()

    init(_ code: Code, isWarning: Bool, _ columns: [String], rows: Int, of: Int) {
        self.code = code
        self.isWarning = isWarning
        self.columns = columns
        self.rows = rows
        self.of = of
    }
}

/// Options of reading that would mend what was found.
public struct SuggestedReading: Sendable, Equatable {
    /// Words to take as missing, as they stand in the file.
    public var missingWords: [String] = []
    /// The mark before the fraction.
    public var decimal: CSVDialect.DecimalMark?
    /// The mark between thousands.
    public var thousands: CSVDialect.ThousandsMark?
    /// Signs of money.
    public var currency: [String] = []
    /// Columns to read as categories.
    public var categories: [String] = []

    /// No suggestion.
    public init() {}

    /// Whether nothing is suggested.
    public var isEmpty: Bool { self == SuggestedReading() }

    /// Suggestions of both; of two marks the first stands.
    public mutating func add(_ other: SuggestedReading) {
        for word in other.missingWords where !missingWords.contains(word) {
            missingWords.append(word)
        }
        for sign in other.currency where !currency.contains(sign) { currency.append(sign) }
        for column in other.categories where !categories.contains(column) {
            categories.append(column)
        }
        decimal = decimal ?? other.decimal
        thousands = thousands ?? other.thousands
    }
}
