import Foundation
import Tables
import TestSupport
import Testing

@testable import AnalysisPlans

private func plan(_ keys: String) throws -> AnalysisPlan {
    let text = #"{"analysis": "fit", "formula": "y ~ x", "# + keys + "}"
    guard case .one(let plan) = try PlanDocument(Array(text.utf8)) else {
        throw AnalysisError("test", "a list where one plan was expected")
    }
    return plan
}

private func options(_ keys: String) throws -> DataOptions {
    guard case .fit(let fit) = try plan(keys) else { throw AnalysisError("test", "no fit") }
    return fit.options
}

/// Files of one test and the source that reads them.
private struct Files {
    let workspace: Workspace
    let source: DataSource

    init(_ files: [String: String]) throws {
        workspace = try Workspace()
        for (name, text) in files { try workspace.write(name, text) }
        source = DataSource(folder: workspace.folder.path)
    }

    func data(_ keys: String) throws -> PreparedData { try source.data(options(keys)) }

    func error(_ keys: String) throws -> AnalysisError? {
        #expect(throws: AnalysisError.self) { try source.data(options(keys)) }
    }
}

struct CombiningPlanTests {
    @Test func everyKeyIsReadAndWrittenAgain() throws {
        let text = """
            {"analysis":"fit","audience":"analyst","confidence":0.95,"data":["a.csv","b.csv"],"decimal":"point",\
            "delimiter":"auto","derive":["d = x + 1"],"dispersion":"family","family":"binomial",\
            "filter":["x > 1","d < 9"],"formula":"y ~ x",\
            "interval":"wald","join":[{"expect":"one_to_one","file":"w.csv","on":"k = id","suffix":"_w"},\
            {"file":"v.csv","on":"a, b"}],"link":"logit","missing":"complete","na_words":[""],"se":"model","term_test":"likelihood_ratio","type":{}}
            """
        guard case .one(let plan) = try PlanDocument(Array(text.utf8)) else { return }
        #expect(try JSONText.encodeLine(plan) == text)
        #expect(plan.files == ["a.csv", "b.csv", "w.csv", "v.csv"])
        var replaced = plan
        replaced.data = "c.csv"
        #expect(replaced.files == ["c.csv", "w.csv", "v.csv"])
        // The command line's words with hyphens are the same words.
        let hyphens = text.replacingOccurrences(of: "one_to_one", with: "one-to-one")
        guard case .one(let other) = try PlanDocument(Array(hyphens.utf8)) else { return }
        #expect(other == plan)
    }

