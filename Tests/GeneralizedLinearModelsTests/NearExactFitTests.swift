import Distributions
import ModelFormula
import Tables
import Testing

@testable import GeneralizedLinearModels

/// Numbers of which next to nothing is left beside large or cancelling terms: least squares has no
/// iterations that could fail.
struct NearExactFitTests {
    struct Scale: CustomTestStringConvertible {
        /// A constant that the outcome stands on; 0 for terms that cancel each other instead.
        let base: Double
        let noise: Double
        /// How far the second column lies from the first.
        let distance: Double

        var testDescription: String { "base \(base), noise \(noise), distance \(distance)" }
    }

    static let scales = [
        Scale(base: 1e8, noise: 1e-2, distance: 1), Scale(base: 1e8, noise: 1e-4, distance: 1),
        Scale(base: 1e8, noise: 1e-6, distance: 1), Scale(base: 1e8, noise: 1e-2, distance: 1e-3),
        Scale(base: 1e8, noise: 1e-2, distance: 1e-5), Scale(base: 0, noise: 1e-9, distance: 1e-8),
        Scale(base: 0, noise: 1e-6, distance: 1e-7), Scale(base: 0, noise: 1e-9, distance: 1e-6),
        Scale(base: 0, noise: 1e-11, distance: 1e-6), Scale(base: 0, noise: 1e-12, distance: 1e-4),
        Scale(base: 0, noise: 1e-10, distance: 1e-5), Scale(base: 0, noise: 1e-10, distance: 1e-4),
    ]

    @Test(arguments: scales)
    func leastSquaresConverge(_ scale: Scale) throws {
        var stream = RandomStream(seed: 7)
        for count in [60, 400] {
            var lines = ["y,x,z"]
            for _ in 0..<count {
                let x = stream.normal()
                let z = x + scale.distance * stream.normal()
                let y =
                    scale.base == 0
                    ? (x - z) / scale.distance + 1 + scale.noise * stream.normal()
                    : scale.base + x + 2 * z + scale.noise * stream.normal()
                lines.append("\(y),\(x),\(z)")
            }
            let table = try CSVReader.read(Array(lines.joined(separator: "\n").utf8))
            for formula in ["y ~ x + z", "y ~ 0 + x + z", "y ~ x"] {
                let fit = try GLM(family: .gaussian).fit(
                    ModelFrame(Formula(parsing: formula), table: table, response: .numbers))
                #expect(fit.isConverged && fit.iterations < 20, "\(formula) of \(count)")
            }
        }
    }
}
