"""The blog on a phone: 375 pixels wide."""
from case import BlogTest

# Links, buttons and fields that are smaller than a finger; links within a sentence are as high as it is.
SMALL = """
const controls = document.querySelectorAll('a, button, input:not([type=hidden]), textarea');
return [...controls].filter(element => {
    if (element.matches('.skip, p:not([class]) > a')) return false;
    const target = element.type == 'checkbox' ? element.parentElement : element, box = target.getBoundingClientRect();
    const least = element.matches('.byline a, .actions a, .summary h2 a') ? 24 : 44;
    return box.height > 0 && (box.height < least || box.width < 24);
}).map(element => {
    const box = element.getBoundingClientRect(), parent = element.parentElement;
    return `${element.innerText || element.name} in ${parent.className || parent.tagName}, ${box.width} × ${box.height}`;
})
"""

WIDE = """
return [...document.querySelectorAll('body *')]
    .filter(element => element.getBoundingClientRect().right > innerWidth + 0.5)
    .map(element => element.outerHTML.slice(0, 120))
"""

SIZES = "return [...document.querySelectorAll(arguments[0])].map(e => parseFloat(getComputedStyle(e).fontSize))"


class Phone(BlogTest):
    def setUp(self):
        super().setUp()
        self.browser.resize(375, 667, phone=True)

    def fits(self, path):
        width, shown = self.browser.run("return [document.documentElement.scrollWidth, innerWidth]")
        self.assertEqual(shown, 375, path)
        self.assertLessEqual(width, 375, f"{path} scrolls sideways: {self.browser.run(WIDE)}")
        self.assertEqual(self.browser.run(WIDE), [], path)
        self.assertEqual(self.browser.run(SMALL), [], path)
        # Phones zoom into a field whose text is smaller.
        for selector, least in (("input, textarea", 16), ("main p", 14)):
            sizes = self.browser.run(SIZES, selector)
            self.assertGreaterEqual(min(sizes, default=least), least, f"{path}: {selector}")

    def test_pages_for_everybody_fit(self):
        lists = ("/", "/?page=9", "/tags/swift", "/search?q=winter")
        for path in (*lists, "/posts/1", "/signin", "/signup", "/posts/999999"):
            with self.subTest(path):
                self.browser.open(path)
                self.fits(path)

    def test_pages_for_members_fit_also_with_words_that_never_end(self):
        name = self.sign_up("a_name_as_long_as_it_may_be_30")
        path = self.write("W" * 200, body="x" * 2_000, tags=", ".join(letter * 30 for letter in "abcdefgh"))
        self.fits(path)
        self.fill(body="y" * 500)
        self.submit("Comment")
        self.fits("comment")
        for page in ("/", path + "/edit", path + "/delete", "/drafts", "/write", f"/authors/{name}"):
            with self.subTest(page):
                self.browser.open(page)
                self.fits(page)

    def test_a_form_with_errors_fits(self):
        self.sign_up()
        self.browser.open("/write")
        self.submit("Save")
        self.assertEqual(list(self.errors()), ["title", "body"])
        self.fits("/write")

    def test_a_post_is_written_on_a_phone(self):
        self.sign_up()
        self.write("From a phone", tags="phone")
        self.assertEqual(self.heading(), "From a phone")
