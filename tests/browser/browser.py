#!/usr/bin/env python3
"""The pages in a real browser: a headless Chromium walks through them as a reader would, and axe-core looks for barriers.

    tests/browser/run                      installs what is missing, then runs this
    browser.py PROGRAM AXE [SCREENSHOTS]   the built program, axe.min.js, a folder for pictures
"""
import json
import os
import re
import subprocess
import sys
import tempfile
from urllib.parse import parse_qs, urlparse

from playwright.sync_api import sync_playwright

HERE = os.path.dirname(os.path.abspath(__file__))
CORPUS = os.path.join(HERE, "..", "..", "corpus")
EVIL = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"


class Served:
    """The program on an index of the sample archive and of one hostile article."""

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        index, evil = (os.path.join(self.folder.name, name) for name in ("index", "evil.jsonl"))
        article = {"id": "evil", "title": EVIL + " hostile", "source": EVIL, "date": "2025-08-01", "byline": EVIL,
                   "text": "A hostile story of %s in Bergen.\n\n“%s we sail,” said Anna Lund, the pilot." % (EVIL, EVIL)}
        with open(evil, "w") as file:
            file.write(json.dumps(article))
        program = os.path.abspath(sys.argv[1])
        subprocess.run([program, "index", CORPUS, evil, "--index", index], check=True, capture_output=True)
        self.process = subprocess.Popen([program, "serve", "--listen", "127.0.0.1:0", "--quiet", "--index", index],
                                        stderr=subprocess.PIPE, text=True)
        line = self.process.stderr.readline()
        self.root = re.search(r"http://\S+", line).group(0)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)
        self.folder.cleanup()


def state(page):
    return {name: values for name, values in parse_qs(urlparse(page.url).query).items()}


def search(page, root):
    page.goto(root)
    page.fill("#q", "strike")
    page.press("#q", "Enter")
    page.wait_for_url("**q=strike**")
    assert page.locator("mark").count() > 0, "no match is marked"
    assert page.locator("article.hit").count() > 2


def facets(page, root):
    page.goto(root + "/?q=strike")
    every = page.locator(".found").inner_text()
    page.locator(".facet .value").first.click()
    page.wait_for_load_state()
    chosen = state(page)["speaker"][0]
    assert page.locator(".found").inner_text() != every, "a facet narrows"
    assert page.locator(".facet .value[aria-current=true]").count() == 1
    page.locator(".facet .value:not([aria-current])").first.click()
    page.wait_for_load_state()
    assert len(state(page)["speaker"]) == 2, "several values of a facet are alternatives"
    page.go_back()
    page.wait_for_load_state()
    assert state(page)["speaker"] == [chosen], "the back button is an undo"
    page.goto(root + "/?q=strike")
    page.locator(".facet .out").first.click()
    page.wait_for_load_state()
    assert "-speaker:" in state(page)["q"][0], "a value can be left out"
    assert page.locator(".found").inner_text() != every


def brush(page, root):
    page.goto(root + "/?q=strike")
    bars = page.locator(".timeline a")
    box = page.locator(".timeline svg").bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 2, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, y, steps=8)
    page.mouse.up()
    page.wait_for_url("**after=**")
    assert {"after", "before"} <= set(state(page)), "dragging asks for a stretch of time"
    assert state(page)["after"][0] < state(page)["before"][0]
    page.goto(root + "/?q=strike")
    first = bars.first
    days = first.get_attribute("data-from"), first.get_attribute("data-to")
    first.click()
    page.wait_for_url("**after=**")
    assert (state(page)["after"][0], state(page)["before"][0]) == days, "a bar asks for its own days"
    page.locator(".ends a").click()
    page.wait_for_load_state()
    assert "after" not in state(page)


def article(page, root):
    page.goto(root + "/?q=strike+ackroyd")
    title = page.locator(".hit h2 a").first.inner_text()
    page.locator(".hit .cite").first.click()
    page.wait_for_url("**/article/**")
    assert page.locator("h1").inner_text() == title
    assert page.locator(".text mark").count() > 0, "the cited passage is marked"
    assert page.locator("q.said").count() > 0 and page.locator(".place").count() > 0
    address = page.url
    page.locator(".text p:not(.here) .cite").first.click()
    page.wait_for_load_state()
    assert page.url != address and page.locator(".text p.here").count() >= 1
    page.go_back()
    page.wait_for_load_state()
    assert page.url == address
    page.locator("summary", has_text="BibTeX").click()
    assert "@article{dateline-" in page.locator("pre", has_text="@article").inner_text()


def said_about(page, root):
    page.goto(root + "/quotes")
    page.fill("#q", "night")
    page.fill("#f-speaker", "ackroyd")
    page.press("#f-speaker", "Enter")
    page.wait_for_url("**speaker=ackroyd**")
    assert page.locator(".quote").count() > 0 and "Ackroyd" in page.locator(".who").first.inner_text()


