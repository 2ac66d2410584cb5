import Crypto
import Foundation

/// What a browser or a program is known by: 256 random bits. The database has only a hash of them.
struct SessionToken: Sendable, Hashable {
    let text: String

    /// A new one.
    init() { text = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }.hex }

    /// One that was sent; `nil` for what can be none.
    init?(_ text: String) {
        guard text.wholeMatch(of: /[0-9a-f]{64}/) != nil else { return nil }
        self.text = text
    }

    /// What the database knows of it.
    var hash: String { Data(SHA256.hash(data: Data(text.utf8))).hex }

    /// What stands in the forms of its pages. Other sites cannot read the cookie, and so cannot make it.
    var formToken: String { Data(HMAC<SHA256>.authenticationCode(for: Self.purpose, using: key)).hex }

    /// Whether a form came from a page of this browser; compared in constant time.
    func isFormToken(_ text: String?) -> Bool {
        guard let code = text.flatMap(Data.init(hex:)) else { return false }
        return HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: Self.purpose, using: key)
    }

    private static let purpose = Data("form".utf8)
    private var key: SymmetricKey { SymmetricKey(data: Data(text.utf8)) }
}

extension Data {
    fileprivate var hex: String {
        map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    fileprivate init?(hex: String) {
        let digits = hex.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count == 64, hex.utf8.count == 64 else { return nil }
        self.init(stride(from: 0, to: 64, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) })
    }
}
