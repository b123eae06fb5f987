import AnalysisPlans
import ArgumentParser
import Glibc
import Reporting

extension OutputFormat: ExpressibleByArgument {}

/// How the result is written.
struct OutputOptions: ParsableArguments {
    @Option(help: "How the result is written: text, json, csv, markdown or html.")
    var format: OutputFormat = .text

    @Flag(help: "Short for --format json.")
    var json = false

    @Option(help: "Write the result to this file, whole or not at all.")
    var output: String?

    /// The format that was asked for.
    var chosen: OutputFormat { json ? .json : format }

    /// Headings are bold on a terminal, unless NO_COLOR is set.
    var isBold: Bool {
        let refused = getenv("NO_COLOR").map { $0.pointee != 0 } ?? false
        return output == nil && isatty(STDOUT_FILENO) == 1 && !refused
    }

    /// Refuses two formats at once.
    func validate() throws {
        if json, format != .text, format != .json {
            throw ValidationError("--json and --format \(format.rawValue) ask for two formats.")
        }
        if output?.isEmpty == true { throw ValidationError("--output needs the name of a file.") }
    }

    /// Where the result goes.
    ///
    /// - Parameters:
    ///   - whole: whether an error must leave nothing behind on standard output.
    ///   - inputs: the files that are read or written beside it, which it must not be.
    func sink(whole: Bool, apartFrom inputs: [String?] = []) throws -> OutputSink {
        if let output, output != "-" {
            try WholeFile.requireApart(output, inputs.compactMap(\.self))
            return try OutputSink.file(output)
        }
        return whole ? try OutputSink.standardOutputWhenWhole() : OutputSink.standardOutput()
    }

    /// Does the work and writes what it gives; an error is told in the format that was asked for.
    func deliver(
        _ plan: () throws -> AnalysisPlan, formula: String? = nil,
        _ work: (AnalysisPlan) throws -> String
    ) throws {
        try telling(formula: formula) {
            let plan = try plan()
            // First of all, so that nothing is computed or kept for an output that cannot be.
            let sink = try sink(whole: false, apartFrom: plan.files)
            let text = try work(plan)
            try sink.write(text)
            try sink.finish()
        }
    }

    /// Does the work; an error is told in the format that was asked for.
    func telling(formula: String? = nil, _ work: () throws -> Void) throws {
        do {
            try work()
        } catch let error as AnalysisError {
            throw ReportedFailure(
                code: Failure.report(error, formula: formula, asJSON: chosen == .json))
        }
    }
}

/// How the data are read.
struct ReadingOptions: ParsableArguments {
    @Option(help: "The character between fields: comma, semicolon, tab or pipe; found if not said.")
    var delimiter: String?

    @Option(help: "What stands before the fraction of a number: point or comma.")
    var decimal: String?

    @Option(help: "What parts digits into threes: comma, point, space or apostrophe; nothing else.")
    var thousands: String?

    @Option(
        help: ArgumentHelp(
            "Signs that may stand before or after a number, with commas between them: £,€.",
            valueName: "signs"))
    var currency: String?

    @Option(help: "How dates such as 01/02/2024 are ordered: dmy or mdy; found if not said.")
    var dateOrder: String?

    @Option(
        help: ArgumentHelp(
            "Words that mean \"no value\", with commas between them; empty fields always do.",
            valueName: "words"))
    var naWords: String?

    /// The keys of a plan that these options are.
    var keys: [String: JSONValue] {
        var keys: [String: JSONValue] = [:]
        if let delimiter { keys["delimiter"] = .text(delimiter) }
        if let decimal { keys["decimal"] = .text(decimal) }
        if let thousands { keys["thousands"] = .text(thousands) }
        if let dateOrder { keys["date_order"] = .text(dateOrder) }
        if let currency {
            keys["currency"] = .list(currency.split(separator: ",").map { .text(String($0)) })
        }
        if let naWords {
            let words = naWords.split(separator: ",").map(String.init)
            keys["na_words"] = .list(([""] + words).map { .text($0) })
        }
        return keys
    }
}

/// The option that tells the type of a column.
enum TypeOption {
    /// The plan's key, from texts such as `ward=category`; nil without any.
    static func kinds(_ types: [String]) throws -> JSONValue? {
        var kinds: [String: JSONValue] = [:]
        for type in types {
            guard let mark = type.lastIndex(of: "="), mark != type.startIndex else {
                throw AnalysisError(
                    "usage", "--type takes column=type and not \"\(type)\".",
                    hint: "As in --type ward=category.")
            }
            kinds[String(type[..<mark])] = .text(String(type[type.index(after: mark)...]))
        }
        return kinds.isEmpty ? nil : .object(kinds)
    }
}

/// What a command line gives of a plan: an argument with "~" is the formula, the others are the
/// data.
struct FormulaAndData: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "The formula (with \"~\") and the CSV file (or - for standard input); several files of the "
                + "same columns are stacked.",
            valueName: "formula-and-data"))
    var arguments: [String] = []

    @OptionGroup var combining: CombiningOptions
    @OptionGroup var reading: ReadingOptions

    @Option(
        name: .customLong("type"),
        help: ArgumentHelp(
            "The type of a column: integer, real, boolean, date or category.",
            valueName: "column=type"))
    var types: [String] = []

    @Option(help: "The coverage of intervals.")
    var confidence: Double?

    @Option(help: ArgumentHelp("A column of weights.", valueName: "column"))
    var weights: String?

    @Option(help: "How many threads; they change the time and no digit.")
    var threads: Int?

    /// The keys of a plan that the arguments are.
    func keys() throws -> [String: JSONValue] {
        var keys = reading.keys
        keys.merge(try combining.keys()) { $1 }
        let formulas = arguments.filter { $0.contains("~") }
        let files = arguments.filter { !$0.contains("~") }
        guard let formula = formulas.first else {
            throw AnalysisError(
                "usage", "There is no formula: an argument with \"~\".",
                hint: "As in casewise fit 'neet ~ absence + sex' cases.csv.")
        }
        // Without quotes the shell makes many arguments of one formula.
        let isCut = formula.first == "~" || formula.last == "~"
        guard formulas.count == 1, !isCut || files.count <= 1 else {
            throw AnalysisError(
                "usage",
                formulas.count > 1
                    ? "There are two arguments that could be the formula."
                    : "The formula seems to be cut into several arguments.",
                hint: "Put a formula with blanks in quotes: 'neet ~ absence + sex'.")
        }
        guard !files.isEmpty else {
            throw AnalysisError(
                "usage", "There is no file of data.",
                hint: "As in casewise fit 'neet ~ absence + sex' cases.csv.")
        }
        keys["formula"] = .text(formula)
        keys["data"] = files.count == 1 ? .text(files[0]) : .list(files.map { .text($0) })
        if let kinds = try TypeOption.kinds(types) { keys["type"] = kinds }
        if let confidence { keys["confidence"] = .number(confidence) }
        if let weights { keys["weights"] = .text(weights) }
        if let threads { keys["threads"] = .number(Double(threads)) }
        return keys
    }

    /// The formula among the arguments, for messages about it.
    var formula: String? { arguments.first { $0.contains("~") } }
}
