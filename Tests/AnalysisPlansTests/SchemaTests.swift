import Foundation
import TestSupport
import Testing

@testable import AnalysisPlans

/// Validates documents against the schema with python3-jsonschema, which `scripts/setup` installs.
private func validate(_ documents: [(name: String, text: String)]) throws -> Ending {
    let workspace = try Workspace()
    try workspace.write("schema.json", JSONSchema.text)
    for (index, document) in documents.enumerated() {
        try workspace.write("\(index)-\(document.name).json", document.text)
    }
    try workspace.write(
        "validate.py",
        """
        import json, pathlib, sys
        from jsonschema import Draft202012Validator
        schema = json.loads(pathlib.Path("schema.json").read_text())
        Draft202012Validator.check_schema(schema)
        validator = Draft202012Validator(schema)
        failed = 0
        for path in sorted(pathlib.Path(".").glob("[0-9]*.json")):
            for error in validator.iter_errors(json.loads(path.read_text())):
                failed += 1
                print(path.name, [e.message for e in sorted(error.context, key=lambda e: -len(e.path))[:3]] or error.message)
        # 1 is Python's own word for a script that broke.
        sys.exit(3 if failed else 0)
        """)
    return try runProgram("/usr/bin/python3", ["validate.py"], in: workspace.folder)
}

/// The plans and lists of plans among a document's blocks of JSON.
private func documentedPlans(_ file: String) throws -> [String] {
    let text = try String(
        contentsOf: projectRoot.appendingPathComponent(file), encoding: .utf8)
    return text.components(separatedBy: "```json\n").dropFirst().map {
        $0.components(separatedBy: "```")[0]
    }
}

struct SchemaTests {
    @Test func theReleasedPlansAndTheDocumentedOnesAreValid() throws {
        var documents: [(String, String)] = []
        for model in ["neet-risk", "school-to-work"] {
            let url = projectRoot.appendingPathComponent("Models/\(model)/plan.json")
            documents.append((model, try String(contentsOf: url, encoding: .utf8)))
        }
        let pages = try FileManager.default.contentsOfDirectory(
            atPath: projectRoot.appendingPathComponent("docs").path)
        for file in ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"]
            + pages.filter({ $0.hasSuffix(".md") }).map({ "docs/\($0)" })
        {
            documents += try documentedPlans(file).map { ("documented", $0) }
        }
        #expect(documents.count >= 3)
        for (name, text) in documents {
            // Valid for the schema is not enough: the program must read it too.
            switch try PlanDocument(Array(text.utf8)) {
            case .one: break
            case .list(let plans): for plan in plans { _ = try plan.get() }
            }
            _ = name
        }
        let ending = try validate(documents)
        #expect(ending.code == 0, "\(ending.output)\(ending.errors)")
    }

