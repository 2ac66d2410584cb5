"""Visitors who mean no good: nothing that they type is executed."""
from case import BlogTest

# Each would open a dialog, or leave a mark, if it were more than text.
TEXTS = [
    "<script>window.ran = 1; alert(1)</script>",
    "</textarea><script>window.ran = 1; alert(1)</script>",
    "</title></style><script>window.ran = 1; alert(1)</script>",
    "<img src=x onerror=\"window.ran = 1; alert(1)\">",
    "\"><svg onload=\"window.ran = 1; alert(1)\">",
    "\" autofocus onfocus=\"window.ran = 1; alert(1)",
    "' onmouseover='window.ran = 1; alert(1)",
    "javascript:window.ran=1;alert(1)",
    "<a href=\"javascript:window.ran=1;alert(1)\">here</a>",
    "<iframe srcdoc=\"<script>parent.ran = 1</script>\"></iframe>",
    "{{{formToken}}} {{#posts}}{{/posts}}",
]

# What of the page could execute anything, or was made of what somebody typed.
SUSPECTS = """
return [...document.querySelectorAll('*')].filter(element =>
    ['SCRIPT', 'IFRAME', 'OBJECT', 'EMBED', 'IMG', 'SVG', 'STYLE'].includes(element.tagName.toUpperCase())
    || [...element.attributes].some(({name, value}) => name.startsWith('on') || name == 'srcdoc'
        || ['href', 'src', 'action', 'formaction'].includes(name) && /^\\s*(javascript|data):/i.test(value))
).map(element => element.outerHTML.slice(0, 200))
"""


class Hostile(BlogTest):
    def is_harmless(self, where):
        self.assertIsNone(self.browser.dialog(), where)
        self.assertIsNone(self.browser.run("return window.ran ?? null"), where)
        self.assertEqual(self.browser.run(SUSPECTS), [], where)
        # A policy that had to refuse a script is told in the console.
        self.assertEqual([line for line in self.browser.log() if "Security Policy" in line], [], where)

    def visit(self, *paths):
        for path in paths:
            self.browser.open(path)
            self.is_harmless(path)

    def test_texts_of_posts_are_texts(self):
        name = self.sign_up()
        for text in TEXTS:
            with self.subTest(text):
                path = self.write(text, body=text)
                self.assertEqual(self.heading(), text)
                self.is_harmless(path)
                self.visit(path + "/edit")
                self.assertEqual(self.browser.find("#body").property("value"), text)
        self.visit(path + "/delete", "/", f"/authors/{name}")

    def test_texts_of_comments_are_texts(self):
        self.sign_up()
        path = self.write("A post")
        for text in TEXTS:
            self.browser.open(path)
            self.fill(body=text)
            self.submit("Comment")
            self.is_harmless(text)
        self.assertEqual([p.text for p in self.browser.all(".comment p:not(.byline)")], TEXTS)

    def test_what_a_form_refuses_is_shown_as_text(self):
        self.sign_up()
        for text in TEXTS:
            self.browser.open("/write")
            self.fill(tags=text)
            self.submit("Save")
            self.assertEqual(self.browser.find("#tags").property("value"), text)
            self.is_harmless(text)
        self.browser.forget()
        for text in TEXTS:
            self.browser.open("/signup")
            self.fill(username=text, email=text, password=text)
            self.submit("Sign up")
            self.assertEqual(self.browser.find("#username").property("value"), text)
            self.is_harmless(text)
        # Each costs a hash.
        for text in TEXTS[:3]:
            self.browser.open("/signin")
            self.fill(username=text, password=text)
            self.submit("Sign in")
            self.is_harmless(text)

    def test_what_addresses_say_is_text(self):
        for text in TEXTS:
            quoted = self.browser.run("return encodeURIComponent(arguments[0])", text)
            self.browser.open(f"/search?q={quoted}")
            self.assertEqual(self.browser.find("[type=search]").property("value"), text)
            self.is_harmless(text)
            for place in ("/signin?next=", "/tags/", "/authors/", "/posts/", "/", "/?page="):
                self.visit(place + quoted)

    def test_a_link_that_signs_in_leads_nowhere_else(self):
        name = self.sign_up()
        self.sign_out()
        for wanted in ("javascript:alert(1)", "https://example.com/", "//example.com/"):
            quoted = self.browser.run("return encodeURIComponent(arguments[0])", wanted)
            self.browser.open(f"/signin?next={quoted}")
            self.fill(username=name, password="a long password")
            self.submit("Sign in")
            self.arrives_at("/")
            self.sign_out()

    def test_the_policy_stops_a_script_that_a_mistake_let_in(self):
        self.browser.open("/")
        self.browser.run("document.body.append(Object.assign(document.createElement('p'), {id: 'place'}))")
        self.browser.run("document.querySelector('#place').innerHTML = '<img src=x onerror=\"window.ran = 1\">'")
        self.browser.run("return new Promise(done => setTimeout(done, 300))")
        self.assertIsNone(self.browser.run("return window.ran ?? null"))
