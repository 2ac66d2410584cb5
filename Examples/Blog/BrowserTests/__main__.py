"""Tests of the blog in a headless Chromium, on a blog that is served already and was filled by `db seed`.

    python3 Examples/Blog/BrowserTests http://127.0.0.1:8080                   all tests
    python3 Examples/Blog/BrowserTests http://127.0.0.1:8080 -k phone          those whose name has it
    python3 Examples/Blog/BrowserTests http://127.0.0.1:8080 --screenshots FOLDER

scripts/test-browser serves such a blog and calls this.
"""
import argparse
import os
import sys
import unittest

from case import BlogTest
from screenshots import take
from webdriver import Browser


class Result(unittest.TextTestResult):
    """Names as sentences."""

    def getDescription(self, test):
        # A part of a test names itself too.
        whole, part = (test.test_case, f" {test._subDescription()}") if hasattr(test, "test_case") else (test, "")
        return f"{type(whole).__name__}: {whole._testMethodName.removeprefix('test_').replace('_', ' ')}{part}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", help="where the blog is")
    parser.add_argument("-k", action="append", metavar="TEXT", help="only tests whose name has this text")
    parser.add_argument("--screenshots", metavar="FOLDER", help="take pictures instead of running tests")
    options = parser.parse_args()

    browser = Browser(options.site)
    try:
        if options.screenshots:
            take(browser, options.screenshots)
            return 0
        BlogTest.browser = browser
        loader = unittest.TestLoader()
        if options.k:
            loader.testNamePatterns = [f"*{text}*" for text in options.k]
        tests = loader.discover(os.path.dirname(os.path.abspath(__file__)))
        result = unittest.TextTestRunner(sys.stdout, verbosity=2, resultclass=Result).run(tests)
    finally:
        browser.close()
    failed = len({getattr(test, "test_case", test).id() for test, _ in result.failures + result.errors})
    print(f"{result.testsRun - failed} passed, {failed} failed")
    return 0 if result.testsRun and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
