"""Three tasks of readers, done in a real browser: how many clicks and entries each takes, and how long.

`python -m tests.bench.tasks` serves the page over the texts that come with plancite and prints a line a
task. A click, an entry typed, and a key that sends it count one each; time runs from the first of them to
what was wanted, with the page open already. Before them it opens a link to an answer with nothing of the page
in store, and prints how long it takes until the answer is seen.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import openpyxl
from playwright.sync_api import Browser, Page, sync_playwright

from building import real_home
from serving import serve

_FIGURE = "109年政府採購稽核幾件？"
_LOADS = 6
_WIDE = {"width": 1280, "height": 900}
_CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")


class Hand:
    """A reader's hand on a page, which counts what it does."""

    def __init__(self, page: Page) -> None:
        self.page, self.deeds = page, 0

    def click(self, selector: str, **more: Any) -> None:
        """Click what a selector finds first, once it is there."""
        self.deeds += 1
        self.page.locator(selector, **more).first.click()

    def type(self, text: str, send: bool = True) -> None:
        """Type a text where the keyboard is, and send it."""
        self.deeds += 1 + send
        self.page.keyboard.type(text)
        if send:
            self.page.keyboard.press("Enter")

    def save(self, selector: str) -> bytes:
        """Click what gives a file, and return the file."""
        with self.page.expect_download() as waiting:
            self.click(selector)
        return Path(waiting.value.path()).read_bytes()


def find_misses(hand: Hand) -> None:
    """The misses of a year with their reasons, in Excel."""
    hand.click(".st-key-q input")
    hand.type("109年哪些措施未達標？為什麼？")
    hand.page.locator(".pc-members tbody tr").first.wait_for()
    rows = list(openpyxl.load_workbook(io.BytesIO(hand.save(".st-key-download-xlsx button"))).active.values)
    no, actual, reason = (rows[0].index(name) for name in ("序次", "實績", "原因"))
    assert {(row[no], row[actual]) for row in rows[1:]} == {(9, 6_510_000), (34, 75), (36, 31)}, rows
    assert all(len(str(row[reason])) > 15 for row in rows[1:]), rows


def share_figure(hand: Hand) -> None:
    """One figure, checked in its source, its link opened in another profile."""
    hand.click(".st-key-q input")
    hand.type(_FIGURE)
    hand.click(".pc-sentence a.pc-ref")
    hand.page.locator(".st-key-source-chosen .pc-mark").first.wait_for()
    assert "327" in hand.page.locator(".pc-source .pc-mark").first.inner_text()
    hand.click(".pc-copy[data-copy=link]")
    hand.page.get_by_text("已複製").wait_for()
    link = hand.page.evaluate("navigator.clipboard.readText()")
    browser = hand.page.context.browser
    assert browser is not None
    other = browser.new_context(viewport=_WIDE).new_page()
    other.goto(link)
    other.locator(".st-key-source-chosen .pc-mark").first.wait_for()
    assert "327" in other.locator(".pc-sentence").inner_text()
    other.context.close()


def compare_five(hand: Hand) -> None:
    """Five measures over three years as one grid, and as CSV."""
    hand.click(".st-key-views a >> nth=2")
    hand.page.locator(".pc-grid td a").first.wait_for()
    hand.click(".st-key-measure input")
    titles = (
        "結合各機關廉政風險",
        "辦理政府採購稽核",
        "建置公共政策網路",
        "各地方檢察署加強",
        "優先查察符合",
    )
    for chosen, title in enumerate(titles, 1):
        hand.type(title)
        # The grid follows before the next is typed, as a reader would see it.
        _await(hand.page, "n => document.querySelectorAll('.pc-grid-name').length === n", chosen)
    hand.page.keyboard.press("Escape")
    text = hand.save(".st-key-download-csv button").decode("utf-8-sig")
    assert all(year in text.splitlines()[0] for year in ("108年", "109年", "110年")), text
    assert {line.split(",")[0] for line in text.splitlines()[1:]} == {"3", "4", "9", "34", "36"}, text


def _await(page: Page, expression: str, arg: object) -> None:
    """Wait until an expression holds; Playwright's own way evaluates it where the page allows none to be."""
    end = time.monotonic() + 30
    while not page.evaluate(expression, arg):
        assert time.monotonic() < end, expression
        page.wait_for_timeout(20)


TASKS: tuple[Callable[[Hand], None], ...] = (find_misses, share_figure, compare_five)


def do(browser: Browser, address: str, task: Callable[[Hand], None]) -> tuple[int, float]:
    """Do a task in a profile of its own; return its clicks and entries, and its seconds."""
    context = browser.new_context(viewport=_WIDE, permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(address)
    page.locator(".pc-tiles").wait_for()
    hand = Hand(page)
    begun = time.perf_counter()
    task(hand)
    seconds = time.perf_counter() - begun
    context.close()
    return hand.deeds, seconds


def open_cold(browser: Browser, address: str) -> float:
    """Open a link to an answer in a profile of its own; return the seconds until its sentence is seen."""
    context = browser.new_context(viewport=_WIDE)
    page = context.new_page()
    begun = time.perf_counter()
    page.goto(f"{address}?q={quote(_FIGURE)}", wait_until="commit")
    page.locator(".pc-sentence").wait_for()
    seconds = time.perf_counter() - begun
    context.close()
    return seconds


def main() -> None:
    """Print a line for opening an answer, and one for each task."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        command = [sys.executable, "-m", "qa.cli", "serve", "--port", "{port}"]
        browser = driver.chromium.launch(executable_path=_CHROMIUM, args=list(_ARGUMENTS))
        with serve(command, real_home(), Path(folder) / "server.log") as port:
            opened = [open_cold(browser, f"http://127.0.0.1:{port}/") for _ in range(_LOADS)]
            told = f"the first time {opened[0]:.1f} s, then {min(opened[1:]):.1f} to {max(opened[1:]):.1f} s"
            print(f"An answer seen after a cold load: {told}")
            for task in TASKS:
                deeds, seconds = do(browser, f"http://127.0.0.1:{port}/", task)
                print(f"{deeds:3} clicks and entries, {seconds:5.1f} s  {task.__doc__}")
        browser.close()


if __name__ == "__main__":
    main()
