import Foundation
import Testing

@testable import CinnabarSQL

@Suite("Ad-hoc rows")
struct ValuesRowTests {
    let row = Row(columns: ["id", "name", "id", "n"], values: [.integer(1), .text("a"), .integer(2), .null])

    @Test("columns are read by name and by place")
    func reading() throws {
        #expect(try row["name", as: String.self] == "a")
        #expect(try row["n", as: Int?.self] == nil)
        #expect(try row[2, as: Int.self] == 2)
        #expect(try row["name"] == .text("a"))
        #expect(try row[0] == .integer(1))
        #expect(row.count == 4)
    }

    @Test("an unknown column, an ambiguous one and a wrong kind are errors that name it")
    func errors() {
        #expect(
            valueError { try row["nam", as: String.self] }?.reason
                == "there is no column 'nam' in the row; it has 'id', 'name', 'id', 'n'")
        #expect(valueError { try row[4, as: Int.self] }?.reason.hasPrefix("there is no column 4") == true)
        #expect(valueError { try row[-1] } != nil)
        #expect(valueError { try row["id"] }?.reason.contains("columns 0 and 2 are both named 'id'") == true)
        #expect(
            valueError { try row["name", as: Int.self] }?.debugDescription
                == "column 'name': text cannot be read as Int: 'a'")
        #expect(valueError { try row["n", as: Int.self] }?.reason.hasPrefix("column 'n': NULL") == true)
        #expect(valueError { try Row(columns: [], values: [])[0] }?.reason.contains("no columns") == true)
    }

    @Test("a row is copied from a reader, and survives too few and too many values")
    func construction() throws {
        #expect(try Row(StubRow([.integer(1)], names: ["x"]), columns: ["x"])["x", as: Int.self] == 1)
        #expect(Row(columns: ["a", "b"], values: [.bool(true)]).values == [.bool(true), .null])
        #expect(Row(columns: ["a"], values: [.bool(true), .null]).values == [.bool(true)])
        #expect("\(row)" == "Row(id, name, id, n)")
        #expect(row.debugDescription == "Row(id: 1, name: 'a', id: 2, n: NULL)")
    }
}
