"""What the tests share: a visitor of the blog."""
import contextlib
import itertools
import re
import time
import unittest

from webdriver import Browser

PASSWORD = "a long password"


class BlogTest(unittest.TestCase):
    """A test in a browser that nobody has used. A failure tells what was on the page."""

    browser: Browser
    numbers = itertools.count(1)

    def setUp(self):
        self.browser.forget()

    def _callTestMethod(self, method):
        with self._telling():
            super()._callTestMethod(method)

    @contextlib.contextmanager
    def subTest(self, *named, **parameters):
        with super().subTest(*named, **parameters), self._telling():
            yield

    @contextlib.contextmanager
    def _telling(self):
        try:
            yield
        except Exception:
            print("failed; " + self.browser.describe(), flush=True)
            raise

    # What a visitor does

    def fill(self, **values):
        """Fills in fields by their names."""
        for name, value in values.items():
            self.browser.find("#" + name).fill(value)

    def submit(self, label):
        """Presses the button of a form."""
        buttons = [button for button in self.browser.all("main button") if button.text == label]
        self.assertEqual(len(buttons), 1, f"buttons “{label}”")
        self.browser.leave(buttons[0])

    def sign_up(self, name=None):
        """A new member, who is signed in. Gives the name."""
        name = name or f"member_{next(self.numbers)}"
        self.browser.open("/signup")
        self.fill(username=name, email=f"{name}@example.com", password=PASSWORD)
        self.submit("Sign up")
        self.arrives_at("/")
        return name

    def sign_out(self):
        self.browser.leave(self.browser.find("nav[aria-label=Site] button"))

    def write(self, title, body="Text.", tags="", draft=False):
        """A new post. Gives its path."""
        self.browser.open("/write")
        self.fill(title=title, body=body, tags=tags)
        if draft:
            self.browser.find("#draft").click()
        self.submit("Save")
        self.arrives_at_pattern(r"/posts/\d+")
        return self.browser.path

    # What a visitor sees

    def arrives_at(self, path):
        self.arrives_at_pattern(re.escape(path))

    def arrives_at_pattern(self, pattern):
        """Within ten seconds: keys do not wait for a page."""
        end = time.monotonic() + 10
        while not re.fullmatch(pattern, self.browser.path) and time.monotonic() < end:
            time.sleep(0.05)
        self.assertRegex(self.browser.path, f"^{pattern}$")
        self.browser.find("h1")

    def heading(self):
        return self.browser.find("h1").text

    def posts(self):
        """The paths of the posts of a list."""
        return [link.attribute("href") for link in self.browser.all(".summary h2 a")]

    def titles(self):
        """Their titles."""
        return [heading.text for heading in self.browser.all(".summary h2")]

    def tags(self):
        return [tag.text for tag in self.browser.all("article.post .tag")]

    def errors(self):
        """The errors of a form: the field, and what is said there."""
        pairs = self.browser.run(
            "return [...document.querySelectorAll('.error')].map(e => [e.id.replace('-error', ''), e.innerText])"
        )
        return {field: text for field, text in pairs}
