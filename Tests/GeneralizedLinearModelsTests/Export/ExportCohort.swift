import Foundation
import ModelFormula
import Tables
import TestSupport

@testable import GeneralizedLinearModels

/// A synthetic cohort whose names and levels are hard to quote, and rows that no model can answer.
struct ExportCohort {
    var header = Self.names
    static let names = [
        "y", "visits", "cost", "age", "absence", "score", "ward", "sex", "sen", "opened", "dob",
        "months", "need \"x\"] y", "code", "id",
    ]
    static let wards = [
        "Byker", "O'Brien'; DROP TABLE cases; --", "back\\slash", "\"quoted\" *ward*/", "Ōuse 東",
        "select",
    ]
    var rows: [[String]]

    /// Rows of a cohort of one's own.
    init(header: [String], rows: [[String]]) {
        self.header = header
        self.rows = rows
    }

    /// - Parameter extra: whether rows follow that cannot be answered.
    init(_ count: Int, seed: Int, extra: Bool = false) {
        var random = Seeded(seed)
        var rows: [[String]] = []
        for index in 0..<count {
            let age = 11 + (random.next() * 70).rounded() / 10
            let absence = (random.next() * random.next() * 400).rounded() / 10
            let ward = random.below(Self.wards.count)
            let sex = random.below(2)
            let score = (random.next() * 100).rounded() / 10 - 5
            let need = random.below(4)
            let eta = -1.2 + 0.05 * absence + 0.3 * Double(ward % 3) - 0.1 * (age - 14)
            let happens = random.next() < 1 / (1 + exp(-eta))
            let opened = 18000 + random.below(900)
            rows.append([
                happens ? "1" : "0",
                "\(Int(exp(0.5 + 0.03 * absence) * (0.3 + random.next())))",
                "\((100 * exp(0.02 * absence + random.next()) * 100).rounded() / 100)", "\(age)",
                random.next() < 0.1 ? "" : "\(absence)", "\(score)",
                random.next() < 0.05 ? "" : Self.wards[ward], sex == 0 ? "female" : "male",
                random.next() < 0.3 ? "true" : "false", CalendarDay.text(Int32(opened)),
                CalendarDay.text(Int32(opened - Int(age * 365.25) - random.below(300))),
                "\(1 + random.below(24))", "\(need)", "\(1000 + random.below(90))", "p\(index)",
            ])
        }
        if extra, let model = rows.first(where: { $0[4] != "" && $0[6] != "" }) {
            func changed(_ column: Int, _ text: String) -> [String] {
                var row = model
                row[column] = text
                return row
            }
            rows += [
                changed(6, "Elsewhere"), changed(4, "lots"), changed(3, "-4"), changed(3, "400"),
                changed(4, "0"), changed(4, "-3"), changed(7, "MALE"), changed(8, ""),
                changed(9, ""), changed(10, "2031-01-01"), changed(9, "2024-02-30"),
                changed(3, "2024-05-31"), changed(6, "(missing)"), changed(12, "17"),
                changed(13, "77"), changed(11, "0"), changed(6, "byker"), changed(10, "2008-02-29"),
            ]
        }
        self.rows = rows
    }

    var csv: String {
        func field(_ text: String) -> String {
            "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\""
        }
        return ([header] + rows).map { $0.map(field).joined(separator: ",") }
            .joined(separator: "\n") + "\n"
    }

    /// The cohort as a table, with columns derived.
    func table(_ derivations: [Derivation] = []) throws -> Table {
        var table = try CSVReader.read(Array(csv.utf8))
        for derivation in derivations {
            table = try table.adding([try derivation.column(over: table)])
        }
        return table
    }

    /// What a model says of each row, as it reads the file.
    func predictions(_ model: FittedModel) throws -> [Prediction] {
        let workspace = try Workspace()
        let path = try workspace.write("cases.csv", csv)
        let stream = try CSVTableStream(
            path: path, dialect: CSVDialect(), columns: model.columns.map { ($0.name, $0.kind) })
        let predictor = Predictor(model, confidence: 0.95)
        var answers: [Prediction] = []
        while let read = try stream.next() {
            var table = read.table
            for derivation in model.derivations ?? [] {
                table = try table.adding([try derivation.column(over: table, isLearning: false)])
            }
            answers += try predictor.predict(
                TableChunk(
                    table: table, unreadable: read.unreadable,
                    firstUnreadable: read.firstUnreadable))
        }
        return answers
    }

    /// The cells of a model's columns.
    func cells(_ model: FittedModel) -> [[String?]] {
        let places = model.columns.map { header.firstIndex(of: $0.name) ?? 0 }
        return rows.map { row in places.map { row[$0] } }
    }
}