def others(page, root):
    page.goto(root + "/map?q=flood")
    page.locator(".map a").first.click(force=True)  # circles lie on one another; any of them will do
    page.wait_for_url("**place=**")
    page.goto(root + "/speakers")
    page.fill("#q", "ack")
    page.press("#q", "Enter")
    page.wait_for_url("**q=ack**")
    assert "Ackroyd" in page.locator("tbody th").first.inner_text()
    page.goto(root + "/compare?q=strike&compare=flood&by=year")
    assert page.locator("rect.k1").count() > 0 and page.locator("tbody tr").count() >= 3


def keyboard(page, root):
    page.goto(root)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip", "the first stop leads past the head"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("/")
    page.keyboard.type("strike")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=strike**")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    first = page.locator("[data-hit]").first.get_attribute("href")
    assert page.evaluate("document.activeElement.getAttribute('href')") == first
    page.keyboard.press("Enter")
    page.wait_for_url("**/article/**")
    seen = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.outerHTML.slice(0, 90)"))
    assert len(seen) > 12, "everything can be reached and nothing holds the focus"


def hostile(page, root):
    found = page.request.get(root + "/api/v1/search?q=hostile").json()["hits"][0]["article"]["id"]
    for path in ["/?q=hostile", "/quotes?q=sail", "/speakers", "/article/" + found, "/map", "/?q=" + EVIL,
                 "/compare?q=%s&compare=%s" % (EVIL, EVIL), "/speakers?q=" + EVIL, "/?source=" + EVIL]:
        page.goto(root + path)
        page.wait_for_timeout(50)
        assert page.title() != "owned" and page.locator("img").count() == 0, path


def barriers(page, root, axe):
    paths = ["/", "/?q=strike", "/quotes?q=night", "/speakers", "/map", "/compare?q=strike&compare=flood", "/docs",
             "/?q=%22", page.request.get(root + "/api/v1/search?q=ackroyd").json()["hits"][0]["article"]["id"]]
    for path in paths:
        page.goto(root + (path if path.startswith("/") else "/article/" + path))
        page.evaluate(axe)
        found = page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})")
        told = ["%s: %s" % (v["id"], v["nodes"][0]["html"][:120]) for v in found["violations"]]
        assert not told, "%s\n  %s" % (path, "\n  ".join(told))


def narrow(page, root):
    for path in ["/?q=strike", "/quotes?q=night", "/speakers", "/map", "/compare?q=strike&compare=flood", "/docs"]:
        page.goto(root + path)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390, "%s is %d wide on a phone" % (path, wide)


def pictures(browser, root, folder):
    hit = None
    for name, options in [("light", {}), ("dark", {"color_scheme": "dark"}),
                          ("phone", {"viewport": {"width": 390, "height": 844}})]:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        page = context.new_page()
        hit = hit or page.request.get(root + "/api/v1/search?q=ackroyd+strike").json()["hits"][0]["article"]["id"]
        for what, path in [("home", "/"), ("results", "/?q=strike"), ("article", "/article/" + hit), ("quotes", "/quotes?q=night"),
                           ("speakers", "/speakers"), ("map", "/map"), ("compare", "/compare?q=strike&compare=flood&by=quarter")]:
            page.goto(root + path)
            page.screenshot(path=os.path.join(folder, "%s-%s.png" % (what, name)))
            if name == "light" and what in ("article", "results"):
                page.emulate_media(media="print")
                page.screenshot(path=os.path.join(folder, what + "-print.png"))
                page.emulate_media(media="screen")
        context.close()


def main():
    axe = open(sys.argv[2]).read()
    with Served() as served, sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        foreign, failed = [], 0
        passes = [("with a script", {}), ("without", {"java_script_enabled": False})]
        for told, options in passes:
            context = browser.new_context(**options)
            page = context.new_page()
            page.set_default_timeout(15000)
            page.on("request", lambda request: foreign.append(request.url) if not request.url.startswith(served.root) else None)
            page.on("console", lambda message: foreign.append(message.text) if "Content Security" in message.text else None)
            walks = [search, facets, article, said_about, others, hostile]
            walks += [brush, keyboard] if "java_script_enabled" not in options else []
            for walk in walks:
                failed += not tried(walk.__name__ + " " + told, walk, page, served.root)
            context.close()
        for scheme in ("light", "dark"):
            # axe is put into the page, which the pages' own policy forbids to everybody else.
            page = browser.new_context(color_scheme=scheme, bypass_csp=True).new_page()
            failed += not tried("no barriers, " + scheme, lambda page, root: barriers(page, root, axe), page, served.root)
        page = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
        failed += not tried("phone", narrow, page, served.root)
        if len(sys.argv) > 3:
            pictures(browser, served.root, sys.argv[3])
        browser.close()
        if foreign:
            failed += 1
            print("asked of elsewhere, or refused by policy: %s" % foreign[:5], file=sys.stderr)
    sys.exit(1 if failed else 0)


def tried(name, walk, page, root):
    try:
        walk(page, root)
        print("ok      " + name)
        return True
    except Exception as fault:
        print("FAILED  %s at %s: %s" % (name, page.url, fault), file=sys.stderr)
        return False


main()
