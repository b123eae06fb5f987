import FoundationEssentials
import GeneralizedLinearModels
import ModelFormula
import Tables

/// Why an analysis has no result: what every door shows its reader.
public struct AnalysisError: Error, Sendable, Codable, Equatable {
    /// A stable word.
    public var code: String
    /// One sentence that says what is wrong.
    public var message: String
    /// What to do about it.
    public var hint: String?
    /// Where in the plan, as a JSON pointer.
    public var pointer: String?
    /// The character of the formula, from 1.
    public var position: Int?
    /// The line of the file, from 1.
    public var line: Int?
    /// The character of that line, from 1.
    public var column: Int?
    /// The text that `position` counts in, where it is not the formula; it is no part of the JSON.
    public var expression: String?
    /// The exit code, of sysexits; it is no part of the JSON.
    public var exitCode: SystemExit = .usage

    private enum CodingKeys: String, CodingKey {
        case code, message, hint, pointer, position, line, column
    }

    /// An error of a plan or a command line.
    public init(
        _ code: String, _ message: String, hint: String? = nil, pointer: String? = nil,
        line: Int? = nil, column: Int? = nil, exitCode: SystemExit = .usage
    ) {
        self.code = code
        self.message = message
        self.hint = hint
        self.pointer = pointer
        self.line = line
        self.column = column
        self.exitCode = exitCode
    }
}

/// How a run ended, for the shell (sysexits).
public enum SystemExit: Int32, Sendable, Comparable {
    /// A result, with or without warnings.
    case success = 0
    /// The command line or the plan asks for what cannot be.
    case usage = 64
    /// The data, or a model file, are not as they must be.
    case data = 65
    /// There is no input to read.
    case noInput = 66
    /// A slip of ours.
    case software = 70
    /// The output cannot be created.
    case cannotCreate = 73
    /// Reading or writing failed on the way.
    case inputOutput = 74
    /// Interrupted from the keyboard.
    case interrupted = 130

    /// Orders codes by number: a list of plans ends with the highest.
    public static func < (a: SystemExit, b: SystemExit) -> Bool { a.rawValue < b.rawValue }
}

extension AnalysisError {
    init(_ error: DataError) {
        let exit: SystemExit =
            switch error.code {
            case .noInput: .noInput
            case .readFailed, .scratchFull: .inputOutput
            case .scratchUnavailable: .cannotCreate
            case .memoryTooSmall, .notStreamed: .usage
            default: .data
            }
        self.init(
            error.code.rawValue, error.message, hint: error.hint, line: error.line,
            column: error.column, exitCode: exit)
    }

    /// - Parameter options: the keys of the plan that name columns beside the formula.
    init(_ error: FormulaError, options: [String: String] = [:]) {
        let named = error.column.flatMap { column in
            options.keys.sorted().first { options[$0] == column }
        }
        self.init(
            error.code.rawValue, error.message, hint: error.hint,
            pointer: error.code == .cluster
                ? "/cluster" : "/" + (named ?? (error.code == .weights ? "weights" : "formula")),
            exitCode: error.isOfData ? .data : .usage)
        position = error.position
    }

    /// An error of an expression that is no formula.
    ///
    /// - Parameters:
    ///   - expression: the expression's text.
    ///   - pointer: where it stands in the plan.
    init(_ error: FormulaError, in expression: String, at pointer: String) {
        self.init(error.code.rawValue, error.message, hint: error.hint, pointer: pointer)
        position = error.position
        self.expression = expression
    }

    init(_ error: FitError) {
        self.init(
            error.code.rawValue, error.message, hint: error.hint,
            pointer: error.code == .fractionalFrequency || error.code == .weights
                ? "/weights" : error.code == .folds ? "/folds" : nil,
            exitCode: [.memoryTooSmall, .notInPieces, .folds].contains(error.code)
                ? .usage : .data)
    }
}

/// Runs work of the rooms below and turns their typed errors into the one that doors show.
///
/// - Parameter plan: whose keys an error of a column points at.
func translatingErrors<Value>(
    _ plan: (any AnalysisRequest)? = nil, _ work: () throws -> Value
) throws(AnalysisError) -> Value {
    do {
        return try work()
    } catch let error as AnalysisError {
        throw error
    } catch let error as DataError {
        throw AnalysisError(error)
    } catch let error as FormulaError {
        throw AnalysisError(error, options: plan?.columnOptions ?? [:])
    } catch let error as FitError {
        throw AnalysisError(error)
    } catch {
        throw AnalysisError(
            "internal", "Something went wrong inside Casewise: \(error).",
            hint: "Please report this with the command that led to it.", exitCode: .software)
    }
}
