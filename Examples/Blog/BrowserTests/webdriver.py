"""A browser, driven over the WebDriver protocol (https://www.w3.org/TR/webdriver2/) with Python's standard library."""
import base64
import http.client
import json
import os
import re
import shutil
import subprocess
import time

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # how the protocol marks a reference to an element


class Keys:
    """Keys without a character, as the protocol has them."""

    TAB, ENTER, SHIFT, NULL = "\ue004", "\ue007", "\ue008", "\ue000"


class WebDriverError(Exception):
    """What the driver refused: its code, such as `no such element`, and its words."""

    def __init__(self, code, message):
        super().__init__(f"{code}: {message.splitlines()[0] if message else ''}")
        self.code = code


class Element:
    """An element of the page that is shown."""

    def __init__(self, browser, reference):
        self.browser, self.reference = browser, reference

    def _ask(self, method, path, **body):
        return self.browser.ask(method, f"/element/{self.reference}{path}", body)

    @property
    def text(self):
        return self._ask("GET", "/text")

    def attribute(self, name):
        return self._ask("GET", f"/attribute/{name}")

    def property(self, name):
        return self._ask("GET", f"/property/{name}")

    def click(self):
        self._ask("POST", "/click")

    def type(self, text):
        """Types at the end of what is there."""
        self._ask("POST", "/value", text=text)

    def fill(self, text):
        """Types instead of what is there."""
        self._ask("POST", "/clear")
        if text:
            self.type(text)


