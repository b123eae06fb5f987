import Testing

@testable import Disclosure

/// A small count is planted, and a reader tries to get at it from everything that is said.
@Suite struct PlantedCellTests {
    @Test func aCellOfATableCannotBeHadFromItsMargins() throws {
        var page = Publication()
        let table = try page.table([[40, 60, 35], [55, 3, 70], [20, 90, 25]])
        let released = page.numbers.protected(by: .publish)
        let suppressed = page.suppressed(released)
        #expect(released.count(page.cells[table.inner[1][1]]).status == .suppressed)
        #expect(released.count(page.cells[table.inner[1][1]]).value == nil)
        #expect(released.count(page.cells[table.inner[1][1]]).symbol == .confidential)
        #expect(page.broken(released).isEmpty)
        #expect(page.broken(released, reach: 20, roundingOnly: true).isEmpty)
        // The cell and a rectangle of three: 40 + 60 + 55 or 60 + 35 + 70 and so on; 35 and 25 with 90 and 70
        // against 25 + 70 + 90. The least is 20 + 55 + 90 = 165 against 40 + 60 + 55 = 155.
        #expect(suppressed.count == 4)
        let lost = suppressed.reduce(0) { $0 + page.truth[$1] } - 3
        #expect(lost == 155)
    }

    @Test func withoutSecondarySuppressionItIsHad() throws {
        var page = Publication()
        let table = try page.table([[40, 60, 35], [55, 3, 70], [20, 90, 25]])
        var profile = DisclosureProfile.publish
        profile.hasSecondarySuppression = false
        profile.roundingBase = 1
        let broken = page.broken(page.numbers.protected(by: profile))
        #expect(broken.map(\.cell) == [table.inner[1][1]])
        #expect(broken.first?.range == 3...3)
    }

    @Test func twoTablesThatDifferByOneCategoryDoNotTellIt() throws {
        // All young people by ward, and those not looked after by ward: the difference is those who are.
        var page = Publication()
        let all = try page.table([[120, 300], [80, 250], [95, 410]])
        let without = try page.table([[111, 290], [76, 230], [70, 380]])
        var rests: [Int] = []
        for row in 0..<3 {
            for column in 0..<2 {
                rests.append(
                    try page.part(without.inner[row][column], of: all.inner[row][column]))
            }
            rests.append(try page.part(without.rows[row], of: all.rows[row]))
        }
        try page.part(without.columns[0], of: all.columns[0])
        try page.part(without.columns[1], of: all.columns[1])
        try page.part(without.total, of: all.total)
        // 120 - 111 = 9 and 80 - 76 = 4 are small and stand in neither table.
        #expect(rests.map { page.truth[$0] } == [9, 10, 19, 4, 20, 24, 25, 30, 55])
        let released = page.numbers.protected(by: .publish)
        #expect(page.broken(released).isEmpty)
        #expect(!page.suppressed(released).isEmpty)
        var open = DisclosureProfile.publish
        open.hasSecondarySuppression = false
        #expect(page.broken(page.numbers.protected(by: open)).count >= 2)
    }

    @Test func tablesThatShareAMarginAreOneReport() throws {
        // Outcome by sex and outcome by ward: the same totals of the outcome.
        var page = Publication()
        let bySex = try page.table([[4, 200], [60, 180]])
        _ = try page.table(
            [[30, 190], [16, 100], [18, 90]], columnTotals: bySex.columns, total: bySex.total)
        let released = page.numbers.protected(by: .publish)
        #expect(page.broken(released).isEmpty)
        #expect(page.suppressed(released).contains(bySex.inner[0][0]))
    }

    @Test func aShareAndItsWholeDoNotTellTheRest() throws {
        var numbers = ReportNumbers()
        let group = try numbers.addCount("group", 61)
        let found = try numbers.addCount("found", 57)
        let share = try numbers.addShare("share found", of: found, in: group)
        let released = numbers.protected(by: .publish)
        // 61 - 57 = 4 are not found: one of the two counts is not said, and so no share.
        #expect(released.share(share).status == .suppressed)
        #expect(released.share(share).value == nil)
        #expect(
            [group, found].contains { released.count($0).status == .suppressed })
        #expect(released.log.entries.last?.reason == .derived)
        #expect(released.log.entries.last?.name == "share found")
    }

    @Test func aShareIsMadeOfTheCountsAsTheyAreShown() throws {
        var numbers = ReportNumbers()
        let group = try numbers.addCount("group", 203)
        let found = try numbers.addCount("found", 41)
        let share = try numbers.addShare("share found", of: found, in: group)
        let released = numbers.protected(by: .publish)
        // Every count from 38 to 42 of 203 to 207 gives this share.
        #expect(released.share(share).value == ReleasedShare(part: 40, whole: 205))
        let width = released.value(of: [found, group]) { Double($0[0]) / Double($0[1]) }
        #expect(width.value == 40.0 / 205.0)
    }

    @Test func ninesOfOneWithATotalOfNine() throws {
        // Who knew that the total is small would know that every cell is 1.
        var page = Publication()
        let ones = try (0..<9).map { _ in try page.count(1) }
        let total = try page.count(9)
        try page.sum(total, ones)
        let other = try page.count(400)
        let all = try page.count(409)
        try page.sum(all, [total, other])
        let released = page.numbers.protected(by: .publish)
        #expect(page.broken(released).isEmpty)
        #expect(Set(released.log.forReaders.entries.map(\.reason)) == [.confidential])
        #expect(released.log.entries.count { $0.reason == .primary } == 10)
    }

    @Test func aRowOfOneCellTakesItsTotalAlong() throws {
        var page = Publication()
        let table = try page.table([[0, 6, 0], [30, 40, 20], [15, 12, 50]])
        let released = page.numbers.protected(by: .publish)
        #expect(page.broken(released).isEmpty)
        #expect(released.count(page.cells[table.inner[0][0]]).value == 0)
        #expect(released.count(page.cells[table.rows[0]]).status == .suppressed)
    }

    @Test func zerosAreHiddenWhereTheProfileSaysSo() throws {
        var profile = DisclosureProfile.publish
        profile.zeros = .suppressed
        var page = Publication()
        let table = try page.table([[0, 30], [25, 40]])
        let released = page.numbers.protected(by: profile)
        #expect(released.count(page.cells[table.inner[0][0]]).status == .suppressed)
        #expect(page.broken(released).isEmpty)
    }

    @Test func everythingSmallSaysNothing() throws {
        var page = Publication()
        _ = try page.table([[1, 2], [3, 1]])
        let released = page.numbers.protected(by: .publish)
        #expect(page.suppressed(released).count == page.cells.count)
        #expect(page.broken(released).isEmpty)
    }

    @Test func nothingSmallIsOnlyRounded() throws {
        var page = Publication()
        let table = try page.table([[12, 33], [58, 104]])
        let released = page.numbers.protected(by: .publish)
        #expect(page.suppressed(released).isEmpty)
        #expect(released.log.entries.isEmpty)
        let shown = table.inner.map { $0.map { released.count(page.cells[$0]).value } }
        #expect(shown == [[10, 35], [60, 105]])
        // Each total by itself: 45, and not 10 + 35; 162 is 160 and not 165.
        #expect(table.rows.map { released.count(page.cells[$0]).value } == [45, 160])
        #expect(table.columns.map { released.count(page.cells[$0]).value } == [70, 135])
        #expect(released.count(page.cells[table.total]).value == 205)
        let asIs = page.numbers.protected(by: .internal)
        #expect(page.cells.map { asIs.count($0).value } == page.truth)
    }
}
