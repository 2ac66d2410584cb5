"""The blog without a mouse."""
from case import PASSWORD, BlogTest
from webdriver import Keys

# What has the focus, and whether one sees it.
FOCUS = """
const element = document.activeElement, style = getComputedStyle(element), box = element.getBoundingClientRect();
return {
    name: (element.innerText || element.getAttribute('aria-label') || element.labels?.[0]?.innerText || '').trim(),
    hasOutline: style.outlineStyle != 'none' && parseFloat(style.outlineWidth) >= 2,
    isInView: box.width > 0 && box.height > 0 && box.left >= 0 && box.top >= 0 && box.bottom <= innerHeight,
}
"""


class Keyboard(BlogTest):
    def tab(self, count=1):
        """Presses Tab, and gives the names of what had the focus after each. One always sees where it is."""
        names = []
        for _ in range(count):
            self.browser.press(Keys.TAB)
            focus = self.browser.run(FOCUS)
            self.assertTrue(focus["hasOutline"], f"no outline around {focus}")
            self.assertTrue(focus["isInView"], f"out of view: {focus}")
            names.append(focus["name"])
        return names

    def test_tab_goes_through_the_page_from_top_to_bottom(self):
        self.browser.open("/signup")
        self.assertEqual(
            self.tab(11),
            ["Skip to the text", "Cinnabar blog", "Search posts", "Search", "Sign in", "Sign up"]
            + ["User name", "Email", "Password", "Sign up", "Sign in"],
        )
        self.browser.press((Keys.SHIFT, Keys.TAB))
        self.assertEqual(self.browser.run(FOCUS)["name"], "Sign up")

    def test_the_skip_link_leads_past_the_header(self):
        self.browser.open("/")
        box = "return document.querySelector('.skip').getBoundingClientRect().right"
        self.assertLess(self.browser.run(box), 0)
        self.assertEqual(self.tab(), ["Skip to the text"])
        self.assertGreater(self.browser.run(box), 0)
        self.browser.press(Keys.ENTER)
        self.arrives_at("/#main")
        self.assertEqual(self.tab(), [self.titles()[0]])

    def test_somebody_signs_up_and_writes_by_keyboard_alone(self):
        self.browser.open("/signup")
        self.tab(7)
        self.browser.type("typist")
        self.tab()
        self.browser.type("typist@example.com")
        self.tab()
        self.browser.type(PASSWORD)
        self.browser.press(Keys.ENTER)
        self.arrives_at("/")
        self.assertEqual(self.tab(9)[4:], ["Write", "Drafts", "typist", "Sign out", self.titles()[0]])
        self.browser.open("/write")
        self.tab(9)
        self.browser.type("By keyboard")
        self.tab()
        self.browser.type("One line")
        self.browser.press(Keys.ENTER)
        self.browser.type("another")
        self.tab()
        self.browser.type("keys")
        self.assertEqual(self.tab(), ["Keep it as a draft that only I can see"])
        self.browser.press(" ")
        self.assertTrue(self.browser.find("#draft").property("checked"))
        self.assertEqual(self.tab(), ["Save"])
        self.browser.press(Keys.ENTER)
        self.arrives_at_pattern(r"/posts/\d+")
        self.assertEqual((self.heading(), self.tags()), ("By keyboard", ["keys"]))
        self.assertIn("One line\nanother", self.browser.text)

    def test_enter_in_the_search_searches(self):
        self.browser.open("/")
        self.tab(3)
        self.browser.type("maps")
        self.browser.press(Keys.ENTER)
        self.arrives_at("/search?q=maps")

    def test_every_field_has_a_label_and_every_page_one_heading(self):
        self.sign_up()
        for path in ("/", "/posts/1", "/write", "/drafts", "/signin", "/signup", "/search?q=a", "/posts/999999"):
            with self.subTest(path):
                self.browser.open(path)
                nameless = self.browser.run(
                    "return [...document.querySelectorAll('input:not([type=hidden]), textarea, button, a')].filter(e =>"
                    " !(e.innerText || e.labels?.length || e.getAttribute('aria-label'))).map(e => e.outerHTML)"
                )
                self.assertEqual(nameless, [])
                self.assertEqual(len(self.browser.all("h1")), 1)
                self.assertEqual(len(self.browser.all("main")), 1)
                self.assertEqual(self.browser.find("html").attribute("lang"), "en")