class Browser:
    """A headless Chromium with a driver of its own. Paths are those of one site."""

    def __init__(self, site):
        self.site = site
        program = shutil.which("chromedriver")
        if program is None:
            raise SystemExit("there is no chromedriver: scripts/install-dependencies browser installs it")
        self.driver = subprocess.Popen(
            [program, "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self.session = None
        try:
            self.connection = http.client.HTTPConnection("127.0.0.1", self._port(), timeout=60)
            answer = self._send("POST", "/session", {"capabilities": {"alwaysMatch": self._capabilities()}})
            self.session = f"/session/{answer['sessionId']}"
        except BaseException:
            self.close()
            raise

    def _port(self):
        for line in self.driver.stdout:
            if found := re.search(r"started successfully on port (\d+)", line):
                return int(found.group(1))
        raise SystemExit("chromedriver did not start")

    @staticmethod
    def _capabilities():
        arguments = ["--headless=new", "--disable-gpu", "--hide-scrollbars", "--window-size=1100,800", "--lang=en"]
        # A sandbox of its own needs rights that containers do not give, and root never has.
        if os.geteuid() == 0 or os.path.exists("/.dockerenv"):
            arguments += ["--no-sandbox", "--disable-dev-shm-usage"]
        return {
            "browserName": "chrome",
            # A dialog stays open, so that no test misses it.
            "unhandledPromptBehavior": "ignore",
            "goog:chromeOptions": {"args": arguments},
            "goog:loggingPrefs": {"browser": "ALL"},
        }

    def close(self):
        try:
            if self.session:
                self._send("DELETE", self.session)
        finally:
            self.driver.terminate()
            self.driver.wait()

    # What is sent

    def _send(self, method, path, body=None):
        text = json.dumps(body or {}) if method == "POST" else None
        self.connection.request(method, path, text, {"Content-Type": "application/json"} if text else {})
        value = json.loads(self.connection.getresponse().read())["value"]
        if isinstance(value, dict) and "error" in value:
            raise WebDriverError(value["error"], value.get("message", ""))
        return value

    def ask(self, method, path, body=None):
        """One command of the session."""
        return self._send(method, self.session + path, body)

    def devtools(self, command, **parameters):
        """One command of Chromium's own protocol."""
        return self.ask("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    # What a visitor does

    def open(self, path):
        self.ask("POST", "/url", {"url": self.site + path})

    def back(self):
        self.ask("POST", "/back")

    def press(self, *keys):
        """Presses and releases keys, wherever the focus is. A tuple is held together: (Keys.SHIFT, Keys.TAB)."""
        actions = []
        for key in keys:
            held = key if isinstance(key, tuple) else (key,)
            actions += [{"type": "keyDown", "value": one} for one in held]
            actions += [{"type": "keyUp", "value": one} for one in reversed(held)]
        self.ask("POST", "/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": actions}]})

    def type(self, text):
        """Types where the focus is."""
        self.press(*text)

    def resize(self, width, height, phone=False):
        """The size of the page in CSS pixels."""
        size = {"width": width, "height": height, "deviceScaleFactor": 2 if phone else 1, "mobile": phone}
        self.devtools("Emulation.setDeviceMetricsOverride", **size)
        self.devtools("Emulation.setTouchEmulationEnabled", enabled=phone)

    def forget(self):
        """No cookies, and an empty page: as if nobody had been here."""
        if self.dialog() is not None:
            self.ask("POST", "/alert/dismiss")
        self.ask("POST", "/url", {"url": "about:blank"})
        self.devtools("Network.clearBrowserCookies")
        self.resize(1100, 800)
        self.log()

    # What a visitor sees

    @property
    def path(self):
        return self.ask("GET", "/url").removeprefix(self.site)

    @property
    def title(self):
        return self.ask("GET", "/title")

    def all(self, selector):
        found = self.ask("POST", "/elements", {"using": "css selector", "value": selector})
        return [Element(self, reference[ELEMENT]) for reference in found]

    def find(self, selector):
        """The one element, within five seconds: a page may still be on its way."""
        end = time.monotonic() + 5
        while True:
            found = self.all(selector)
            if len(found) == 1 or time.monotonic() > end:
                break
            time.sleep(0.05)
        if len(found) != 1:
            raise AssertionError(f"{selector} is on the page {len(found)} times, not once")
        return found[0]

    def leave(self, element):
        """Clicks on what leads to another page, and waits for that."""
        page = "return document.readyState == 'complete' ? performance.timeOrigin : null"
        before = self.run(page)
        element.click()
        end = time.monotonic() + 20
        while self.run(page) in (before, None):
            if time.monotonic() > end:
                raise AssertionError("no other page came within 20 seconds")
            time.sleep(0.02)

    def follow(self, text):
        """Goes where a link leads."""
        self.leave(self.link(text))

    def link(self, text):
        """The first link with this text."""
        found = self.ask("POST", "/elements", {"using": "link text", "value": text})
        if not found:
            raise AssertionError(f"there is no link “{text}”")
        return Element(self, found[0][ELEMENT])

    def run(self, script, *arguments):
        return self.ask("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    @property
    def text(self):
        return self.run("return document.body ? document.body.innerText : ''")

    @property
    def status(self):
        """The HTTP status of the page."""
        return self.run("return performance.getEntriesByType('navigation')[0].responseStatus")

    def dialog(self):
        """What a dialog says; nothing when none is open."""
        try:
            return self.ask("GET", "/alert/text")
        except WebDriverError as error:
            if error.code == "no such alert":
                return None
            raise

    def log(self):
        """What the console got since it was asked last."""
        return [entry["message"] for entry in self.ask("POST", "/se/log", {"type": "browser"})]

    def screenshot(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.ask("GET", "/screenshot")))

    def describe(self):
        """What is on the page, for a test that failed."""
        try:
            dialog = self.dialog()
            if dialog is not None:
                return f"a dialog is open: {dialog}"
            lines = [line for line in self.text.splitlines() if line.strip()]
            shown = "\n".join("    | " + line[:140] for line in lines[:60])
            console = "".join(f"\n    console: {line}" for line in self.log())
            return f"{self.path} has the title “{self.title}”, status {self.status}, and says:\n{shown}{console}"
        except (WebDriverError, OSError) as error:
            return f"the browser cannot tell what is on the page: {error}"
