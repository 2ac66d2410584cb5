import CinnabarORM
import CinnabarSQL
import Foundation

/// A table with a column of every type, for the checks of backends.
@Model("cinnabar_probes")
final class Probe {
    var id: Int
    @Column(.string(40), .unique) var label: String
    @Column(.check("amount >= 0")) var amount: Int = 0
    var double: Double?
    var bool: Bool?
    var text: String?
    var bytes: Data?
    var uuid: UUID?
    @Column(.numeric(30, 10)) var decimal: Decimal?
    var date: Date?
    var day: LocalDate?
    var time: LocalTime?
    var moment: LocalDateTime?
    @Column(.json) var json: JSONValue?
    var numbers: [Int]?
    @Column(.serverDefault(7)) var given: Int
    @Relationship var children: [ProbeChild]
}

@Model("cinnabar_probe_children")
final class ProbeChild {
    var id: Int
    var name: String
    @ForeignKey(\Probe.id) var probeID: Int
    @Relationship var probe: Probe
}
