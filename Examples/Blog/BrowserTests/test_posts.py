"""Writing and reading posts."""
from case import BlogTest


class Writing(BlogTest):
    def test_a_post_is_written_with_tags_and_found_by_them(self):
        name = self.sign_up()
        path = self.write("A first post", "One.\n\nTwo.", tags="Browsers, tests")
        self.assertEqual(self.heading(), "A first post")
        paragraphs = self.browser.all("article.post > p:not(.byline, .actions)")
        self.assertEqual([paragraph.text for paragraph in paragraphs], ["One.", "Two."])
        self.assertEqual(self.tags(), ["browsers", "tests"])
        self.browser.follow("browsers")
        self.arrives_at("/tags/browsers")
        self.assertEqual(self.titles(), ["A first post"])
        self.browser.follow("A first post")
        self.arrives_at(path)
        self.browser.follow(name)
        self.arrives_at(f"/authors/{name}")

    def test_a_post_is_edited(self):
        self.sign_up()
        path = self.write("Before", "Old text.", tags="old, kept")
        self.browser.follow("Edit")
        self.assertEqual(self.browser.find("#tags").property("value"), "kept, old")
        self.assertEqual(self.browser.find("#body").property("value"), "Old text.")
        self.fill(title="After", body="New text.", tags="kept, new")
        self.submit("Save")
        self.arrives_at(path)
        self.assertEqual((self.heading(), self.tags()), ("After", ["kept", "new"]))
        self.assertNotIn("Old text.", self.browser.text)

    def test_what_is_wrong_is_shown_at_its_field_with_what_was_typed(self):
        self.sign_up()
        self.browser.open("/write")
        self.fill(body="Kept.", tags="no tag!")
        self.submit("Save")
        self.assertEqual(list(self.errors()), ["title", "tags"])
        self.assertEqual(self.errors()["title"], "Title is required")
        self.assertEqual(self.browser.find("#body").property("value"), "Kept.")
        self.fill(title="Right now", tags="tag")
        self.submit("Save")
        self.assertEqual((self.heading(), self.tags()), ("Right now", ["tag"]))

    def test_a_form_that_is_older_than_another_edit_is_refused(self):
        self.sign_up()
        path = self.write("Original")
        self.browser.open(path + "/edit")
        version = self.browser.run("return document.querySelector('[name=version]').value")
        self.fill(title="First edit")
        self.submit("Save")
        self.browser.open(path + "/edit")
        # As it is in a window that was opened before.
        self.browser.run("document.querySelector('[name=version]').value = arguments[0]", version)
        self.fill(title="Second edit")
        self.submit("Save")
        self.assertIn("changed elsewhere", self.browser.find("main").text)
        self.browser.open(path)
        self.assertEqual(self.heading(), "First edit")

    def test_a_draft_is_there_for_its_author_alone(self):
        self.sign_up()
        path = self.write("Not yet", draft=True)
        self.assertIn("Draft", self.browser.find("article.post .byline").text)
        self.browser.follow("Drafts")
        self.assertEqual(self.titles(), ["Not yet"])
        self.sign_out()
        self.browser.open(path)
        self.assertEqual((self.heading(), self.browser.status), ("Not Found", 404))

    def test_a_post_is_deleted_after_a_question(self):
        self.sign_up()
        path = self.write("Short lived")
        self.browser.follow("Delete")
        self.assertIn("“Short lived” and its comments", self.browser.find("main").text)
        self.browser.follow("Keep it")
        self.arrives_at(path)
        self.browser.follow("Delete")
        self.submit("Delete it")
        self.arrives_at("/")
        self.assertNotIn("Short lived", self.titles())
        self.browser.open(path)
        self.assertEqual((self.heading(), self.browser.status), ("Not Found", 404))

    def test_a_comment_is_written_and_deleted(self):
        name = self.sign_up()
        self.browser.open("/posts/1")
        before = len(self.browser.all(".comment"))
        self.fill(body="Well said,\nand short.")
        self.submit("Comment")
        self.assertRegex(self.browser.path, r"^/posts/1#comment-\d+$")
        own = self.browser.find(self.browser.path.split("1", 1)[1])
        self.assertIn(name, own.text)
        self.assertIn("Well said,\nand short.", own.text)
        self.submit("Delete this comment")
        self.assertEqual(len(self.browser.all(".comment")), before)
        self.submit("Comment")
        self.assertEqual(self.errors(), {"body": "Your comment is required"})


class Reading(BlogTest):
    def test_pages_lead_to_older_posts_and_back(self):
        self.browser.open("/tags/swift")
        first = self.posts()
        self.assertEqual(len(first), 10)
        self.browser.follow("Older")
        self.arrives_at("/tags/swift?page=2")
        second = self.posts()
        self.assertFalse(set(first) & set(second))
        self.assertEqual(self.browser.find(".pages [aria-current=page]").text, "2")
        self.browser.follow("Newer")
        self.assertEqual(self.posts(), first)
        last = self.browser.all(".pages a:not([rel])")[-1].text
        self.browser.follow(last)
        self.arrives_at(f"/tags/swift?page={last}")
        self.assertEqual(self.browser.all(".pages [rel=next]"), [])
        self.browser.back()
        self.assertEqual(self.posts(), first)

    def test_a_search_finds_texts_and_keeps_what_was_asked(self):
        self.browser.open("/")
        field = self.browser.find("[type=search]")
        field.fill("SOURDOUGH")
        self.browser.leave(self.browser.find(".search button"))
        self.arrives_at("/search?q=SOURDOUGH")
        self.assertEqual(len(self.titles()), 10)
        self.assertEqual(self.browser.find("[type=search]").property("value"), "SOURDOUGH")
        self.browser.follow(self.titles()[0])
        self.assertIn("sourdough", self.browser.find("article.post").text.lower())
        self.browser.open("/search?q=nothing+has+this")
        self.assertIn("There is nothing here.", self.browser.text)

    def test_what_is_not_there_is_shown_as_a_page(self):
        posts = ("/posts/999999", "/posts/none")
        for path in (*posts, "/tags/unheard-of", "/authors/nobody", "/elsewhere", "/?page=9999"):
            with self.subTest(path):
                self.browser.open(path)
                self.assertEqual((self.heading(), self.browser.status), ("Not Found", 404))
        self.browser.follow("To the newest posts")
        self.assertEqual(self.heading(), "Cinnabar blog")

    def test_a_page_loads_nothing_that_is_missing_and_logs_nothing(self):
        for path in ("/", "/posts/1", "/signup", "/search?q=a"):
            self.browser.open(path)
            self.assertEqual(self.browser.log(), [], path)