    @Test(arguments: [
        (#""data": []"#, "/data", "plan_value"), (#""data": [1]"#, "/data", "plan_value"),
        (#""data": ["a", "a"]"#, "/data", "plan_value"), (#""data": 3"#, "/data", "plan_value"),
        (#""data": "a", "join": {}"#, "/join", "plan_value"),
        (#""data": "a", "join": ["w"]"#, "/join", "plan_value"),
        (#""data": "a", "join": [{"file": "w"}]"#, "/join/0", "plan_value"),
        (#""data": "a", "join": [{"file": "-", "on": "k"}]"#, "/join", "plan_value"),
        (
            #""data": "a", "join": [{"file": "w", "on": "k", "how": "left"}]"#, "/join/0/how",
            "unknown_key"
        ),
        (
            #""data": "a", "join": [{"file": "w", "on": "k"}, {"file": "w", "on": ","}]"#,
            "/join/1/on", "plan_value"
        ),
        (
            #""data": "a", "join": [{"file": "w", "on": "k", "expect": "many"}]"#, "/join/0/expect",
            "plan_value"
        ),
        (#""data": "a", "derive": "d = 1""#, "/derive", "plan_value"),
        (#""data": "a", "derive": ["d = 1", "d + 1"]"#, "/derive/1", "formula_syntax"),
        (#""data": "a", "filter": ["x > "]"#, "/filter/0", "formula_syntax"),
    ])
    func whatIsWrongIsPointedAt(_ keys: String, _ pointer: String, _ code: String) {
        let error = #expect(throws: AnalysisError.self) { try plan(keys) }
        #expect(error?.pointer == pointer && error?.code == code && error?.exitCode == .usage)
    }

    @Test(arguments: [
        (#""data": ["a", "b"]"#, "/data"), (#""data": "a", "filter": ["x > 1"]"#, "/filter"),
        (#""data": "a", "derive": ["d = 1"]"#, "/derive"),
        (#""data": "a", "join": [{"file": "w", "on": "k", "suffix": "_w"}]"#, "/join"),
        (#""data": "a", "join": [{"file": "w", "on": "k", "expect": "one_to_one"}]"#, "/join"),
    ])
    func whatNoStreamCanDoIsRefused(_ keys: String, _ pointer: String) {
        let text = #"{"analysis": "predict", "model": "m", "# + keys + "}"
        let error = #expect(throws: AnalysisError.self) { try PlanDocument(Array(text.utf8)) }
        #expect(error?.pointer == pointer && error?.code == "plan_value")
        #expect(error?.message.contains("predict") == true && error?.hint != nil)
    }
}

struct PreparedDataTests {
    /// Stack, join, derive, filter: each step sees what the ones before it made.
    @Test func theStepsFollowEachOther() throws {
        let files = try Files([
            "a.csv": "id,ward,x\n1,p,1\n2,q,2\n3,,3\n",
            "b.csv": "x,id,ward\n4,4,p\n5,5,r\n6.5,6,p\n",
            "w.csv": "code,n,area\np,10,1\nq,20,2\ns,30,3\n", "v.csv": "area,m\n1,7\n2,8\n",
        ])
        let data = try files.data(
            #""data": ["a.csv", "b.csv"], "# + #""join": [{"file": "w.csv", "on": "ward = code"}, "#
                + #"{"file": "v.csv", "on": "area"}], "derive": ["s = x + n", "t = s * m"], "#
                + #""filter": ["t > 100", "id < 6"]"#)
        #expect(data.rows == 6 && data.table.rowCount == 1)
        #expect(data.table.names == ["id", "ward", "x", "n", "area", "m", "s", "t"])
        // t: 77, 176, -, 98, -, 115.5
        #expect(
            data.exclusions.map { "\($0.code) \($0.column) \($0.rows)" } == [
                "filter t > 100 2", "filter_missing t > 100 2", "filter id < 6 1",
            ])
        let join = try #require(data.joins.first)
        #expect(join.kind == .manyToOne && join.rows == 6 && join.matched == 4)
        #expect(join.unmatched == 1 && join.missingKey == 1)
        #expect(join.otherRows == 3 && join.otherMatched == 2 && join.otherUnmatched == 1)
        #expect(data.joins[1].matched == 4 && data.joins[1].missingKey == 2)
        #expect(data.derived.map(\.kind) == [.real, .real])
        #expect(data.derived.map(\.missing) == [2, 2])
        #expect(data.sources.map(\.rows) == [3, 3] && data.source == "a.csv, b.csv")
        let codes = data.warnings(on: []).map { "\($0.code) \($0.severity)" }
        #expect(codes == ["unmatched_rows warning", "unmatched_rows warning"])
        let summary = data.summary(rowsUsed: 1, rowsExcluded: [])
        #expect(summary.rowsExcluded.reduce(0) { $0 + $1.rows } == summary.rows - summary.rowsUsed)
    }

    /// The digest of several files can be had with sha256sum: that of their digests, a line each.
    @Test func theDigestOfAStackIsThatOfItsDigests() throws {
        let files = try Files(["a.csv": "x\n1\n", "b.csv": "x\n2\n"])
        let data = try files.data(#""data": ["a.csv", "b.csv"]"#)
        let ending = try runProgram(
            "/bin/bash", ["-c", "sha256sum a.csv b.csv | cut -c1-64 | sha256sum | cut -c1-64"],
            in: files.workspace.folder)
        #expect(ending.output == data.sha256 + "\n")
        #expect(try files.data(#""data": "a.csv""#).sha256 == data.sources[0].sha256)
    }

    @Test func oneToOneIsSaidAndChecked() throws {
        let files = try Files([
            "a.csv": "id,x\n1,1\n2,2\n,3\n,4\n", "twice.csv": "id,x\n1,1\n2,2\n9,3\n9,4\n",
            "w.csv": "id,n\n1,10\n2,20\n",
        ])
        let join = #""join": [{"file": "w.csv", "on": "id", "expect": "one_to_one"}]"#
        #expect(try files.data(#""data": "a.csv", "# + join).joins[0].kind == .oneToOne)
        let error = try files.error(#""data": "twice.csv", "# + join)
        #expect(error?.code == "duplicate_keys" && error?.exitCode == .data)
        #expect(error?.pointer == "/join/0/on")
        #expect(error?.message.hasPrefix("1 value of \"id\" stands in 2 rows of the data") == true)
        let free = try files.data(
            #""data": "twice.csv", "join": [{"file": "w.csv", "on": "id"}]"#)
        #expect(free.joins[0].kind == .manyToOne)
    }

    /// A kind may be told of a column of either file, and of a key in both.
    @Test func kindsAreToldWhereTheColumnIs() throws {
        let files = try Files([
            "a.csv": "id,x\n007,1\n8,2\n", "w.csv": "id,n\n7,10\n8,20\n",
            "b.csv": "id,x\n7,1\n8,2\n",
        ])
        let join = #""join": [{"file": "w.csv", "on": "id"}]"#
        let differing = try files.data(#""data": "a.csv", "# + join)
        let warning = try #require(differing.warnings(on: []).first)
        #expect(warning.code == "key_kinds_differ" && warning.terms == ["id"])
        #expect(warning.message.contains("--type id=category"))
        let told = try files.data(
            #""data": "a.csv", "type": {"id": "category", "n": "real"}, "# + join)
        #expect(told.table["id"]?.kind == .category && told.table["n"]?.kind == .real)
        #expect(
            told.joins[0].matched == 1 && told.warnings(on: []).map(\.code) == ["unmatched_rows"])
        let unknown = try files.error(#""data": "a.csv", "type": {"m": "real"}, "# + join)
        #expect(unknown?.code == "unknown_column")
        let wrong = try files.error(#""data": "b.csv", "type": {"n": "boolean"}, "# + join)
        #expect(wrong?.message.hasPrefix("w.csv: ") == true && wrong?.line == 2)
    }

    @Test func whatIsWrongIsPointedAt() throws {
        let files = try Files([
            "a.csv": "id,x\n1,1\n2,2\n", "b.csv": "id,z\n1,1\n", "w.csv": "id,x\n1,1\n2,1\n1,3\n",
            "u.csv": "id,x\n1,3\n", "bad.csv": "id,x\n1\n",
        ])
        for (keys, pointer, code, exit) in [
            (#""data": ["a.csv", "b.csv"]"#, nil, "columns_differ", SystemExit.data),
            (#""data": ["a.csv", "bad.csv"]"#, nil, "malformed_csv", .data),
            (#""data": ["a.csv", "no.csv"]"#, nil, "no_input", .noInput),
            (
                #""data": "a.csv", "join": [{"file": "w.csv", "on": "id"}]"#, "/join/0/on",
                "duplicate_keys", .data
            ),
            (
                #""data": "a.csv", "join": [{"file": "u.csv", "on": "id"}]"#, "/join/0/suffix",
                "repeated_column", .data
            ),
            (
                #""data": "a.csv", "join": [{"file": "u.csv", "on": "idd"}]"#, "/join/0/on",
                "unknown_column", .usage
            ),
            (
                #""data": "a.csv", "derive": ["d = 1", "e = xx"]"#, "/derive/1", "unknown_column",
                .usage
            ),
            (#""data": "a.csv", "derive": ["x = 1"]"#, "/derive/0", "repeated_column", .usage),
            (
                #""data": "a.csv", "filter": ["x > 0", "y > 0"]"#, "/filter/1", "unknown_column",
                .usage
            ),
            (#""data": "a.csv", "filter": ["x"]"#, "/filter/0", "type_mismatch", .usage),
            (#""data": "a.csv", "filter": ["x > 5"]"#, "/filter", "no_rows_left", .data),
        ] as [(String, String?, String, SystemExit)] {
            let error = try files.error(keys)
            #expect(error?.code == code && error?.exitCode == exit, "\(keys)")
            #expect(error?.pointer == pointer, "\(keys)")
        }
        let last = try files.error(#""data": "a.csv", "derive": ["d = 1", "e = xx"]"#)
        #expect(last?.position == 5 && last?.expression == "e = xx")
        let none = try files.error(#""data": "a.csv", "filter": ["x > 5"]"#)
        #expect(none?.message == "The filter keeps none of the 2 rows.")
        #expect(none?.hint == "Left out: 2 by x > 5.")
    }

    /// The last table is kept for the next plan only where all that made it is the same.
    @Test func whatIsKeptIsOfTheSameOptions() throws {
        let files = try Files(["a.csv": "x\n1\n2\n3\n", "w.csv": "x,n\n1,5\n"])
        #expect(try files.data(#""data": "a.csv""#).table.rowCount == 3)
        #expect(try files.data(#""data": "a.csv", "filter": ["x > 1"]"#).table.rowCount == 2)
        #expect(try files.data(#""data": "a.csv", "filter": ["x > 2"]"#).table.rowCount == 1)
        #expect(try files.data(#""data": "a.csv", "derive": ["d = x"]"#).table.names == ["x", "d"])
        #expect(
            try files.data(#""data": "a.csv", "derive": ["d = -x"]"#).derived[0].expression == "-x")
        let join = #""data": "a.csv", "join": [{"file": "w.csv", "on": "x"}]"#
        #expect(try files.data(join).table.names == ["x", "n"])
        #expect(try files.data(#""data": "a.csv""#).table.rowCount == 3)
    }

    /// A note on a column reaches the analyses that read it by way of another.
    @Test func notesFollowWhatIsDerived() throws {
        let numbers = (1...20).map { "\($0),\($0)\n" }.joined()
        let files = try Files(["a.csv": "x,y\n" + numbers + "n.k.,1\n"])
        let data = try files.data(#""data": "a.csv", "derive": ["d = x != \"3\"", "e = y"]"#)
        #expect(data.warnings(on: ["d"]).map(\.code) == ["numbers_as_text"])
        #expect(data.warnings(on: ["e"]).isEmpty)
        let filtered = try files.data(#""data": "a.csv", "filter": ["x != \"3\""]"#)
        #expect(filtered.warnings(on: ["y"]).map(\.code) == ["numbers_as_text"])
    }
}
