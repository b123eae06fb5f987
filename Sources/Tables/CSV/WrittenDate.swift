/// A date as it is written, before it is known which of two small numbers is the day: the year and
/// two numbers in 32 bits, so that a column of them takes what a column of days takes.
struct WrittenDate {
    private static let isoBit: Int32 = 1 << 30

    let bits: Int32

    private var first: Int { Int(bits >> 5 & 31) }
    private var second: Int { Int(bits & 31) }
    private var year: Int { Int(bits & ~Self.isoBit) >> 10 }

    /// Whether it is written 2024-05-31.
    var isISO: Bool { bits & Self.isoBit != 0 }

    /// Whether the small numbers are the same, so that their order does not matter.
    var isSymmetric: Bool { first == second }

    init(bits: Int32) { self.bits = bits }

    private init(year: Int, first: Int, second: Int, isISO: Bool = false) {
        bits = Int32(year << 10 | first << 5 | second) | (isISO ? Self.isoBit : 0)
    }

    /// Days since 1970-01-01 in an order of day and month; nil where there is no such day.
    func days(_ order: CSVDialect.DateOrder) -> Int32? {
        let isDayFirst = isISO || order == .dayFirst
        return CalendarDay.daysSinceEpoch(
            year: year, month: isDayFirst ? second : first, day: isDayFirst ? first : second)
    }

    /// Reads 2024-05-31, 31/05/2024, 1.5.2024 or 5-31-2024, each also with midnight behind it;
    /// nil where it is no day in either order.
    init?(_ text: UnsafePointer<UInt8>, _ count: Int) {
        guard count >= 8, text[0] &- 0x30 <= 9 else { return nil }
        var length = count
        if count > 10, let midnight = Self.midnight(text, count) { length = midnight }
        guard length <= 10 else { return nil }
        var place = 0
        func number(_ most: Int) -> (value: Int, digits: Int) {
            var (value, digits) = (0, 0)
            while place < length, digits < most, text[place] &- 0x30 <= 9 {
                value = value * 10 + Int(text[place] &- 0x30)
                digits += 1
                place += 1
            }
            return (value, digits)
        }
        let a = number(4)
        guard place < length else { return nil }
        let separator = text[place]
        place += 1
        let b = number(2)
        guard place < length, text[place] == separator else { return nil }
        place += 1
        let c = number(4)
        guard place == length else { return nil }
        if a.digits == 4 {
            guard separator == UInt8(ascii: "-"), b.digits == 2, c.digits == 2, b.value < 32,
                c.value < 32
            else { return nil }
            self.init(year: a.value, first: c.value, second: b.value, isISO: true)
            guard days(.dayFirst) != nil else { return nil }
            return
        }
        guard
            separator == UInt8(ascii: "/") || separator == UInt8(ascii: "-")
                || separator == UInt8(ascii: "."),
            (1...2).contains(a.digits), (1...2).contains(b.digits), c.digits == 4,
            a.value < 32, b.value < 32
        else { return nil }
        self.init(year: c.value, first: a.value, second: b.value)
        if days(.dayFirst) == nil, days(.monthFirst) == nil { return nil }
    }

    /// Where the date ends that midnight stands behind: "2024-05-31 00:00:00.000".
    private static func midnight(_ text: UnsafePointer<UInt8>, _ count: Int) -> Int? {
        var gap = 8
        while gap < count, gap <= 10, text[gap] != 0x20, text[gap] != UInt8(ascii: "T") { gap += 1 }
        guard gap <= 10, gap + 6 <= count else { return nil }
        let length = count - gap - 1
        guard length == 5 || length == 8 || (10...20).contains(length) else { return nil }
        for place in 0..<length {
            let expected: UInt8 =
                switch place {
                case 2, 5: UInt8(ascii: ":")
                case 8: UInt8(ascii: ".")
                default: UInt8(ascii: "0")
                }
            if text[gap + 1 + place] != expected { return nil }
        }
        return gap
    }
}
