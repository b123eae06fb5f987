/// What describing a file found.
public struct DescribeResult: Codable, Sendable {
    /// The table as a whole.
    public struct Overview: Codable, Sendable {
        /// Its rows.
        public var rows: Int
        /// Its columns.
        public var columns: Int
        /// Cells without a value.
        public var missingCells: Int
        /// Columns without any value.
        public var emptyColumns: Int
        /// Rows with a value in every column that has any.
        public var completeRows: Int
        /// Rows with a value in none.
        public var emptyRows: Int
        /// Rows that repeat an earlier one in every column.
        public var duplicateRows: Int
        /// The day that the data were extracted.
        public var extractDate: String

        private enum CodingKeys: String, CodingKey {
            case rows, columns
            case missingCells = "missing_cells"
            case emptyColumns = "empty_columns"
            case completeRows = "complete_rows"
            case emptyRows = "empty_rows"
            case duplicateRows = "duplicate_rows"
            case extractDate = "extract_date"
        }
    }

    /// A level with its rows.
    public struct Level: Codable, Sendable {
        /// The level.
        public var level: String
        /// Its rows.
        public var count: Int
        /// Of the rows with a value.
        public var share: Double
    }

    /// One bin of a histogram, from `low` up to but without `high`; the last holds its end too.
    public struct Bin: Codable, Sendable {
        /// Where it begins.
        public var low: Double
        /// Where it ends.
        public var high: Double
        /// The values in it.
        public var count: Int
    }

    /// The distribution of numbers.
    public struct Numbers: Codable, Sendable {
        /// The least.
        public var min: Double
        /// The lower quartile, a quantile of R's type 7 as are the next two.
        public var q1: Double
        /// The middle.
        public var median: Double
        /// The upper quartile.
        public var q3: Double
        /// The greatest.
        public var max: Double
        /// The arithmetic mean.
        public var mean: Figure
        /// The root of Σ(x - mean)² / (n - 1).
        public var stdDev: Figure
        /// How many are 0.
        public var zeros: Int
        /// How many are below 0.
        public var negatives: Int
        /// How many lie more than three interquartile ranges beyond the quartiles.
        public var outliers: Int
        /// Bins of one width; empty where the range is too wide for any.
        public var histogram: [Bin]

        private enum CodingKeys: String, CodingKey {
            case min, q1, median, q3, max, mean, zeros, negatives, outliers, histogram
            case stdDev = "std_dev"
        }
    }

    /// Days of one year.
    public struct Year: Codable, Sendable {
        /// The year.
        public var year: Int
        /// The days in it.
        public var count: Int
    }

    /// The distribution of days.
    public struct Dates: Codable, Sendable {
        /// The first day; null for days of birth.
        public var first: Label
        /// The last day; null for days of birth.
        public var last: Label
        /// The first year.
        public var firstYear: Int
        /// The last year.
        public var lastYear: Int
        /// The days after `extract_date`.
        public var future: Int
        /// The days of each year that has any.
        public var years: [Year]

        private enum CodingKeys: String, CodingKey {
            case first, last, future, years
            case firstYear = "first_year"
            case lastYear = "last_year"
        }
    }

    /// How often the values of an identifier come back.
    public struct Repeats: Codable, Sendable {
        /// Values in more than one row.
        public var repeatedValues: Int
        /// The rows that hold such a value.
        public var rows: Int
        /// The rows of the most frequent value.
        public var largest: Int

        private enum CodingKeys: String, CodingKey {
            case rows, largest
            case repeatedValues = "repeated_values"
        }
    }

