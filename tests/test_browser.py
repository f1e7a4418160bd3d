"""The real page over the real texts in a real browser: ask, see the card, open the citation."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

ROOT = Path(__file__).resolve().parent.parent
SHOTS = ROOT / "screenshots"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
WAIT = 60_000  # milliseconds; a ceiling, nothing waits this long when all is well
QUESTION = "109年政府採購稽核幾件？目標是幾件？"
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 380, "height": 800}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None, reason="no chromium is installed (Debian: apt-get install chromium)"
    ),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the app with an index of its own, and say where."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = tmp_path_factory.mktemp("plancite")
    log = home / "server.log"
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    environment = {**os.environ, "PLANCITE_HOME": str(home / "index"), "STREAMLIT_SERVER_HEADLESS": "true"}
    with log.open("w") as output:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:
        _await_server(f"http://127.0.0.1:{port}", server, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)


def _await_server(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        assert server.poll() is None, log.read_text()
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=5).close()
            return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"the page did not start: {log.read_text()}")


@pytest.fixture(scope="module")
def browser() -> Iterator[playwright.Browser]:
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    with playwright.sync_playwright() as driver:
        made = driver.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield made
        made.close()


@pytest.fixture
def open_page(browser: playwright.Browser, address: str) -> Iterator[object]:
    """Open the page at a size; afterwards nothing may have been asked of another host."""
    pages: list[playwright.Page] = []
    elsewhere: list[str] = []

    def note(request: playwright.Request) -> None:
        if not request.url.startswith((address, "data:", "blob:", address.replace("http", "ws"))):
            elsewhere.append(request.url)

    def open_at(size: dict[str, int], path: str = "") -> playwright.Page:
        page = browser.new_page(viewport=size)
        page.set_default_timeout(WAIT)
        page.on("request", note)
        page.goto(f"{address}/{path}")
        pages.append(page)
        return page

    yield open_at
    for page in pages:
        page.close()
    assert elsewhere == []


def await_in_view(page: playwright.Page, selector: str) -> None:
    """Wait until the first element of a selector stands wholly inside the window and nothing covers it."""
    page.wait_for_function(
        """selector => {
            const found = document.querySelector(selector);
            if (!found) return false;
            const box = found.getClientRects()[0];
            if (!box || box.top < 0 || box.left < 0) return false;
            if (box.bottom > innerHeight || box.right > innerWidth) return false;
            return found.contains(document.elementFromPoint(box.left + 2, (box.top + box.bottom) / 2));
        }""",
        arg=selector,
    )


def keep(page: playwright.Page, name: str) -> None:
    """Keep a picture of the page for people to look at."""
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}-{page.viewport_size['width']}.png")


def fits(page: playwright.Page) -> bool:
    """Whether nothing runs out of the window sideways."""
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_ask_in_chinese_and_open_a_citation(open_page):
    page = open_page(WIDE)
    box = page.get_by_label("您的問題")
    box.fill(QUESTION)
    box.press("Enter")
    page.locator(".pc-sentence").wait_for()
    page.locator(".pc-card").first.wait_for()
    page.locator(".pc-verdict").first.wait_for()
    page.locator(".st-key-cite-1 button").click()
    page.locator(".st-key-source-chosen").wait_for()
    await_in_view(page, ".pc-source .pc-mark")
    assert "cite=1" in page.url and "q=" in page.url
    keep(page, "asked")
    page.set_viewport_size({"width": 1280, "height": 600})
    page.mouse.move(300, 500)
    page.mouse.wheel(0, 500)
    page.wait_for_function("document.querySelector('.pc-sentence').getBoundingClientRect().bottom < 0")
    await_in_view(page, ".pc-source .pc-mark")
    keep(page, "asked-scrolled")


def test_citation_opens_with_the_keyboard_on_a_narrow_screen(open_page):
    page = open_page(NARROW, f"?q={quote(QUESTION)}")
    page.locator(".pc-card").first.wait_for()
    keep(page, "narrow-answer")
    assert fits(page)
    button = page.locator(".st-key-cite-1 button")
    button.focus()
    page.keyboard.press("Enter")
    page.locator(".st-key-source-chosen").wait_for()
    await_in_view(page, ".pc-source .pc-mark")
    await_in_view(page, ".st-key-cite-1 button")
    keep(page, "narrow-citation")
    assert fits(page)
    page.locator(".st-key-source-close button").click()
    page.locator(".st-key-source-chosen").wait_for(state="detached")


def test_link_opens_the_same_answer_in_english(open_page):
    page = open_page(WIDE, f"?q={quote(QUESTION)}&lang=en&cite=1")
    page.get_by_label("Your question").wait_for()
    assert page.get_by_label("Your question").input_value() == QUESTION
    await_in_view(page, ".pc-source .pc-mark")
    keep(page, "link-english")
    page.get_by_text("中文", exact=True).click()
    page.get_by_label("您的問題").wait_for()
    page.wait_for_function("!location.search.includes('lang=')")
    assert page.locator(".pc-sentence").count() == 1


def test_example_asks_and_keeps_its_question_in_the_address(open_page):
    page = open_page(NARROW)
    page.locator(".st-key-examples button").first.click()
    page.locator(".pc-sentence").wait_for()
    page.wait_for_function("location.search.includes('q=')")
    assert fits(page)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize(
    ("view", "selector"),
    [("targets", "[data-testid=stDataFrame]"), ("documents", ".pc-facts")],
    ids=["targets", "documents"],
)
def test_other_views_open(open_page, size: dict[str, int], view: str, selector: str):
    page = open_page(size, view)
    page.locator(selector).first.wait_for()
    keep(page, view)
    assert fits(page)
