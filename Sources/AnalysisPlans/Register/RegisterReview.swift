import Distributions
import HypothesisTests

/// Works out what survives of a register's entries.
///
/// Repeats - the same plan on the same data, and of a screen the same candidate - count once. The entry that counts is the one whose plan
/// was registered before any of them was made, the earliest such plan first; without one, it is the
/// first entry: a direction that is stated after the figures were seen is none. An entry of the same
/// plan and data with another direction is no repeat of the same question, and is told of apart.
/// Families stand in the order of their first tests. Inside a family: Benjamini-Hochberg at q over all
/// its tests. Over families: LORD++ at q, one Simes p-value a family. p-values stay two-sided even where
/// a direction was stated beforehand; what lies on the other side is never support.
struct RegisterReview {
    /// A line with what it holds.
    struct Item {
        var line: RegisterLine
        var entry: RegisterEntry
    }

    private struct DataAndText: Hashable {
        var data: String
        var text: String
    }

    let items: [Item]
    let rate: Double
    private var repeatOf: [Int: Int] = [:]
    private var sameQuestionAs: [Int: Int] = [:]
    private var testsBefore: [Int: Int] = [:]
    private var testedPlans: Set<Int> = []
    private var familyNames: [String] = []
    /// Places of the tests that count, by family.
    private var members: [String: [Int]] = [:]
    private var reopened: Set<String> = []

    init(_ items: [Item], rate: Double) {
        self.items = items
        self.rate = rate
        findRepeats()
        findFamilies()
    }

    private mutating func findRepeats() {
        var byPlan: [DataAndText: [Int]] = [:]
        // Places of the tests of each data set, ascending.
        var tests: [String: [Int]] = [:]
        for (place, item) in items.enumerated() where item.line.kind == .tested {
            let data = Self.data(item)
            let asked = item.line.planHash + (item.entry.candidate.map { " " + $0 } ?? "")
            byPlan[DataAndText(data: data, text: asked), default: []].append(place)
            if let plan = registration(place) {
                testedPlans.insert(plan)
                testsBefore[place] = firstIndex(in: tests[data] ?? []) { $0 >= plan }
            }
            tests[data, default: []].append(place)
        }
        for places in byPlan.values {
            let counted = counting(places)
            for place in places where place != counted { repeatOf[place] = counted }
        }
        findQuestionsAskedAgain()
    }

    /// The data of an entry: their hash and their rows.
    private static func data(_ item: Item) -> String {
        "\(item.entry.dataSHA256 ?? "") \(item.entry.rows ?? 0)"
    }

    /// The place of the plan by which an entry was registered.
    private func registration(_ place: Int) -> Int? {
        items[place].entry.registeredAs.flatMap { items.indices.contains($0 - 1) ? $0 - 1 : nil }
    }

    /// Which of the tests of one plan on the same data counts.
    ///
    /// - Parameter places: their places, ascending.
    private func counting(_ places: [Int]) -> Int {
        let first = places[0]
        let beforehand = places.compactMap { place in
            registration(place).flatMap { $0 < first ? (plan: $0, place: place) : nil }
        }
        return beforehand.min { $0 < $1 }?.place ?? first
    }

    private mutating func findQuestionsAskedAgain() {
        var byQuestion: [DataAndText: Int] = [:]
        for (place, item) in items.enumerated()
        where item.line.kind == .tested && repeatOf[place] == nil {
            let words = item.entry.question.lowercased().split(whereSeparator: \.isWhitespace)
            let question = DataAndText(
                data: Self.data(item), text: words.joined(separator: " "))
            if let first = byQuestion[question] {
                sameQuestionAs[place] = first
            } else {
                byQuestion[question] = place
            }
        }
    }

