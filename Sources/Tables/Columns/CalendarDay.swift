/// Conversion between a day of the Gregorian calendar and its count of days since 1970-01-01.
public enum CalendarDay {
    /// Days since 1970-01-01, or nil where no such day exists.
    ///
    /// The year is shifted to begin in March, so that the leap day ends it and the months before a
    /// given one make ⌊(153 m + 2) / 5⌋ days; 400 years are always 146,097 days.
    public static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int32? {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= length(ofMonth: month, year: year)
        else { return nil }
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear / 400
        let yearOfEra = shiftedYear - era * 400
        let monthFromMarch = (month + 9) % 12
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return Int32(era * 146_097 + dayOfEra - 719_468)
    }

    /// The days since 1970-01-01 that a date may have: from 0001-01-01 to 9999-12-31.
    public static let range: ClosedRange<Int32> = -719_162...2_932_896

    /// The day as `2024-05-31`.
    public static func text(_ daysSinceEpoch: Int32) -> String {
        let (year, month, day) = parts(daysSinceEpoch)
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }

    /// The year, month (from 1) and day of the month (from 1) of a day.
    public static func parts(_ daysSinceEpoch: Int32) -> (year: Int, month: Int, day: Int) {
        let shifted = Int(daysSinceEpoch) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    /// The completed years from a birth to a day; nil where the birth comes after it.
    ///
    /// A year is completed at the start of the birthday. Who was born on 29 February has it on 1
    /// March in a common year, the convention in England and Wales.
    public static func completedYears(from birth: Int32, to day: Int32) -> Int? {
        guard birth <= day else { return nil }
        let (born, now) = (parts(birth), parts(day))
        let isBefore = (now.month, now.day) < (born.month, born.day)
        return now.year - born.year - (isBefore ? 1 : 0)
    }

    private static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