    /// One column.
    public struct ColumnRow: Codable, Sendable {
        /// Its place in the file, from 1.
        public var position: Int
        /// Its name.
        public var name: String
        /// The kind of its values.
        public var kind: String
        /// What it is for, as far as its name and values tell.
        public var role: String
        /// Why it is an identifier: `name`, `distinct` or `form`.
        public var reason: String?
        /// The bytes that a row takes in memory.
        public var bytesPerRow: Int
        /// Rows with a value.
        public var values: Int
        /// Rows without.
        public var missing: Int
        /// Of all rows.
        public var missingShare: Double
        /// Different values.
        public var distinct: Int
        /// Numbers, where they may be shown.
        public var numbers: Numbers?
        /// Days.
        public var dates: Dates?
        /// The most frequent levels, where they may be shown.
        public var levels: [Level]
        /// Levels that are not among them.
        public var levelsNotListed: Int
        /// The mean length of text.
        public var meanCharacters: Double?
        /// How often the values of an identifier come back.
        public var repeats: Repeats?

        private enum CodingKeys: String, CodingKey {
            case position, name, kind, role, reason, values, missing, distinct, numbers, dates
            case levels, repeats
            case bytesPerRow = "bytes_per_row"
            case missingShare = "missing_share"
            case levelsNotListed = "levels_not_listed"
            case meanCharacters = "mean_characters"
        }
    }

    /// Neighbouring columns that share their levels.
    public struct Run: Codable, Sendable {
        /// The name of the first column.
        public var first: String
        /// The name of the last column.
        public var last: String
        /// The place of the first column, from 1.
        public var firstPosition: Int
        /// How many columns.
        public var columns: Int
        /// Cells without a value.
        public var missing: Int
        /// The levels over all cells.
        public var levels: [Level]

        private enum CodingKeys: String, CodingKey {
            case first, last, columns, missing, levels
            case firstPosition = "first_position"
        }
    }

    /// Rows that miss the same columns.
    public struct Pattern: Codable, Sendable {
        /// The columns that they miss; none for complete rows.
        public var columns: [String]
        /// How many they are.
        public var rows: Int
        /// Of all rows.
        public var share: Double
    }

    /// What is missing together.
    public struct Missing: Codable, Sendable {
        /// The most frequent patterns.
        public var patterns: [Pattern]
        /// How many patterns there are.
        public var patternCount: Int
        /// Columns that are missing in exactly the same rows.
        public var together: [Pattern]

        private enum CodingKeys: String, CodingKey {
            case patterns, together
            case patternCount = "pattern_count"
        }
    }

    /// Something that asks for a look.
    public struct FindingRow: Codable, Sendable {
        /// A stable word.
        public var code: String
        /// `warning` for what may make a result wrong, `note` for what is good to know.
        public var severity: String
        /// The columns it concerns; none where it is the table.
        public var columns: [String]
        /// How many rows or values it concerns.
        public var rows: Int
        /// Of how many.
        public var of: Int
        /// What was found.
        public var message: String
        /// What to do next.
        public var next: String
    }

    /// A column of yes and no, which could be an outcome.
    public struct Outcome: Codable, Sendable {
        /// The column.
        public var column: String
        /// The level that is the event.
        public var event: String
        /// Rows with the event.
        public var events: Int
        /// Rows with a value.
        public var values: Int
        /// Events of values.
        public var share: Double
        /// Whether its name is one that outcomes often have.
        public var namedLikeOutcome: Bool

        private enum CodingKeys: String, CodingKey {
            case column, event, events, values, share
            case namedLikeOutcome = "named_like_outcome"
        }
    }

    /// A number that decides what is said.
    public struct Threshold: Codable, Sendable {
        /// What it decides.
        public var name: String
        /// The number.
        public var value: Double
    }

    /// The table as a whole.
    public var overview: Overview
    /// Its columns.
    public var columns: [ColumnRow]
    /// Neighbouring columns that share their levels.
    public var runs: [Run]
    /// What is missing together.
    public var missing: Missing
    /// What asks for a look, warnings first.
    public var findings: [FindingRow]
    /// What could be an outcome, columns that are named like one first.
    public var outcomes: [Outcome]
    /// Commands that could come next.
    public var next: [String]
    /// The numbers that decide what is said.
    public var thresholds: [Threshold]
}
