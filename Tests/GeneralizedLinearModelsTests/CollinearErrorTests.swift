import Distributions
import Foundation
import ModelFormula
import Tables
import TestSupport
import Testing

@testable import GeneralizedLinearModels

/// Standard errors beside columns that are nearly the same, against sums in numbers of 64 bits of mantissa
/// over z - x instead of z.
struct CollinearErrorTests {
    private struct Row {
        let x: Double
        let z: Double
        let group: Int
        let level: Int
        let event: Bool
    }

    private func rows(_ apart: Double, _ count: Int, levels: Int, seed: UInt64) -> [Row] {
        var stream = RandomStream(seed: seed)
        let effects = (0..<levels).map { _ in stream.normal() }
        return (0..<count).map { row in
            let level = row < levels ? row : stream.index(below: levels)
            let x = stream.normal() + 0.5 * effects[level]
            let group = stream.index(below: 4)
            let eta = 0.8 * x - 0.3 + (group == 1 ? 0.5 : 0) + 0.6 * effects[level]
            return Row(
                x: x, z: x + apart * stream.normal(), group: group, level: level,
                event: stream.chance(logOdds: eta))
        }
    }

    private func fit(_ rows: [Row], _ formula: String, eliminating: Bool) throws -> GLMFit {
        let lines = rows.map {
            "\($0.event ? 1 : 0),\($0.x),\($0.z),g\($0.group),L\($0.level)"
        }
        let table = try CSVReader.read(
            Array((["y,x,z,g,lev"] + lines).joined(separator: "\n").utf8))
        var settings = GLM()
        settings.eliminatesFrom = eliminating ? 1 : nil
        return try settings.fit(ModelFrame(Formula(parsing: formula), table: table))
    }

    /// V of x, z - x and the groups beside the levels (or one level for all), Σw of each level, and the
    /// means of those columns in it.
    private func exact(
        _ rows: [Row], _ eta: (Row) -> Float80, levelOf: (Row) -> Int, levels: Int
    ) -> (covariance: [[Float80]], weights: [Float80], means: [[Float80]]) {
        let p = 5
        let none = [Float80](repeating: 0, count: p)
        var weights = [Float80](repeating: 0, count: levels)
        var sums = [[Float80]](repeating: none, count: levels)
        func columns(_ row: Row) -> [Float80] {
            [Float80(row.x), Float80(row.z) - Float80(row.x)]
                + (1...3).map { row.group == $0 ? 1 : 0 }
        }
        func weight(_ row: Row) -> Float80 {
            let share = 1 / (1 + Foundation.exp(-eta(row)))
            return share * (1 - share)
        }
        for row in rows {
            let (w, level) = (weight(row), levelOf(row))
            weights[level] += w
            for (k, value) in columns(row).enumerated() { sums[level][k] += w * value }
        }
        let means = zip(sums, weights).map { sum, weight in
            sum.map { weight > 0 ? $0 / weight : 0 }
        }
        var information = [[Float80]](repeating: none, count: p)
        for row in rows {
            let w = weight(row)
            let own = zip(columns(row), means[levelOf(row)]).map { $0 - $1 }
            for i in 0..<p {
                for j in 0..<p { information[i][j] += w * own[i] * own[j] }
            }
        }
        var inverse = (0..<p).map { i in (0..<p).map { Float80($0 == i ? 1 : 0) } }
        for k in 0..<p {
            let pivot = information[k][k]
            for j in 0..<p {
                information[k][j] /= pivot
                inverse[k][j] /= pivot
            }
            for i in 0..<p where i != k {
                let factor = information[i][k]
                for j in 0..<p {
                    information[i][j] -= factor * information[k][j]
                    inverse[i][j] -= factor * inverse[k][j]
                }
            }
        }
        return (inverse, weights, means)
    }

    /// b_x = a - d and b_z = d for coefficients a of x and d of z - x.
    private func errors(_ v: [[Float80]]) -> [Double] {
        let first = v[0][0] - 2 * v[0][1] + v[1][1]
        return ([first] + (1..<5).map { v[$0][$0] }).map { Double($0.squareRoot()) }
    }

    @Test(arguments: [1e-2, 3e-4, 1e-4, 2e-5, 1e-6])
    func besideAnEliminatedFactor(_ apart: Double) throws {
        let levels = 90
        let rows = rows(apart, 900, levels: levels, seed: 5)
        let fit = try fit(rows, "y ~ x + z + g + lev", eliminating: true)
        let factor = try #require(fit.largeFactor)
        let index = Dictionary(
            factor.levels.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { $1 })
        let effects = factor.levels.map { level in
            level.status == .estimated ? Float80(level.estimate ?? 0) : nil
        }
        let kept = rows.filter { effects[index["L\($0.level)"] ?? 0] != nil }
        let b = fit.estimates.map { Float80($0) }
        let known = exact(
            kept,
            { row in
                b[0] + b[1] * Float80(row.x) + b[2] * Float80(row.z)
                    + (row.group > 0 ? b[2 + row.group] : 0)
                    + (effects[index["L\(row.level)"] ?? 0] ?? 0)
            }, levelOf: { index["L\($0.level)"] ?? 0 }, levels: factor.levels.count)
        for (own, error) in zip(fit.standardErrors.dropFirst(), errors(known.covariance)) {
            #expect(relativeError(try #require(own), error) <= 1e-8)
        }
        let reference = factor.reference
        var compared = 0
        for (place, level) in factor.levels.enumerated() {
            guard let own = level.standardError else {
                #expect(place == reference || level.status == .infinite, "\(level.name)")
                continue
            }
            compared += 1
            let apart = zip(known.means[place], known.means[reference]).map { $0 - $1 }
            var square = 1 / known.weights[place] + 1 / known.weights[reference]
            for i in 0..<5 {
                for j in 0..<5 { square += apart[i] * known.covariance[i][j] * apart[j] }
            }
            #expect(relativeError(own, Double(square.squareRoot())) <= 1e-8, "\(level.name)")
        }
        #expect(compared == factor.estimatedCount - 1 && compared > levels / 2)
    }

    @Test(arguments: [1e-2, 3e-4, 1e-4, 2e-5, 1e-6])
    func ofAPlainFit(_ apart: Double) throws {
        let rows = rows(apart, 1500, levels: 10, seed: 6)
        let fit = try fit(rows, "y ~ x + z + g", eliminating: false)
        let b = fit.estimates.map { Float80($0) }
        let known = exact(
            rows,
            { row in
                b[0] + b[1] * Float80(row.x) + b[2] * Float80(row.z)
                    + (row.group > 0 ? b[2 + row.group] : 0)
            }, levelOf: { _ in 0 }, levels: 1)
        for (own, error) in zip(fit.standardErrors.dropFirst(), errors(known.covariance)) {
            #expect(relativeError(try #require(own), error) <= 1e-8)
        }
    }
}
