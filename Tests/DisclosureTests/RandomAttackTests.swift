import TestSupport
import Testing

@testable import Disclosure

/// Tables by the hundred, each attacked by a reader who tries every whole number.
@Suite struct RandomAttackTests {
    private static let shapes = ["table", "shared margin", "difference", "shares", "three faces"]

    @Test(arguments: shapes) func noSuppressedCountIsPinnedDown(_ shape: String) throws {
        var recovered = 0
        var small = 0
        var everything = 0
        for seed in 1...80 {
            let page = try Self.page(shape, seed)
            let released = page.numbers.protected(by: .publish)
            let broken = page.broken(released)
            #expect(broken.isEmpty, "\(shape) \(seed): \(broken)")
            small += page.truth.count { (1...9).contains($0) }
            everything += page.suppressed(released).count == page.cells.count ? 1 : 0
            var open = DisclosureProfile.publish
            open.hasSecondarySuppression = false
            recovered += page.broken(page.numbers.protected(by: open)).count
        }
        // The reader is able: without the second step she gets at many of them.
        #expect(small > 60)
        #expect(recovered > small / 4)
        #expect(everything < 20)
    }

    @Test(arguments: [3, 5, 10]) func otherThresholdsAndZeros(_ threshold: Int) throws {
        for seed in 1...40 {
            var profile = DisclosureProfile.publish
            profile.threshold = threshold
            profile.protectionRange = threshold / 2 - 1 + seed % 3
            profile.zeros = seed % 2 == 0 ? .shown : .suppressed
            let page = try Self.page(Self.shapes[seed % 5], 1000 + seed)
            let broken = page.broken(page.numbers.protected(by: profile))
            #expect(broken.isEmpty, "\(threshold) \(seed): \(broken)")
        }
    }

    @Test func theRangesThatAreProvedAreThoseThatThereAre() throws {
        // The attack inside and the one outside agree to the last case on tables that are networks.
        var compared = 0
        for seed in 1...60 {
            let page = try Self.page(seed % 2 == 0 ? "table" : "shared margin", 2000 + seed)
            let released = page.numbers.protected(by: .publish)
            let reach = 40
            let attack = CellAttack(released.protection.system, reach: reach)
            let reader = page.reader(released, reach: reach)
            for cell in page.suppressed(released) {
                let up = attack.moves(of: cell, up: true)?[cell] ?? 0
                let down = attack.moves(of: cell, up: false)?[cell] ?? 0
                let proved = (page.truth[cell] + down)...(page.truth[cell] + up)
                #expect(reader.range(of: cell) == proved, "\(seed) \(cell)")
                compared += 1
            }
        }
        #expect(compared > 300)
    }

    @Test func theOrderOfTheRunsChangesNothing() throws {
        for seed in 1...20 {
            let page = try Self.page("shared margin", 3000 + seed)
            let first = page.numbers.protected(by: .publish)
            let second = page.numbers.protected(by: .publish)
            #expect(first.log == second.log)
            #expect(page.cells.allSatisfy { first.count($0) == second.count($0) })
        }
    }

    @Test func aTableOfTwentyByTen() throws {
        var stream = Seeded(7)
        var page = Publication()
        _ = try page.table(seededCounts(20, 10, &stream))
        let released = page.numbers.protected(by: .publish)
        let suppressed = page.suppressed(released)
        #expect(suppressed.count < 150)
        // Too many for trying all: each is proved by two tables that agree with everything shown.
        let system = released.protection.system
        let attack = CellAttack(system, reach: 60)
        for cell in suppressed {
            let moves = [true, false].compactMap { attack.moves(of: cell, up: $0) }
            #expect(moves.allSatisfy { system.allows($0) })
            let values = moves.map { page.truth[cell] + $0[cell] } + [page.truth[cell]]
            let low = values.min() ?? 0
            let high = values.max() ?? 0
            #expect(high - low > 4)
            #expect(page.truth[cell] >= 10 || high >= 10)
        }
    }

