/// Finds what a person may have meant by a name that does not exist.
public enum NearestNames {
    /// Up to three names within a third of the length in edits, nearest first; where there is none, those that
    /// begin with it, or it with them, by three letters or more.
    public static func find(_ name: String, among names: [String]) -> [String] {
        let target = Array(name.lowercased())
        // Every name of one letter is an edit away from every other.
        let limit = target.count == 1 ? 0 : max(1, target.count / 3)
        let near = names.compactMap { candidate -> (name: String, distance: Int)? in
            let letters = Array(candidate.lowercased())
            // A long name cannot be near: this also keeps the table of edits small.
            guard abs(letters.count - target.count) <= limit else { return nil }
            let distance = edits(target, letters)
            return distance <= limit ? (candidate, distance) : nil
        }
        guard near.isEmpty else {
            return near.sorted {
                $0.distance != $1.distance
                    ? $0.distance < $1.distance : $0.name.precedesInBytes($1.name)
            }.prefix(3).map(\.name)
        }
        let lowered = name.lowercased()
        return names.filter { candidate in
            let other = candidate.lowercased()
            return min(target.count, other.count) >= 3
                && (other.hasPrefix(lowered) || lowered.hasPrefix(other))
        }.sorted {
            $0.count != $1.count ? $0.count < $1.count : $0.precedesInBytes($1)
        }.prefix(3).map(\.self)
    }

    /// A sentence that offers the nearest names, or lists the first few where none is near.
    public static func hint(for name: String, among names: [String]) -> String {
        let near = find(name, among: names)
        if !near.isEmpty {
            return "Did you mean \(near.map { "\"\($0)\"" }.joined(separator: " or "))?"
        }
        if names.isEmpty { return "There is none." }
        let shown = names.prefix(8).joined(separator: ", ")
        return "There \(names.count == 1 ? "is" : "are"): \(shown)"
            + (names.count > 8 ? ", and \(names.count - 8) more." : ".")
    }

    /// The fewest insertions, deletions, replacements and swaps of neighbours between two texts
    /// (the optimal string alignment distance).
    static func edits(_ a: [Character], _ b: [Character]) -> Int {
        if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
        var beforePrevious = [Int](repeating: 0, count: b.count + 1)
        var previous = Array(0...b.count)
        for i in 1...a.count {
            var current = [i] + [Int](repeating: 0, count: b.count)
            for j in 1...b.count {
                let replacement = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
                current[j] = min(previous[j] + 1, current[j - 1] + 1, replacement)
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                    current[j] = min(current[j], beforePrevious[j - 2] + 1)
                }
            }
            (beforePrevious, previous) = (previous, current)
        }
        return previous[b.count]
    }
}
