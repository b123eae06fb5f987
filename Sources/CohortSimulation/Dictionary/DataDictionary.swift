/// What a simulated file holds and what is true of it: for people as Markdown, for programs as JSON.
///
/// It is made from the numbers that the rows are drawn with, so the two cannot part.
public struct DataDictionary: Sendable, Codable, Equatable {
    /// A column of the file.
    public struct Column: Sendable, Codable, Equatable {
        /// The name in the header.
        public var name: String
        /// What it says, with its unit.
        public var meaning: String
        /// The values that can stand there.
        public var values: String
        /// How it comes to be empty; nil where it never is.
        public var missing: Missing?
    }

    /// Why a field is empty.
    public struct Missing: Sendable, Codable, Equatable {
        /// `completely_at_random`, `at_random`, `not_at_random`, `not_observed_yet` or
        /// `not_applicable`.
        public var mechanism: String
        /// The chance of it, or when it is so.
        public var chance: String
        /// The share of fields empty in the reference population.
        public var share: Double
    }

    /// A true coefficient under the name that `casewise fit` gives it.
    public struct Term: Sendable, Codable, Equatable {
        /// The term.
        public var term: String
        /// Its value.
        public var value: Double
    }

    /// A model that a part of the file was drawn from.
    public struct Model: Sendable, Codable, Equatable {
        /// What is modelled.
        public var outcome: String
        /// What the coefficients add up to.
        public var scale: String
        /// The formula that estimates them; nil where the file does not hold what it needs.
        public var formula: String?
        /// The true coefficients.
        public var coefficients: [Term]
        /// What else holds of it.
        public var note: String
    }

    /// The true average effect of being offered a service instead of usual support.
    public struct Effect: Sendable, Codable, Equatable {
        /// The service.
        public var service: String
        /// The outcome.
        public var outcome: String
        /// `risk_difference`, `days` or `pounds`.
        public var unit: String
        /// Averaged over all cases: the average treatment effect (ATE).
        public var allCases: Estimate
        /// Averaged over the cases that were offered it: the effect on the treated (ATT).
        public var casesOffered: Estimate
        /// What comparing the recorded groups gives, nothing held equal and nobody lost.
        public var naive: Estimate

        private enum CodingKeys: String, CodingKey {
            case service, outcome, unit, naive
            case allCases = "ate"
            case casesOffered = "att"
        }
    }

    /// A figure of the reference population.
    public struct Figure: Sendable, Codable, Equatable {
        /// A stable word.
        public var name: String
        /// What it is.
        public var meaning: String
        /// `share`, `months` or `ratio`.
        public var unit: String
        /// Its value.
        public var estimate: Estimate
    }

    /// A mean over the reference population with its Monte Carlo standard error.
    public struct Estimate: Sendable, Codable, Equatable {
        /// The mean.
        public var value: Double
        /// Its standard error, from the spread of blocks.
        public var standardError: Double

        private enum CodingKeys: String, CodingKey {
            case value
            case standardError = "std_error"
        }
    }

    /// A paragraph on what to know and what can be found out.
    public struct Note: Sendable, Codable, Equatable {
        /// Its heading.
        public var title: String
        /// Its text.
        public var text: String
    }

    /// The version of this form.
    public var schemaVersion = 1
    /// Which cohort.
    public var cohort: Cohort
    /// Which truth.
    public var truth: TruthKind
    /// How many rows the file has.
    public var rows: Int
    /// The seed, as text: it may have more digits than a JSON reader keeps.
    public var seed: String
    /// The command that writes the same bytes again.
    public var command: String
    /// What a row is and how rows belong together.
    public var about: [Note]
    /// The columns in file order.
    public var columns: [Column]
    /// The models that the file was drawn from.
    public var models: [Model]
    /// The average effects of the services; none for other cohorts.
    public var effects: [Effect]
    /// How many rows the figures of the reference population rest on.
    public var populationRows: Int
    /// Figures of the reference population.
    public var population: [Figure]
    /// What misleads, and which analysis finds the truth.
    public var analysis: [Note]

    private enum CodingKeys: String, CodingKey {
        case cohort, truth, rows, seed, command, about, columns, models, effects, population
        case analysis
        case schemaVersion = "schema_version"
        case populationRows = "population_rows"
    }
}

extension CohortSimulation {
    /// The command that asks for this cohort.
    public var command: String {
        "casewise simulate \(cohort.rawValue) --rows \(rows) --seed \(seed)"
            + (truth == .plain ? "" : " --truth \(truth.rawValue)")
    }

    /// The dictionary of the file that `write` makes.
    ///
    /// Its averages are over a reference population: 262,144 rows of streams that no seed's file uses.
    public func dictionary() -> DataDictionary { dictionary(blocks: BlockMeans.blocks) }

    /// The dictionary with a reference population of so many blocks.
    func dictionary(blocks: Int) -> DataDictionary {
        switch cohort {
        case .neet: neetDictionary(blocks: blocks)
        case .services: serviceDictionary(blocks: blocks)
        }
    }
}
