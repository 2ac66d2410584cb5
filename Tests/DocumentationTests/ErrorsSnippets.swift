import Cinnabar
import Foundation

func register(_ name: String, in session: Session) throws -> Bool {
    session.add(User(username: name, email: "\(name)@example.net"))
    do {
        try session.commit()
        return true
    } catch let error as IntegrityError where error.kind == .unique {
        try session.rollback()
        return false
    }
}
