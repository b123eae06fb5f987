/// How each term's factors are coded so that no column repeats what earlier ones say.
///
/// A factor is coded by *contrasts* (a column for each level but the reference) where the model
/// already spans its margin, and in *full* (a column for each level) where it does not. Each term
/// is split into the pieces of its expansion over subsets of its factors; pieces already spanned by
/// an earlier term with the same numeric variables are left out, and the rest are put together
/// again into as few products as possible (the algorithm of S and of patsy: N. J. Smith, "Model
/// specification with patsy: coding categorical data", 2012; Chambers and Hastie 1992, 2.4.1).
/// Where every margin is in the model this is R's coding; where one is left out it keeps full rank.
struct CodingPlan: Sendable, Equatable {
    /// A factor in one of its codings.
    struct CodedFactor: Sendable, Hashable {
        var variable: Int
        var isFull: Bool
    }

    /// A product of coded factors and numeric variables.
    struct Piece: Sendable, Equatable {
        /// The term it belongs to.
        var term: Int
        var factors: [CodedFactor]
        var numeric: [Int]
    }

    /// The pieces in term order.
    let pieces: [Piece]

    init(_ model: ModelTerms, isFactor: [Bool]) {
        var spanned: [[Int]: Set<Set<CodedFactor>>] = [:]
        if model.hasIntercept { spanned[[]] = [[]] }
        var pieces: [Piece] = []
        for (index, term) in model.terms.enumerated() {
            let numeric = term.variables.filter { !isFactor[$0] }
            let factors = term.variables.filter { isFactor[$0] }
            var used = spanned[numeric, default: []]
            var fresh: [[CodedFactor]] = []
            for subset in Self.subsets(of: factors) {
                let coded = subset.map { CodedFactor(variable: $0, isFull: false) }
                if used.insert(Set(coded)).inserted { fresh.append(coded) }
            }
            spanned[numeric] = used
            while Self.absorbOnce(&fresh) {}
            pieces += fresh.map { Piece(term: index, factors: $0, numeric: numeric) }
        }
        self.pieces = pieces
    }

    /// All subsets, small before large, each in the order of its elements.
    private static func subsets(of items: [Int]) -> [[Int]] {
        (0..<1 << items.count).map { mask in
            items.enumerated().filter { mask & (1 << $0.offset) != 0 }.map(\.element)
        }.sorted {
            $0.count != $1.count ? $0.count < $1.count : $0.lexicographicallyPrecedes($1)
        }
    }

    /// Merges the first piece that is the margin of a later one into it: with b in contrasts,
    /// a + a:b is a times b in full.
    private static func absorbOnce(_ pieces: inout [[CodedFactor]]) -> Bool {
        for short in pieces.indices {
            for long in pieces.indices.dropFirst(short + 1)
            where pieces[long].count == pieces[short].count + 1 {
                let extra = pieces[long].filter { !pieces[short].contains($0) }
                guard extra.count == 1 else { continue }
                pieces[long] = pieces[long].map {
                    $0 == extra[0] ? CodedFactor(variable: $0.variable, isFull: true) : $0
                }
                pieces.remove(at: short)
                return true
            }
        }
        return false
    }
}
