import CinnabarORM
import CinnabarSQL
import Foundation
import Testing

@Suite("Generated initialisers")
struct GeneratedInitializerTests {
    @Test("the key, the version and computed columns are left out, and defaults are kept")
    func defaults() {
        let account = Account(mail: "a@b")
        #expect(account.id == nil)
        #expect(account._key == 0)
        #expect(account.version == 1)
        #expect(account.lowered == "")
        #expect(account.status == "")
        #expect(account.role == .member)
        #expect(account.isOpen)
        #expect(account.default)
        #expect(account.data == nil)
        #expect(account.work == nil)
        #expect(account.visible == 4)
        #expect(Blog.Entry(text: "x").text == "x")
    }

    @Test("a default is evaluated once for an object that is made")
    func evaluatedOnce() {
        #expect(Ticket(text: "a").number == 1)
        #expect(Ticket.evaluations == 1)
        #expect(Ticket(text: "b", number: 7).number == 7)
        #expect(Ticket.evaluations == 1)
    }

    @Test("dates are rounded as the database will give them back, in embedded structs too")
    func canonical() {
        let date = Date(timeIntervalSince1970: 1.000_000_4)
        let membership = Membership(accountID: 1, teamID: 2, since: date)
        #expect(membership.since == date.canonical)
        membership.since = date
        #expect(membership.since == date.canonical)
        let account = Account(mail: "")
        account.home.since = date
        #expect(account.home.since == date.canonical)
    }

    @Test("a required parent is given as an object or as its key, in every combination")
    func parents() throws {
        let account = Account(mail: "a@b")
        let team = Team(id: 5)
        #expect(Membership(accountID: 1, teamID: 2)._key == Membership.Key(accountID: 1, teamID: 2))
        #expect(Membership(accountID: 1, team: team).accountID == 1)
        #expect(try Membership(accountID: 1, team: team).team === team)
        #expect(try Membership(teamID: 2, account: account).account === account)
        #expect(try Membership(account: account, team: team).team === team)
        _ = Message(senderID: 1, receiverID: 2, teamID: 3)
        _ = Message(receiverID: 2, sender: account, team: team)
        let message = Message(sender: account, receiver: account, team: team)
        #expect(try message.receiver === account)
    }

    @Test("an optional parent is given either way, or not at all")
    func optionalParents() throws {
        let parent = Account(mail: "a@b")
        let home = parent.home
        let child = Account(email: "c", password: "", home: home, parent: parent)
        #expect(try child.parent === parent)
        #expect(Account(email: "c", password: "", home: home, parentID: 4).parentID == 4)
        #expect(try Account(email: "c", password: "", home: home, children: [child]).children.count == 1)
    }

    @Test("a UUID key is made with the object")
    func uuid() {
        let first = Profile(accountID: 1)
        #expect(first.uuid != Profile(accountID: 1).uuid)
        let given = UUID()
        #expect(Profile(uuid: given, accountID: 1)._key == given)
    }
}
