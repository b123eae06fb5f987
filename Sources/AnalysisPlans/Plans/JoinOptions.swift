import ModelFormula
import Tables

/// A file whose columns are joined to the data.
public struct JoinOptions: Sendable, Equatable, Encodable {
    /// How many rows of the data may have one row of the file.
    public enum Relation: String, Sendable, Codable, CaseIterable {
        /// No key stands in two rows of the data.
        case oneToOne = "one_to_one"
        /// A key may stand in many rows of the data.
        case manyToOne = "many_to_one"
    }

    /// The file as the plan names it.
    public var file: String
    /// The key columns as they were written.
    public var on: String
    /// The key columns.
    public var keys: JoinKeys
    /// What the join must be; a key never stands in two rows of the file.
    public var expect: Relation?
    /// What is put after the name of a column that the data have as well.
    public var suffix: String?

    private enum CodingKeys: String, CodingKey {
        case file, on, expect, suffix
    }

    init(_ reader: inout PlanReader) throws(AnalysisError) {
        file = try reader.requiredText("file", hint: "Name the file that is joined.")
        on = try reader.requiredText("on", hint: "Name the key column, as in \"ward\".")
        let text = on
        do throws(JoinKeys.SyntaxError) {
            keys = try JoinKeys(parsing: text)
        } catch {
            var refusal = reader.refuse(
                "on", error.message, hint: "As in ward, or id = person_id, or ward, year.")
            refusal.position = error.position
            refusal.expression = text
            throw refusal
        }
        if let word = try reader.text("expect") {
            // The command line writes its words with hyphens.
            guard let relation = Relation(rawValue: word.replacing("-", with: "_")) else {
                throw reader.refuse(
                    "expect", "A join cannot be expected to be \"\(word)\".",
                    hint: "There are one-to-one, and many-to-one, which every join is.")
            }
            expect = relation
        }
        suffix = try reader.text("suffix").flatMap { $0.isEmpty ? nil : $0 }
    }
}

extension DataOptions {
    /// Reads what is done to the rows before they are analysed.
    mutating func readCombining(_ reader: inout PlanReader, isStream: Bool) throws(AnalysisError) {
        let named = Set(sources)
        guard named.count == sources.count else {
            throw reader.refuse(
                "data", "A file of data is named twice, and its rows would count twice.",
                hint: "Name each file once.")
        }
        for var item in try reader.objects("join") ?? [] {
            joins.append(try JoinOptions(&item))
            try item.finish("A join")
        }
        if joins.contains(where: { $0.file == "-" }) {
            throw reader.refuse(
                "join", "A file that is joined cannot be standard input.", hint: "Name a file.")
        }
        for (index, text) in (try reader.texts("derive") ?? []).enumerated() {
            do throws(FormulaError) {
                derivations.append(try Derivation(parsing: text))
            } catch {
                throw AnalysisError(error, in: text, at: reader.place("derive", index))
            }
        }
        for (index, text) in (try reader.texts("filter") ?? []).enumerated() {
            do throws(FormulaError) {
                filters.append(try RowExpression(parsing: text))
            } catch {
                throw AnalysisError(error, in: text, at: reader.place("filter", index))
            }
        }
        if isStream { try refuseWhatNoStreamHas(reader) }
    }

    /// A stream gives one answer for each row of one file.
    private func refuseWhatNoStreamHas(_ reader: PlanReader) throws(AnalysisError) {
        if sources.count > 1 {
            throw reader.refuse(
                "data", "predict reads one file, as a stream.", hint: "Predict file by file.")
        }
        if !filters.isEmpty {
            throw reader.refuse(
                "filter", "predict answers every row of its file, and so it takes no filter.",
                hint: "Filter its answers, or the file.")
        }
        if !derivations.isEmpty {
            throw reader.refuse(
                "derive", "predict derives the columns that the model was fitted with by itself.",
                hint: "Give --derive to fit: the model file keeps it.")
        }
        if joins.contains(where: { $0.suffix != nil }) {
            throw reader.refuse(
                "join", "predict finds joined columns by the names that the model knows them by.",
                hint: "Rename the columns of the file that is joined, and leave the suffix out.")
        }
        if joins.contains(where: { $0.expect == .oneToOne }) {
            throw reader.refuse(
                "join",
                "predict reads its file as a stream and cannot tell that no key stands there twice.",
                hint: "Leave the expectation out.")
        }
    }
}

extension PlanReader {
    /// The place of an item of a list, as a JSON pointer.
    func place(_ key: String, _ index: Int) -> String { pointer(to: key) + "/\(index)" }
}
