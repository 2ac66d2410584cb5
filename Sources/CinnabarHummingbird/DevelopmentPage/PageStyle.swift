import Crypto
import Foundation
import HTTPTypes

/// What the pages look like, and what a browser may do with them: nothing but show them.
enum PageStyle {
    static let css = """
        :root { color-scheme: light dark; --line: #8884; --soft: #8882; --red: #c8382d; }
        * { box-sizing: border-box; }
        body { margin: 0 auto; max-width: 72rem; padding: 1rem; font: 16px/1.5 system-ui, sans-serif; }
        h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
        a { color: inherit; } nav a { margin-right: 1rem; }
        code, pre { font: 14px/1.5 ui-monospace, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
        pre { white-space: pre-wrap; margin: 0; padding: .5rem; background: var(--soft); border-radius: 4px; }
        .wide { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; padding: .35rem .6rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
        td.number, th.number { text-align: right; white-space: nowrap; }
        .statement { border-top: 1px solid var(--line); padding: .6rem 0; }
        .statement p { margin: .3rem 0 0; } .quiet { opacity: .7; }
        .warning { border-left: 4px solid var(--red); padding: .3rem .8rem; margin: .6rem 0; background: var(--soft); }
        .bad { color: var(--red); font-weight: 600; }
        @media (max-width: 40rem) { .extra { display: none; } }
        """

    /// Only this style sheet, no script, no image, no frame, no request to anywhere.
    static let headers: HTTPFields = {
        let hash = Data(SHA256.hash(data: Data(css.utf8))).base64EncodedString()
        var headers: HTTPFields = [
            .contentType: "text/html; charset=utf-8", .cacheControl: "no-store",
            .contentSecurityPolicy:
                "default-src 'none'; style-src 'sha256-\(hash)'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            .xContentTypeOptions: "nosniff",
        ]
        for (name, value) in [
            ("Referrer-Policy", "no-referrer"), ("X-Frame-Options", "DENY"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
        ] {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        return headers
    }()
}
