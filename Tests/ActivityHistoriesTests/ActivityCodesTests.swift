import Foundation
import TestSupport
import Testing

@testable import ActivityHistories

private func codes(_ text: String) throws -> ActivityCodes {
    try ActivityCodes(json: Array(text.utf8))
}

private func shipped(_ name: String) throws -> ActivityCodes {
    let file = projectRoot.appendingPathComponent("Models/neet-outcome/\(name).json")
    return try ActivityCodes(json: Array(Data(contentsOf: file)))
}

/// Tables of codes and what is wrong with them.
struct ActivityCodesTests {
    @Test func theShippedTablesDifferWhereTheySay() throws {
        let (usual, apart) = (try shipped("nccis-2025"), try shipped("nccis-2025-540-616-apart"))
        #expect(usual.entries.count == 40 && usual.version != apart.version)
        #expect(usual["540"] == .neet && usual["616"] == .neet)
        #expect(apart["540"] == .employment && apart["616"] == .education)
        for entry in usual.entries where entry.code != "540" && entry.code != "616" {
            #expect(apart[entry.code] == entry.state)
        }
        // The groups as the practice has them.
        let expected: [ActivityState: String] = [
            .education: "210 220 230 240 250 260 270 280 290",
            .employment: "310 320 330 340 350 360 380 381 550",
            .training: "410 430 440 450 460", .reEngagement: "530",
            .neet: "540 610 615 616 619 620 630 640 650 660 670 680", .custody: "710",
            .notKnown: "810 820 830",
        ]
        for (state, words) in expected {
            let found = usual.entries.filter { $0.state == state }.map(\.code)
            #expect(found == words.split(separator: " ").map(String.init))
        }
        #expect(try shipped("months-in-words")["joblessness"] == .neet)
        #expect(usual["999"] == nil)
    }

    @Test func aTableSaysWhichDaysItHoldsFor() throws {
        let table = try shipped("nccis-2025")
        let (first, last) = (try #require(table.validFrom), try #require(table.validTo))
        #expect(!table.outside(first...last))
        #expect(table.outside(first - 1...last) && table.outside(first...last + 1))
        #expect(!(try shipped("months-in-words")).outside(-700_000...700_000))
    }

    @Test(arguments: [
        ("", "The table of codes is no JSON."), ("[1]", "The table is not what it must be."),
        (#"{"version": "1", "source": "s", "codes": []}"#, "The table has no \"name\"."),
        (#"{"name": "n", "version": "1", "source": "s", "codes": []}"#, "The table has no codes."),
        (
            #"{"name": "n", "version": "1", "source": "s", "codes": [{"code": 210, "label": "x", "state": "neet"}]}"#,
            "The table at codes/0/code is not what it must be."
        ),
        (
            #"{"name": "n", "version": "1", "source": "s", "codes": [{"code": "1", "label": "x", "state": "NEET"}]}"#,
            "The table at codes/0/state is not what it must be."
        ),
        (
            #"{"name": "n", "version": "1", "source": "s", "codes": [{"code": "1", "label": "x", "state": "neet"}, {"code": "1", "label": "x", "state": "custody"}]}"#,
            "The code \"1\" stands twice."
        ),
        (
            #"{"name": "n", "version": "1", "source": "s", "codes": [{"code": "1", "label": "x", "state": "neet"}]}"#,
            "The table needs a code that is NEET and one that is not."
        ),
        (
            #"{"name": "n", "version": "1", "source": "s", "valid_from": "2024-02-30", "codes": [{"code": "1", "label": "x", "state": "neet"}, {"code": "2", "label": "x", "state": "custody"}]}"#,
            "\"valid_from\" is \"2024-02-30\", which is no day."
        ),
        (
            #"{"name": "n", "version": "1", "source": "s", "valid_from": "2024-02-02", "valid_to": "2024-02-01", "codes": [{"code": "1", "label": "x", "state": "neet"}, {"code": "2", "label": "x", "state": "custody"}]}"#,
            "\"valid_to\" lies before \"valid_from\"."
        ),
    ])
    func whatIsNoTableIsSaid(text: String, message: String) throws {
        let error = try #require(throws: HistoryError.self) { try codes(text) }
        #expect(error.message == message && error.key == "codes" && error.code == .codes)
    }
}
