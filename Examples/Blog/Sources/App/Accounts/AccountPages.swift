import Cinnabar
import CinnabarHummingbird
import Hummingbird

/// Pages to sign up, in and out.
struct AccountPages: Sendable {
    let site: Site

    func addRoutes(to router: RouterGroup<BlogContext>) {
        router.get("signup") { _, context in try signUpPage(Form(), context) }
        router.post("signup", use: signUp)
        router.get("signin", use: signInPage)
        router.post("signin", use: signIn)
        router.post("signout", use: signOut)
    }

    @Sendable private func signUp(_: Request, _ context: BlogContext) async throws -> Response {
        let changes = Accounts.changes(context.fields)
        do {
            let user = try await site.accounts.signUp(changes)
            return try await welcome(user.id, "/", context)
        } catch {
            let form = try changes.form(after: error, except: "password")
            return try signUpPage(form, context, status: .unprocessableContent)
        }
    }

    @Sendable private func signInPage(_ request: Request, _ context: BlogContext) throws -> Response {
        var form = Form()
        form["next"].value = Destination(try request.parameter("next")).path
        return try signInPage(form, context)
    }

    @Sendable private func signIn(_: Request, _ context: BlogContext) async throws -> Response {
        let fields = context.fields
        let username = fields.text("username") ?? ""
        let password = fields.text("password") ?? ""
        let destination = Destination(fields.text("next"))
        var form = Form()
        form["username"].value = username
        form["next"].value = destination.path
        do {
            if let user = try await site.accounts.user(username, password: password, from: context.address) {
                return try await welcome(user.id, destination.path, context)
            }
            form.add([FieldError("", "No account has this name and password.")])
            return try signInPage(form, context, status: .unprocessableContent)
        } catch let problem as Problem where problem.status == .tooManyRequests {
            form.add([FieldError("", "There were " + (problem.detail ?? "") + ".")])
            var response = try signInPage(form, context, status: problem.status)
            response.headers[.retryAfter] = problem.headers[.retryAfter]
            return response
        }
    }

    @Sendable private func signOut(_: Request, _ context: BlogContext) async throws -> Response {
        try await site.accounts.signOut(context.token)
        return redirect(to: "/", SessionToken())
    }

    /// A token of their own for everybody who signs in: one that was known before is worth nothing after.
    private func welcome(_ userID: Int, _ destination: String, _ context: BlogContext) async throws -> Response {
        try await site.accounts.signOut(context.token)
        return redirect(to: destination, try await site.accounts.signIn(userID))
    }

    private func redirect(to destination: String, _ token: SessionToken) -> Response {
        var response = Response.redirect(to: destination)
        response.setCookie(site.cookie(token))
        return response
    }
}

// MARK: What the pages show

extension AccountPages {
    private func signUpPage(_ form: Form, _ context: BlogContext, status: HTTPResponse.Status = .ok) throws -> Response
    {
        let inputs = [
            Input(
                "username", "User name", in: form, autocomplete: "username",
                hint: "3 to 30 small letters, digits and _"),
            Input("email", "Email", in: form, type: "email", autocomplete: "email"),
            Input(
                "password", "Password", in: form, type: "password", autocomplete: "new-password",
                hint: "At least 10 characters"),
        ]
        let content = AccountForm(inputs: inputs, errors: form.errors)
        return try site.page("signup", title: "Sign up", content, context, status: status)
    }

    private func signInPage(_ form: Form, _ context: BlogContext, status: HTTPResponse.Status = .ok) throws -> Response
    {
        let inputs = [
            Input("username", "User name", in: form, autocomplete: "username"),
            Input("password", "Password", in: form, type: "password", autocomplete: "current-password"),
        ]
        let content = AccountForm(inputs: inputs, errors: form.errors, next: form["next"].value)
        return try site.page("signin", title: "Sign in", content, context, status: status)
    }
}

private struct AccountForm: Sendable {
    let inputs: [Input]
    let errors: [String]
    var next = "/"
}
