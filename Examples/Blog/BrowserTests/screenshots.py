"""Pictures of the blog, for its pages of documentation."""
import os

from case import PASSWORD
from webdriver import Browser

LIMIT = 200 * 1024  # bytes


def take(browser: Browser, folder: str):
    """Writes home, post, editor and phone as PNG files of less than 200 KB each."""
    os.makedirs(folder, exist_ok=True)

    def shoot(name, whole=False):
        if whole:
            browser.resize(1000, browser.run("return Math.min(document.documentElement.scrollHeight, 1500)"))
        path = os.path.join(folder, name + ".png")
        browser.screenshot(path)
        size = os.path.getsize(path)
        print(f"wrote {path}, {size / 1024:.0f} KB")
        if size >= LIMIT:
            raise SystemExit(f"{path} is too large")

    browser.forget()
    browser.resize(1000, 720)
    browser.open("/")
    shoot("home")
    browser.open("/posts/299")
    shoot("post", whole=True)
    browser.resize(375, 700, phone=True)
    browser.open("/")
    shoot("phone")
    browser.resize(1000, 720)
    browser.open("/signup")
    for name, value in (("username", "grace_h"), ("email", "grace_h@example.com"), ("password", PASSWORD)):
        browser.find("#" + name).fill(value)
    browser.leave(browser.find("main button"))
    browser.find("main")
    browser.open("/write")
    browser.find("#body").fill("I had a quiet afternoon with old bridges, and most of it went into a long walk.")
    browser.find("#tags").fill("travel, old bridges")
    browser.find("#draft").click()
    browser.leave(browser.find("main button"))
    browser.find("#title-error")
    shoot("editor", whole=True)
