import Cinnabar
import CinnabarTesting
import Testing

@Model("people")
final class Person {
    var id: Int
    @Relationship var visits: [Visit]
    @Relationship(through: "person_badges") var badges: [Badge]
}

@Model("visits", bind: "analytics")
final class Visit {
    var id: Int
    @ForeignKey(\Person.id) var personID: Int
    @Relationship var person: Person
}

@Model("badges", bind: "analytics")
final class Badge {
    var id: Int
    @Relationship(through: "person_badges") var people: [Person]
}

@Model("people", bind: "archive")
final class FormerPerson {
    var id: Int
}

@Model("people", bind: "archive")
final class OtherFormerPerson {
    var id: Int
}

@Suite("Mapping over several databases")
struct MappingCheckTests {
    private static func problems(_ models: [any Model.Type], _ binds: [String]) -> [String] {
        do {
            var backends: [String: any Backend] = [:]
            for bind in binds { backends[bind] = try SQLiteBackend(.memory) }
            _ = try Database(.sqlite(.memory), binds: backends, models: models)
            return []
        } catch let error as MappingError {
            return error.problems
        } catch {
            return ["\(error)"]
        }
    }

    @Test("a model of a bind that is not given is refused, with what to give")
    func missing() {
        #expect(
            Self.problems([FormerPerson.self], []) == [
                "FormerPerson is in the bind “archive”, and no binds were given; give it: Database(…, binds: [\"archive\": …], models: …)"
            ])
        #expect(
            Self.problems([FormerPerson.self], ["analytics"]) == [
                "FormerPerson is in the bind “archive”, and the binds are “analytics”; give it: Database(…, binds: [\"archive\": …], models: …)"
            ])
        #expect(
            Self.problems([FormerPerson.self], ["archive", "default"]) == [
                "a bind cannot be called “default”: give it the name that models say, @Model(bind: \"…\")"
            ])
    }

    @Test("keys and relationships from one database to another are refused, all of them at once")
    func crossing() {
        let found = Self.problems([Person.self, Visit.self, Badge.self], ["analytics"])
        #expect(found.count == 5)
        #expect(
            found.contains(
                "Visit.personID refers to Person, but Visit is in the bind “analytics” and Person in the default database: a foreign key stays within one database; keep the property without @ForeignKey"
            ))
        #expect(
            found.contains(
                "Person.visits leads to Visit, but Person is in the default database and Visit in the bind “analytics”: a relationship stays within one database; keep the key as a property and query for it"
            ))
        #expect(
            found.contains(
                "Badge.people leads to Person through the association table “person_badges”, but Badge is in the bind “analytics” and Person in the default database: a relationship stays within one database; keep the key as a property and query for it"
            ))
    }

    @Test("two models can have tables of one name in two databases, and not in one")
    func names() {
        #expect(Self.problems([Plain.self, FormerPerson.self], ["archive"]) == [])
        #expect(
            Self.problems([FormerPerson.self, OtherFormerPerson.self], ["archive"]) == [
                "FormerPerson and OtherFormerPerson are both mapped to the table “people”"
            ])
    }
}

@Model("people")
final class Plain {
    var id: Int
}