    @Test func aWholeReport() throws {
        // Ten factors of up to five levels: cases and outcomes of each level, the totals shared by all, a share each.
        var stream = Seeded(11)
        var page = Publication()
        let n = 1200
        let events = 90
        let all = try page.count(n)
        let withEvent = try page.count(events)
        try page.part(withEvent, of: all)
        for _ in 0..<10 {
            let levels = 2 + stream.below(4)
            var sizes = [Int](repeating: 0, count: levels)
            var found = [Int](repeating: 0, count: levels)
            for person in 0..<n {
                let draw = stream.next()
                let level = min(levels - 1, Int(draw * draw * draw * Double(levels)))
                sizes[level] += 1
                if person < events { found[level] += 1 }
            }
            let groups = try sizes.map { try page.count($0) }
            let parts = try found.map { try page.count($0) }
            try page.sum(all, groups)
            try page.sum(withEvent, parts)
            for (group, part) in zip(groups, parts) {
                try page.part(part, of: group)
                _ = try page.numbers.addShare("share", of: page.cells[part], in: page.cells[group])
            }
        }
        let released = page.numbers.protected(by: .publish)
        #expect(page.broken(released, reach: 40).isEmpty)
        let suppressed = page.suppressed(released)
        #expect(!suppressed.isEmpty && suppressed.count < page.cells.count / 3)
        #expect(released.count(page.cells[all]).value == 1200)
    }

    private static func page(_ shape: String, _ seed: Int) throws -> Publication {
        var stream = Seeded(seed)
        var page = Publication()
        let rows = 2 + stream.below(3)
        let columns = 2 + stream.below(2)
        let counts = seededCounts(rows, columns, &stream)
        switch shape {
        case "shared margin":
            let first = try page.table(counts)
            // The same column totals, cut by another variable into two rows.
            let totals = first.columns.map { page.truth[$0] }
            let part = totals.map { stream.below($0 + 1) }
            _ = try page.table(
                [part, zip(totals, part).map { $0 - $1 }], columnTotals: first.columns,
                total: first.total)
        case "difference":
            let first = try page.table(counts)
            let less = counts.map { $0.map { $0 - min($0, stream.below(12)) } }
            let second = try page.table(less)
            for row in 0..<rows {
                for column in 0..<columns {
                    try page.part(second.inner[row][column], of: first.inner[row][column])
                }
                try page.part(second.rows[row], of: first.rows[row])
            }
            try page.part(second.total, of: first.total)
        case "shares":
            // Groups with a part each: those found among those who could be.
            var groups: [Int] = []
            for line in counts {
                let group = try page.count(line.reduce(0, +))
                let found = try page.count(line[0])
                let rest = try page.part(found, of: group)
                _ = try page.numbers.addShare("share", of: page.cells[found], in: page.cells[group])
                #expect(page.truth[rest] == line.dropFirst().reduce(0, +))
                groups.append(group)
            }
            let all = try page.count(groups.reduce(0) { $0 + page.truth[$1] })
            try page.sum(all, groups)
        case "three faces":
            try threeFaces(&page, &stream)
        default:
            _ = try page.table(counts)
        }
        return page
    }

    /// A cube of 2 x 2 x 3 of which the three tables of two variables each are printed and its cells are not.
    private static func threeFaces(_ page: inout Publication, _ stream: inout Seeded) throws {
        var cube: [[[Int]]] = []
        for _ in 0..<2 {
            var face: [[Int]] = []
            for _ in 0..<2 {
                var line: [Int] = []
                for _ in 0..<3 {
                    let count = stream.next() < 0.3 ? stream.below(10) : 10 + stream.below(20)
                    line.append(try page.count(count, isPrinted: false))
                }
                face.append(line)
            }
            cube.append(face)
        }
        func add(_ parts: [Int]) throws -> Int {
            let total = try page.count(parts.reduce(0) { $0 + page.truth[$1] })
            try page.sum(total, parts)
            return total
        }
        for first in 0..<2 {
            for second in 0..<2 { _ = try add(cube[first][second]) }
            for third in 0..<3 { _ = try add(cube[first].map { $0[third] }) }
        }
        for second in 0..<2 {
            for third in 0..<3 { _ = try add(cube.map { $0[second][third] }) }
        }
    }
}
