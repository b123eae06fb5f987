import Tables
import Testing

struct RowChunksTests {
    @Test(arguments: [0, 1, 4095, 4096, 4097, 8192, 100_000])
    func chunksCoverEachRowOnce(_ rows: Int) {
        let chunks = RowChunks(rowCount: rows, length: 4096)
        var next = 0
        for index in 0..<chunks.count {
            #expect(chunks[index].lowerBound == next && !chunks[index].isEmpty)
            next = chunks[index].upperBound
        }
        #expect(next == rows)
    }

    @Test(arguments: [1, 2, 3, 7])
    func threadsChangeNoBitOfASum(_ threads: Int) {
        let values = (0..<100_003).map { 1.0 / Double(3 * $0 + 1) }
        func total(_ threads: Int) -> Double {
            var total = 0.0
            RowChunks(rowCount: values.count, length: 1000).sum(
                threads: threads, makePartial: { 0.0 },
                accumulate: { rows, partial in for i in rows { partial += values[i] } },
                combine: {
                    total += $0
                    $0 = 0
                })
            return total
        }
        #expect(total(threads).bitPattern == total(1).bitPattern)
    }
}

struct CalendarDayTests {
    @Test func daysSurviveTheRoundTrip() {
        for day in stride(from: Int32(-719_162), through: 2_932_896, by: 997) {
            let text = CalendarDay.text(day).split(separator: "-").compactMap { Int($0) }
            #expect(
                CalendarDay.daysSinceEpoch(year: text[0], month: text[1], day: text[2]) == day)
        }
        #expect(CalendarDay.text(0) == "1970-01-01")
        #expect(CalendarDay.daysSinceEpoch(year: 2023, month: 2, day: 29) == nil)
        #expect(CalendarDay.daysSinceEpoch(year: 2000, month: 2, day: 29) == 11_016)
    }
}
