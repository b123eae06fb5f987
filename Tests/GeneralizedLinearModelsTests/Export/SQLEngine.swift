import Foundation
import ModelFormula
import Tables
import TestSupport

@testable import GeneralizedLinearModels

/// An engine that runs a model's query, where python3 and the engine are there.
enum SQLEngine: String, CaseIterable, Sendable {
    case sqlite, duckdb, postgresql

    struct Asked: Encodable {
        let engine: String
        let table: String
        let columns: [[String]]
        let rows: [[String?]]
        let query: String
    }

    /// A row's figure and status.
    struct Answer: Equatable {
        let figure: Double?
        let status: String
    }

    enum Outcome {
        case absent(String)
        case answers([Answer], version: String)
    }

    var dialect: SQLDialect {
        switch self {
        case .sqlite: .sqlite
        case .duckdb: .duckdb
        case .postgresql: .postgresql
        }
    }

    /// Runs a query over rows of texts; columns have the kinds of the model.
    func run(
        _ query: String, table: String, columns: [(String, ColumnKind)], rows: [[String?]]
    ) throws -> Outcome {
        let asked = Asked(
            engine: rawValue, table: table, columns: columns.map { [$0.0, $0.1.rawValue] },
            rows: rows, query: query)
        let workspace = try Workspace()
        let input = try workspace.write(
            "asked.json", String(decoding: JSONEncoder().encode(asked), as: UTF8.self))
        let output = workspace.folder.appendingPathComponent("answer.json")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", referenceURL("run_query.py", file: Self.here).path]
        try Data().write(to: output)
        let errors = Pipe()
        process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: input))
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = errors
        do { try process.run() } catch { return .absent("there is no python3") }
        let words = String(
            decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        if process.terminationStatus == 127 { return .absent("there is no python3") }
        guard process.terminationStatus == 0 else { throw EngineError(words: words) }
        let found = try JSONSerialization.jsonObject(with: Data(contentsOf: output))
        guard let answer = found as? [String: Any] else { throw EngineError(words: "no answer") }
        if let absent = answer["absent"] as? String { return .absent(absent) }
        let lines = answer["rows"] as? [[Any]] ?? []
        return .answers(
            lines.map { line in
                let figure = line[line.count - 2]
                return Answer(
                    figure: (figure as? NSNumber)?.doubleValue
                        ?? (figure as? String).flatMap(Double.init),
                    status: line[line.count - 1] as? String ?? "")
            }, version: answer["version"] as? String ?? "")
    }

    private static let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path
}

struct EngineError: Error {
    let words: String
}
