"""Signing up, in and out."""
from case import PASSWORD, BlogTest


class Accounts(BlogTest):
    def test_a_visitor_signs_up_out_and_in_again(self):
        name = self.sign_up()
        self.assertIn(name, self.browser.find("nav[aria-label=Site]").text)
        self.sign_out()
        self.assertEqual(self.browser.find("nav[aria-label=Site]").text.split("\n"), ["Sign in", "Sign up"])
        self.browser.follow("Sign in")
        self.fill(username=name, password=PASSWORD)
        self.submit("Sign in")
        self.arrives_at("/")
        self.assertIn(name, self.browser.find("nav[aria-label=Site]").text)

    def test_a_name_that_is_taken_is_told_at_its_field(self):
        self.browser.open("/signup")
        self.fill(username="ada", email="somebody@example.com", password=PASSWORD)
        self.submit("Sign up")
        self.assertEqual(self.errors(), {"username": "User name is taken"})
        self.assertEqual(self.browser.status, 422)
        username = self.browser.find("#username")
        self.assertEqual(username.attribute("aria-invalid"), "true")
        self.assertIn("username-error", username.attribute("aria-describedby"))
        # What was typed is there still, but for the password.
        self.assertEqual(username.property("value"), "ada")
        self.assertEqual(self.browser.find("#email").property("value"), "somebody@example.com")
        self.assertEqual(self.browser.find("#password").property("value"), "")

    def test_all_that_is_wrong_is_told_at_once(self):
        self.browser.open("/signup")
        self.fill(username="No Name", email="nowhere", password="short")
        self.submit("Sign up")
        self.assertEqual(list(self.errors()), ["username", "email", "password"])

    def test_a_wrong_password_is_refused_without_saying_what_was_wrong(self):
        self.browser.open("/signin")
        self.fill(username="ada", password="not hers")
        self.submit("Sign in")
        self.assertEqual(self.errors(), {"": "No account has this name and password."})
        self.assertEqual(self.browser.find("#username").property("value"), "ada")

    def test_too_many_attempts_are_refused_for_a_while(self):
        for _ in range(11):
            self.browser.open("/signin")
            self.fill(username="nobody_at_all", password="a guess")
            self.submit("Sign in")
        self.assertEqual(self.browser.status, 429)
        self.assertIn("try again in 15 minutes", self.browser.find("main").text)

    def test_who_is_not_signed_in_comes_back_to_the_page_that_was_wanted(self):
        name = self.sign_up()
        self.sign_out()
        self.browser.open("/write")
        self.assertEqual(self.heading(), "Sign in")
        self.fill(username=name, password=PASSWORD)
        self.submit("Sign in")
        self.arrives_at("/write")

    def test_no_script_can_read_the_cookie(self):
        self.sign_up()
        self.assertEqual(self.browser.run("return document.cookie"), "")
        cookies = {cookie["name"]: cookie for cookie in self.browser.ask("GET", "/cookie")}
        self.assertEqual((cookies["session"]["httpOnly"], cookies["session"]["sameSite"]), (True, "Lax"))