    @Test func everyKindOfResultIsValid() throws {
        let workspace = try Workspace()
        let cohort = projectRoot.appendingPathComponent("seeds/neet-cohort.csv").path
        try workspace.write(
            "few.csv",
            "y,g,x,k\n1,a,1,9\n1,a,2,9\n1,a,1,9\n0,b,2,9\n0,c,3,9\n1,c,1,9\n0,b,9,9\n1,b,,9\n")
        var documents: [(String, String)] = []
        for (command, formula, data) in [
            ("test", "neet ~ ward", cohort), ("test", "sen ~ ethnicity", cohort),
            ("test", "y ~ g", "few.csv"), ("test", "y ~ k", "few.csv"),
            ("test", "~ sen", cohort), ("test", "~ k", "few.csv"), ("test", "~ g", "few.csv"),
            ("test", "neet ~ looked_after | ward", cohort), ("test", "y ~ g | x", "few.csv"),
            ("test", "sen ~ ethnicity | sex + cohort_year", cohort),
            ("fit", "neet ~ ward + absence * sex", cohort), ("fit", "y ~ g + x + k", "few.csv"),
            ("fit", "y ~ x + I(2 * x)", "few.csv"), ("fit", "y ~ 1", "few.csv"),
            ("fit", "y ~ zz", "few.csv"), ("fit", "y ~", "few.csv"), ("fit", "g ~ x", "few.csv"),
        ] {
            let ending = try runProgram(
                casewiseProgram, [command, formula, data, "--json"], in: workspace.folder)
            documents.append((command, ending.output))
        }
        let level = try runProgram(
            casewiseProgram,
            ["fit", "neet ~ ns(absence, 3) + young_carer", cohort, "--missing", "level", "--json"],
            in: workspace.folder)
        documents.append(("fit", level.output))
        let effects = try runProgram(
            casewiseProgram,
            [
                "fit", "neet ~ absence * sex", cohort, "--effects", "--by", "sex", "--at",
                "absence=0.1,0.2", "--checks", "--verify", "--json",
            ], in: workspace.folder)
        documents.append(("fit", effects.output))
        for more in [
            ["--effects", "--contrast", "sex=male,female", "--step", "absence=0.1"],
            ["--effects", "--contrast", "absence=300,0.1", "--at", "absence=-20,0.1"],
            ["--audience", "practitioner", "--cluster", "school", "--checks"],
            ["--bootstrap", "pairs", "--replicates", "39"], ["--term-test", "score"],
            [
                "--family", "gaussian", "--cluster", "ward", "--bootstrap", "wild",
                "--replicates", "99",
            ], ["--penalty", "lasso", "--lambda", "0.01", "--audience", "practitioner"],
            ["--penalty", "firth"],
        ] {
            let asked = more.contains("gaussian") ? "age ~ absence" : "neet ~ rcs(absence, 3) + sex"
            let ending = try runProgram(
                casewiseProgram, ["fit", asked, cohort, "--json"] + more, in: projectRoot)
            #expect(ending.code == 0, "\(ending.errors)")
            documents.append(("fit", ending.output))
        }
        let ordered = try runProgram(
            casewiseProgram,
            ["test", "neet ~ sen", cohort, "--order", "sen=none,support,ehcp", "--json"],
            in: workspace.folder)
        documents.append(("test", ordered.output))
        try workspace.write(
            "odd.csv",
            "upn,dob,opened,w,n,e\nH1,2010-01-02,1900-01-01,n/k,1e300,\nH1,2011-02-03,2024-05-06,a,-1e300,\n"
        )
        for data in [cohort, "few.csv", "odd.csv"] {
            let ending = try runProgram(
                casewiseProgram, ["describe", data, "--json"], in: workspace.folder)
            documents.append(("describe", ending.output))
        }
        for (model, formula) in [("one.json", "y ~ x"), ("two.json", "y ~ g + x")] {
            _ = try runProgram(
                casewiseProgram, ["fit", formula, "few.csv", "--save-model", model],
                in: workspace.folder)
            documents.append(
                (
                    "predict",
                    try runProgram(
                        casewiseProgram, ["predict", model, "few.csv", "--id", "g", "--json"],
                        in: workspace.folder
                    ).output
                ))
        }
        for arguments in [
            ["screen", "neet", cohort], ["screen", "neet", cohort, "--adjust", "sex + age"],
            ["screen", "y", "few.csv"], ["screen", "y", "few.csv", "--candidates", "nowhere"],
            ["screen", "neet", cohort, "--needs", "sen,looked_after", "--correction", "by"],
            ["screen", "neet", cohort, "--cluster", "family_id"],
        ] {
            let ending = try runProgram(
                casewiseProgram, arguments + ["--json"], in: workspace.folder)
            documents.append(("screen", ending.output))
        }
        // Fits without a spread, and samples of separated cases.
        try workspace.write("line.csv", "y,x,z\n2,1,0\n4,2,0\n6,3,1\n8,4,1\n")
        for arguments in [
            ["y ~ x", "line.csv", "--family", "gaussian", "--effects"],
            ["y ~ C(x)", "line.csv", "--family", "gaussian", "--effects"],
            ["y ~ C(x)", "line.csv", "--family", "gamma", "--se", "HC0"],
            ["z ~ x", "line.csv", "--bootstrap", "pairs", "--replicates", "39"],
            ["z ~ x", "line.csv", "--penalty", "firth"],
        ] {
            let ending = try runProgram(
                casewiseProgram, ["fit"] + arguments + ["--json"], in: workspace.folder)
            #expect(ending.code == 0, "\(ending.errors)")
            documents.append(("fit", ending.output))
        }
        let wards = projectRoot.appendingPathComponent("seeds/wards.csv").path
        try workspace.write("more.csv", "y,g,x,k\n1,a,1,9\n0,c,3,9\n")
        let services = projectRoot.appendingPathComponent("seeds/services-cohort.csv").path
        let pupils = projectRoot.appendingPathComponent("seeds/activity-pupils.csv").path
        let outcome = [
            "outcome", projectRoot.appendingPathComponent("seeds/activity-history.csv").path,
            "--codes",
            projectRoot.appendingPathComponent("Models/neet-outcome/nccis-2025.json").path, "--id",
            "child", "--extract-date", "2025-03-31",
        ]
        for arguments in [
            ["test", "rereferred_12m ~ service", services, "--cluster", "family_id"],
            ["test", "service ~ team", services, "--cluster", "family_id"],
            [
                "test", "rereferred_12m ~ service", services, "--margin", "0.05", "--better",
                "lower", "--audience", "practitioner",
            ],
            ["test", "y ~ g", "few.csv", "--margin", "0.2", "--confidence", "0.4"],
            ["prevalence", "service,sex", services, "--by", "team", "--cluster", "family_id"],
            ["prevalence", "y", "few.csv", "--by", "g"], ["prevalence", "zz", "few.csv"],
            outcome + ["--at", "2025-03-01"], outcome + ["--at", "2025-04-01"],
            outcome + [
                "--from", "2024-03-01", "--to", "2025-02-28", "--cohort", pupils, "--by", "ward",
                "--prediction-date", "2024-02-01", "--audience", "practitioner", "--overlap",
                "participating", "--months-by", "days",
            ],
            [
                "fit", "neet ~ load", cohort, "--join", wards, "--on", "ward", "--derive",
                "load = deprivation * 2", "--filter", "absence < 0.5",
            ],
            ["test", "y ~ g", "few.csv", "more.csv", "--expect", "one-to-one"],
            ["test", "looked_after ~ free_school_meals", cohort, "--paired"],
            ["test", "exclusions ~ C(social_care_contacts)", cohort, "--paired"],
            ["test", "looked_after ~ free_school_meals + young_carer", cohort, "--paired"],
            ["test", "y ~ g", "few.csv", "more.csv", "--filter", "x >"],
            ["test", "y ~ g", "few.csv", "more.csv", "--filter", "x > 0"],
            ["test", "absence ~ sex", cohort, "--permutations", "99", "--seed", "4"],
            ["test", "neet ~ absence", cohort], ["test", "absence ~ social_care_contacts", cohort],
            ["test", "absence ~ social_care_contacts", cohort, "--paired"],
            ["test", "exclusions ~ sex", cohort, "--exposure", "1"],
            ["test", "x ~ g", "few.csv", "--exposure", "k", "--audience", "practitioner"],
            ["test", "x ~ g", "few.csv", "--type", "x=real"],
            ["test", "k ~ g", "few.csv", "--type", "k=real", "--permutations", "9"],
        ] {
            let ending = try runProgram(
                casewiseProgram, arguments + ["--json"], in: workspace.folder)
            documents.append(("combined", ending.output))
        }
        let asked = ["--register", "asked.jsonl", "--question", "So?", "--direction", "lower"]
        try workspace.write(
            "one-plan.json", #"{"analysis": "test", "data": "later.csv", "formula": "y ~ g"}"#)
        for arguments in [
            ["register", "add", "asked.jsonl", "one-plan.json", "--question", "So?"],
            ["test", "y ~ g", "few.csv"] + asked, ["test", "neet ~ sex", cohort] + asked,
            ["test", "y ~ k", "few.csv"] + asked, ["test", "neet ~ sex", cohort] + asked,
            ["register", "asked.jsonl"],
            ["register", "asked.jsonl", "--head", String(repeating: "0", count: 64)],
            ["power", "proportions", "--baseline", ".1", "--alternative", ".2"],
            ["power", "survival", "--events", "90"],
            ["power", "means", "--n", "20", "--cluster-size", "2", "--icc", ".5"],
            [
                "power", "proportions", "--baseline", ".1", "--n", "300", "--aim",
                "non-inferiority", "--better", "lower",
            ],
            ["power", "proportions", "--baseline", ".1", "--n", "3"],
            ["power", "survival", "--hazard-ratio", ".7", "--event-share", ".3"],
            ["power", "proportions"],
        ] {
            let ending = try runProgram(
                casewiseProgram, arguments + ["--json"], in: workspace.folder)
            documents.append((arguments[0], ending.output))
        }
        let opened = "Surv(referral_date, closure_date) ~ C(service, ref = \"usual\")"
        for arguments in [
            [opened, "--horizon", "365"], [opened, "--exposed-from", "start_date"],
            [opened, "--cause", "safely_closed", "--horizon", "90"],
            [opened, "--cluster", "family_id"],
            ["Surv(referral_date, rereferral_date) ~ sex", "--id", "family_id"],
            ["Surv(referral_date, closure_date) ~ 1"], ["Surv(days_open, safely_closed) ~ sex"],
        ] {
            let ending = try runProgram(
                casewiseProgram,
                ["survival", services, "--json"] + arguments
                    + (arguments[0].contains("days") ? [] : ["--extract-date", "2025-12-31"]),
                in: workspace.folder)
            #expect(ending.code == 0, "\(arguments) \(ending.errors)")
            documents.append(("survival", ending.output))
        }
        for arguments in [
            ["--cluster", "family_id"], ["--cluster", "ward", "--se", "CR1S"], ["--se", "HC3"],
            ["--weights", "gcse_passes", "--weight-kind", "sampling"],
        ] {
            let ending = try runProgram(
                casewiseProgram,
                ["fit", "neet ~ absence + sen + sex", cohort, "--json"] + arguments,
                in: workspace.folder)
            #expect(ending.code == 0, "\(arguments) \(ending.errors)")
            documents.append(("fit", ending.output))
        }
        for arguments in [
            ["--penalty", "lasso", "--cluster", "family_id", "--folds", "5"],
            ["--penalty", "ridge", "--lambda", "0.1"],
            ["--penalty", "elastic_net", "--alpha", "0.3", "--lambda", "0.01", "--whole-terms"],
        ] {
            let ending = try runProgram(
                casewiseProgram,
                ["fit", "neet ~ absence + sen + sex", cohort, "--json"] + arguments,
                in: workspace.folder)
            #expect(ending.code == 0, "\(arguments) \(ending.errors)")
            documents.append(("penalized", ending.output))
        }
        try workspace.write(
            "plans.json",
            #"[{"analysis": "test", "data": "few.csv", "formula": "y ~ g"}, {"analysis": "no"}]"#)
        documents.append(
            (
                "list",
                try runProgram(
                    casewiseProgram, ["run", "plans.json", "--json"], in: workspace.folder
                ).output
            ))
        let ending = try validate(documents)
        #expect(ending.code == 0, "\(ending.output)\(ending.errors)")
    }

    /// A validator that lets anything pass would prove nothing.
    @Test(arguments: [
        #"{"analysis": "fit", "data": "a.csv", "formula": "y ~ x", "confidense": 0.9}"#,
        #"{"analysis": "fit", "data": "a.csv", "formula": "no tilde"}"#,
        #"{"error": {"message": "no code"}}"#, #"{"analysis": "test"}"#, "[3]",
    ])
    func whatIsWrongIsRefused(_ text: String) throws {
        let ending = try validate([("wrong", text)])
        #expect(ending.code == 3, "\(ending.output)\(ending.errors)")
    }

    @Test func theCommandPrintsTheSchema() throws {
        let ending = try runProgram(
            casewiseProgram, ["schema"], in: projectRoot)
        #expect(ending.code == 0 && ending.output == JSONSchema.text + "\n")
    }
}