    /// How many of an ascending list lie before the first for which `holds`.
    private func firstIndex(in list: [Int], where holds: (Int) -> Bool) -> Int {
        var (low, high) = (0, list.count)
        while low < high {
            let middle = (low + high) / 2
            if holds(list[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    private mutating func findFamilies() {
        for (place, item) in items.enumerated()
        where item.line.kind == .tested && repeatOf[place] == nil {
            let name = item.entry.family
            if members[name] == nil {
                familyNames.append(name)
            } else if familyNames.last != name {
                reopened.insert(name)
            }
            members[name, default: []].append(place)
        }
    }

    private func pValue(_ place: Int) -> PValue? {
        items[place].entry.log10P?.value.flatMap {
            PValue(naturalLog: $0 * 2.302585092994045684)
        }
    }

    /// The result, without what only the file knows.
    func result(head: String, notedLine: Int?) -> RegisterResult {
        var adjusted: [Int: PValue] = [:]
        var verdicts: [Int: RegisterResult.Verdict] = [:]
        var families: [RegisterResult.Family] = []
        let simes = familyNames.map { name in
            SimesTest.pValue((members[name] ?? []).compactMap(pValue))
        }
        // Families without any p-value are no hypotheses and take no place in the sequence.
        let decisions =
            LevelsOnRecentDiscoveries.decisions(simes.filter { $0 != nil }, rate: rate) ?? []
        var next = 0
        var expected = 0.0
        for (name, p) in zip(familyNames, simes) {
            let places = members[name] ?? []
            var decision: LevelsOnRecentDiscoveries.Decision?
            if p != nil {
                decision = decisions[next]
                next += 1
            }
            guard let inside = FalseDiscoveries(places.map(pValue), rate: rate) else { continue }
            let isDiscovered = decision?.isRejected ?? false
            for (index, place) in places.enumerated() {
                adjusted[place] = inside.adjusted[index]
                verdicts[place] = verdict(
                    place, survives: inside.survives[index], isDiscovered: isDiscovered)
            }
            if isDiscovered { expected += inside.expectedFalse }
            families.append(
                RegisterResult.Family(
                    name: name, firstEntry: places.first.map { items[$0].line.sequence } ?? 0,
                    tests: inside.count, pSimes: Figure(p?.value), log10PSimes: Figure(p?.log10),
                    level: Figure(decision?.level), discovered: isDiscovered,
                    survivors: inside.survivors, expectedFalse: inside.expectedFalse,
                    reopened: reopened.contains(name)))
        }
        var counts: [String: Int] = [:]
        let entries = items.enumerated().map { place, item in
            let verdict =
                item.line.kind == .registered
                ? (testedPlans.contains(place) ? .planTested : .planWaiting)
                : verdicts[place] ?? (isRedirected(place) ? .redirected : .repeated)
            counts[verdict.rawValue, default: 0] += 1
            return RegisterResult.Entry(
                sequence: item.line.sequence, kind: item.line.kind, verdict: verdict,
                entry: item.entry, pDisplay: Label(pValue(place)?.display),
                pAdjusted: Figure(adjusted[place]?.value),
                log10PAdjusted: Figure(adjusted[place]?.log10),
                repeatOf: repeatOf[place].map { items[$0].line.sequence },
                sameQuestionAs: sameQuestionAs[place].map { items[$0].line.sequence },
                testsOfDataBefore: testsBefore[place], planHash: item.line.planHash,
                hash: item.line.hash)
        }
        return RegisterResult(
            rate: rate, lines: items.count, head: head, notedLine: notedLine, verdicts: counts,
            expectedFalse: expected, families: families, entries: entries)
    }

    /// Whether an entry states another direction than the one that counts for it.
    private func isRedirected(_ place: Int) -> Bool {
        repeatOf[place].map { items[$0].entry.direction != items[place].entry.direction } ?? false
    }

    private func verdict(
        _ place: Int, survives: Bool, isDiscovered: Bool
    ) -> RegisterResult.Verdict {
        guard pValue(place) != nil else { return .noTest }
        guard survives else { return .notShown }
        guard isDiscovered else { return .familyNotShown }
        let entry = items[place].entry
        guard entry.direction != .twoSided else { return .supported }
        guard let side = entry.effect?.side.value else { return .sideUnknown }
        return side == entry.direction.rawValue ? .supported : .opposite
    }
}
