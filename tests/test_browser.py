"""The real page over the real texts in a real browser: ask, see the card, open the citation."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote

import openpyxl
import pypdfium2
import pytest
from PIL import Image

import harbours
import rendering
from building import PLAN, real_home
from fake_engine import HOSTILE
from serving import serve

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")

ROOT = Path(__file__).resolve().parent.parent
SHOTS = ROOT / "screenshots"
FC_LIST = shutil.which("fc-list")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
WAIT = 30_000  # milliseconds; a ceiling, nothing waits this long when all is well
QUESTION = "109年政府採購稽核幾件？"
ENGLISH = "How many criminals were repatriated from abroad in 2020?"
VIEWS = {
    "ask": ".st-key-q input",
    "targets": ".pc-table tbody tr",
    "compare": ".pc-grid td a",
    "check": ".pc-found",
    "documents": ".pc-facts",
}
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 380, "height": 800}


def find_missing() -> str:
    """Return what a browser test needs and this machine lacks; empty where nothing is missing."""
    if CHROMIUM is None:
        return "no chromium is installed (Debian: apt-get install chromium)"
    fonts = subprocess.run(["fc-list", ":lang=zh-tw"], capture_output=True).stdout if FC_LIST else b""
    wanted = "no font for Chinese is installed (Debian: apt-get install fontconfig fonts-noto-cjk)"
    return "" if fonts.strip() else wanted


pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(bool(find_missing()), reason=find_missing()),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the app with an index of its own, which tests may change, and say where."""
    home = tmp_path_factory.mktemp("plancite")
    shutil.copytree(real_home(), home / "index")
    command = [sys.executable, str(ROOT / "tests" / "serve_page.py"), "{port}"]
    with serve(command, home / "index", home / "server.log") as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def browser() -> Iterator[playwright.Browser]:
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    with playwright.sync_playwright() as driver:
        made = driver.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield made
        made.close()


# What moves while nobody has touched the page, and how much of the window it moves over.
SHIFTS = """window.shifts = []; new PerformanceObserver(list => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) window.shifts.push(one.value);
}).observe({type: "layout-shift", buffered: true});"""


@pytest.fixture
def open_page(browser: playwright.Browser, address: str) -> Iterator[object]:
    """Open the page at a size; nothing may be asked of another host, nor what the page needs be forbidden."""
    pages: list[playwright.Page] = []
    elsewhere: list[str] = []
    forbidden: list[str] = []

    def note(request: playwright.Request) -> None:
        if not request.url.startswith((address, "data:", "blob:", address.replace("http", "ws"))):
            elsewhere.append(request.url)

    def open_at(size: dict[str, int], path: str = "", **media: str) -> playwright.Page:
        page = browser.new_page(viewport=size, **media)
        page.set_default_timeout(WAIT)
        page.add_init_script(SHIFTS)
        page.on("request", note)
        page.on("console", lambda said: "Content Security" in said.text and forbidden.append(said.text))
        page.goto(f"{address}/{path}")
        pages.append(page)
        return page

    yield open_at
    for page in pages:
        page.close()
    assert elsewhere == []
    assert forbidden == []


def await_true(page: playwright.Page, expression: str, arg: object = None) -> None:
    """Wait until an expression holds; Playwright's own way evaluates it where the page allows none to be."""
    end = time.monotonic() + WAIT / 1000
    while not page.evaluate(expression, arg):
        assert time.monotonic() < end, expression
        page.wait_for_timeout(50)


def await_in_view(page: playwright.Page, selector: str) -> None:
    """Wait until the first element of a selector stands wholly inside the window and nothing covers it."""
    await_true(
        page,
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


def await_rest(page: playwright.Page) -> None:
    """Wait until the server has nothing more to draw."""
    await_true(page, "!document.querySelector('[data-testid=stStatusWidget]')")
    await_true(page, "!document.querySelector('[data-stale=true]')")


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
    page.locator(".pc-card .pc-verdict").first.wait_for()
    assert page.locator("img.pc-chart").first.evaluate("image => image.naturalWidth > 0")
    page.locator(".st-key-cite-1 button").click()
    page.locator(".st-key-source-chosen").wait_for()
    await_in_view(page, ".pc-source .pc-mark")
    assert "cite=1" in page.url and "q=" in page.url
    keep(page, "asked")
    page.set_viewport_size({"width": 1280, "height": 600})
    page.mouse.move(300, 500)
    page.mouse.wheel(0, 500)
    await_true(page, "document.querySelector('.pc-sentence').getBoundingClientRect().bottom < 0")
    await_in_view(page, ".pc-source .pc-mark")
    keep(page, "asked-scrolled")


def test_ask_in_english_and_change_the_year_by_its_chip(open_page):
    page = open_page(WIDE, "?lang=en")
    box = page.get_by_label("Your question")
    box.fill(ENGLISH)
    box.press("Enter")
    page.locator(".pc-sentence").wait_for()
    keep(page, "english")
    page.locator("[class*=st-key-chip-year-] input").first.click()
    page.get_by_role("option", name="2019 (108)").click()
    await_true(page, "document.querySelector('.st-key-q input').value.includes('2019')")
    await_rest(page)
    assert "2019" in box.input_value() and "2020" not in box.input_value()
    assert "2019" in page.url


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
    await_true(page, "!location.search.includes('lang=')")
    assert page.locator(".pc-sentence").count() == 1


def test_a_cold_load_keeps_the_browser_busy_for_less_than_two_seconds(browser, address):
    context = browser.new_context(viewport=WIDE)
    page = context.new_page()
    measured = context.new_cdp_session(page)
    # How long the page itself works, whatever else the machine does meanwhile.
    measured.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(f"{address}/?q={quote(QUESTION)}", wait_until="commit")
    page.locator(".pc-sentence").wait_for()
    told = {one["name"]: one["value"] for one in measured.send("Performance.getMetrics")["metrics"]}
    # Nothing of Streamlit is asked for when it is to be drawn: all has come with the page.
    late = page.evaluate(
        """() => performance.getEntriesByType("resource").map(one => one.name)
            .filter(name => /(Html|PageLink|TextInput|DownloadButton|Selectbox)[.][^.]+[.]js$/.test(name)
                && !document.querySelector(`link[rel=modulepreload][href$="${name.split("/").at(-1)}"]`))"""
    )
    context.close()
    assert told["TaskDuration"] < 2 and late == []


def test_citation_forms_are_copied_with_a_button(open_page):
    page = open_page(WIDE, f"?q={quote(QUESTION)}&cite=1")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".st-key-forms-of-citation button").click()
    page.locator("[data-testid=stCode]").first.wait_for()
    keep(page, "forms-of-citation")
    page.locator("[data-testid=stCode] button").first.click()
    await_true(page, "navigator.clipboard.readText().then(text => text.startsWith('依法務部'))")


def test_filter_select_a_row_and_take_the_table_along(open_page):
    page = open_page(WIDE, "targets?verdict=not_met")
    rows = page.locator(".pc-table tbody tr")
    rows.first.wait_for()
    await_rest(page)
    assert page.locator("[role=status]").inner_text().startswith("顯示 3 項")
    page.evaluate("window.opened = 'once'")
    rows.first.locator(".pc-col-title").click()
    page.locator(".pc-card").wait_for()
    assert page.evaluate("window.opened") == "once"
    await_true(page, "location.search.includes('card=')")
    keep(page, "targets-row")
    page.locator("[class*=st-key-evidence-] button").first.click()
    await_in_view(page, ".pc-source .pc-mark")
    keep(page, "targets-source")
    with page.expect_download() as waiting:
        page.locator(".st-key-download-xlsx button").click()
    sheet = openpyxl.load_workbook(io.BytesIO(Path(waiting.value.path()).read_bytes())).active
    assert waiting.value.suggested_filename == "plancite-targets.xlsx"
    assert sheet.max_row == 4 and sheet["A1"].value == "序次"
    link = page.url
    again = open_page(WIDE, link.split("/", 3)[3])
    again.locator(".pc-card").wait_for()
    await_in_view(again, ".pc-source .pc-mark")


def test_no_match_is_said(open_page):
    page = open_page(WIDE, "targets")
    page.get_by_label("文字篩選").fill("沒有這種目標")
    page.keyboard.press("Enter")
    page.get_by_text("沒有符合這些條件的目標").wait_for()
    assert page.locator(".pc-table").count() == 0


# Each number of the table as it is drawn: its text, and whether all of it stands within its cell and within
# whatever cuts off what is beyond it, wherever the table is scrolled to.
DRAWN = """() => [...document.querySelectorAll(".pc-table td.pc-num:not(.pc-without)")].map(cell => {
    cell.scrollIntoView({block: "center", inline: "center"});
    const range = document.createRange();
    range.selectNodeContents(cell);
    const clips = [];
    for (let at = cell; at !== document.body; at = at.parentElement)
        if (at === cell || getComputedStyle(at).overflowX !== "visible")
            clips.push(at.getBoundingClientRect());
    const whole = [...range.getClientRects()].every(text => text.width > 0 && text.left >= 0
        && text.right <= innerWidth
        && clips.every(clip => text.left >= clip.left - 1 && text.right <= clip.right + 1));
    const lines = new Set([...range.getClientRects()].map(text => Math.round(text.bottom / 8)));
    return [cell.className.match(/pc-col-(\\w+)/)[1], cell.innerText.trim(), whole && lines.size === 1];
})"""


def read_drawn(page: playwright.Page) -> dict[str, list[Decimal]]:
    """The numbers of the table by column, as they are drawn; each must be whole."""
    columns: dict[str, list[Decimal]] = {}
    for column, text, whole in page.evaluate(DRAWN):
        assert whole, (column, text)
        columns.setdefault(column, []).append(Decimal(re.search(r"-?[\d,.]+", text)[0].replace(",", "")))
    return columns


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_no_number_of_a_table_is_cut(open_page, size: dict[str, int]):
    page = open_page(size, "targets?verdict=not_met")
    page.locator(".pc-table tbody tr").first.wait_for()
    await_rest(page)
    drawn = read_drawn(page)
    assert drawn["target"] == [7_000_000, 88, 35] and drawn["actual"] == [6_510_000, 75, 31]
    assert drawn["previous"] == [6_170_000, 88, 34]
    for verdict in page.locator(".pc-table .pc-verdict").all():
        verdict.scroll_into_view_if_needed()
        box = verdict.bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= size["width"]
    keep(page, "targets-numbers")
    with page.expect_download() as waiting:
        page.locator(".st-key-download-csv button").click()
    assert "7000000" in Path(waiting.value.path()).read_text("utf-8-sig")
    page.locator(".pc-table th.pc-col-actual a").click()
    await_true(page, "location.search.includes('sort=actual')")
    await_true(page, "document.querySelector('td.pc-col-actual').innerText.includes('31')")
    every = open_page(size, "targets")
    every.locator(".pc-table tbody tr").nth(50).wait_for()
    await_rest(every)
    numbers = read_drawn(every)
    assert len(numbers["no"]) == 73 + 16 and 7_000_000 in numbers["target"]
    assert fits(every)


def test_print_gives_every_row_and_column_of_the_table(open_page, tmp_path: Path):
    page = open_page(NARROW, "targets")
    page.locator(".pc-table tbody tr").nth(50).wait_for()
    await_rest(page)
    page.pdf(path=tmp_path / "targets.pdf", format="A4")
    with closing(pypdfium2.PdfDocument(tmp_path / "targets.pdf")) as printed:
        sheets = [sheet.get_textpage().get_text_bounded() for sheet in printed]
    text = re.sub(r"\s", "", "".join(sheets))
    for said in ("≥7,000,000", "6,510,000", "6,170,000", "國家發展委員會"):
        assert said in text
    assert text.count("達成率%") == len(sheets) and "官方說法" in text
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 690, "height": 1000})
    await_true(
        page,
        """() => [...document.querySelectorAll(".pc-table td")].every(cell => {
            const box = cell.getBoundingClientRect();
            return box.width > 0 && box.left >= 0 && box.right <= innerWidth;
        })""",
    )


def test_compare_sets_years_side_by_side_and_opens_each_number(open_page):
    page = open_page(WIDE, "compare?change=lowered")
    page.locator(".pc-grid td a").first.wait_for()
    await_rest(page)
    with page.expect_download() as waiting:
        page.locator(".st-key-download-svg button").click()
    drawn = Path(waiting.value.path()).read_text("utf-8")
    assert drawn.startswith("<svg") and "7,000,000 人次" in drawn
    page.locator(".pc-grid-actual a", has_text="6,510,000").click()
    await_in_view(page, ".pc-source .pc-mark")
    assert "651萬" in page.locator(".pc-source .pc-mark").first.inner_text()
    await_in_view(page, ".pc-grid td a:focus")
    keep(page, "compare-source")
    page.locator(".st-key-source-close button").click()
    page.locator(".pc-grid-name a").first.click()
    page.locator(".pc-card").wait_for()


FIVE = "&".join(f"measure=measure:{no}:lianzheng-109" for no in (3, 4, 9, 34, 36))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_five_measures_fit_one_screen(open_page, language: str):
    page = open_page(WIDE, f"compare?{FIVE}&lang={language}")
    page.locator(".pc-grid td a").first.wait_for()
    await_rest(page)
    assert page.locator(".pc-grid-name").count() == 5
    # On a busy machine rows get their height after the page is at rest.
    await_true(
        page,
        """() => {
            const room = document.querySelector(".pc-grid-room").getBoundingClientRect();
            const last = [...document.querySelectorAll(".pc-grid tbody")].at(-1).getBoundingClientRect();
            return last.height > 0 && last.bottom <= Math.min(room.bottom + 1, 900);
        }""",
    )
    keep(page, f"compare-five-{language}")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_no_number_of_the_grid_is_cut(open_page, size: dict[str, int]):
    page = open_page(size, "compare")
    page.locator(".pc-grid td a").first.wait_for()
    await_rest(page)
    whole = page.evaluate(
        """() => [...document.querySelectorAll(".pc-grid td a")].map(link => {
            link.scrollIntoView({block: "center", inline: "center"});
            const room = document.querySelector(".pc-grid-room").getBoundingClientRect();
            const box = link.getBoundingClientRect();
            const metric = link.closest("tr").querySelector("th[scope=row]").getBoundingClientRect();
            const left = innerWidth > 800 ? metric.right : room.left;
            return link.getClientRects().length === 1 && box.left >= left && box.right <= room.right;
        })"""
    )
    assert len(whole) > 100 and all(whole)
    assert fits(page)
    keep(page, "compare-numbers")
    if size is WIDE:
        # As many years as several plans have together, each as wide as the widest there is.
        room = page.evaluate(
            """() => {
                const years = [...document.querySelectorAll(".pc-grid thead .pc-num")];
                const widest = years.reduce((a, b) => a.offsetWidth > b.offsetWidth ? a : b);
                const cells = document.querySelectorAll(`.pc-grid td[data-label="${widest.innerText}"]`);
                for (let count = years.length; count < 9; count++)
                    for (const one of [widest, ...cells]) one.after(one.cloneNode(true));
                const room = document.querySelector(".pc-grid-room");
                return [document.querySelectorAll(".pc-grid thead .pc-num").length,
                    room.scrollWidth - room.clientWidth];
            }"""
        )
        assert room[0] == 9 and room[1] <= 0


@pytest.mark.parametrize("sought", ["公共政策網路參與平台", "National Development Council", "國家發展委員會"])
def test_compare_finds_measures_by_words_and_agencies_in_either_language(open_page, sought: str):
    page = open_page(WIDE, f"compare?find={quote(sought)}")
    page.locator(".pc-grid td a").first.wait_for()
    await_rest(page)
    assert "6,510,000" in page.locator(".pc-grid").inner_text()
    assert page.get_by_role("link", name=re.compile("6,510,000 人次")).count() == 1
    assert "單位：人次" in page.locator(".pc-grid").inner_text()
    assert page.locator(".pc-grid-name").count() < 10
    drawn = page.locator(".pc-course img").evaluate_all("all => all.map(one => [one.alt, one.naturalWidth])")
    assert len(drawn) == page.locator(".pc-grid-metric").count()
    assert any("6,510,000 人次" in said and width == 420 for said, width in drawn)


def test_contradiction_opens_in_the_source(open_page):
    page = open_page(WIDE, "check?kind=date")
    page.locator("[class*=st-key-contradiction-] button").first.click()
    await_in_view(page, ".pc-source .pc-mark")
    keep(page, "check-source")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_every_view_opens_by_its_link(open_page, size: dict[str, int], language: str):
    page = open_page(size, "" if language == "zh" else "?lang=en")
    page.locator(VIEWS["ask"]).wait_for()
    for place, (view, selector) in enumerate(VIEWS.items()):
        page.locator(".st-key-views a").nth(place).click()
        page.locator(selector).first.wait_for()
        await_rest(page)
        keep(page, f"{view}-{language}")
        if view == "targets":
            # It is in the language of the page as far as the glossary goes, and a screen down at most.
            told = page.locator(".pc-table").inner_text()
            for english in ("Public policy online participation platform", "National Development Council"):
                assert (english in told) == (language == "en"), english
            assert page.locator(".pc-table").bounding_box()["y"] < 1.1 * size["height"]
        assert fits(page), view
        assert ("lang=en" in page.url) == (language == "en"), view


def remove_first(page: playwright.Page) -> None:
    """Remove the first document that can be removed, and confirm it."""
    page.locator("[class*=st-key-remove-] button").first.click()
    page.locator("[class*=st-key-remove-now-] button").click()


def await_documents(page: playwright.Page, count: int) -> None:
    """Wait until the page shows this many documents."""
    await_true(
        page, "count => document.querySelectorAll('[class*=st-key-document-]').length === count", arg=count
    )


def plain_text(page: playwright.Page) -> dict[str, int]:
    """What the page holds that source text must not have made."""
    return page.evaluate(
        """() => ({
            scripts: document.querySelectorAll('[data-testid=stMain] script:not([data-x])').length
                - [...document.querySelectorAll('[data-testid=stHtml] script')].length,
            links: document.querySelectorAll('a[href^="javascript"]').length,
            formulas: document.querySelectorAll('.katex').length,
            pictures: document.querySelectorAll('img[src="x"]').length,
            owned: Number(document.title === 'owned'),
            bold: [...document.querySelectorAll('strong')].filter(s => s.textContent === '粗').length,
        })"""
    )


def test_a_document_is_added_asked_about_and_removed(open_page, tmp_path: Path):
    title = "**粗** $x^2$ :material/delete: <b>owned"
    text = (
        PLAN.replace("109", "111")
        .replace("110年", "112年")
        .replace("111年執行效益", "推行方式")
        .replace("宣導遊說法，增進公開透明。", title)
    )
    text = text.replace("未達績效目標值。", HOSTILE).replace(
        "辦理機關	內政部", f"辦理機關	內政部、{HOSTILE}"
    )
    text = text.replace("辦理廉政會報，檢討風險。", "辦理廉政會報" + "長" * 2000)
    page = open_page(WIDE, "documents")
    page.locator(".pc-facts").first.wait_for()
    page.locator("input[type=file]").set_input_files(
        {"name": "明年 **b** $x$.txt", "mimeType": "text/plain", "buffer": text.encode()}
    )
    page.locator(".st-key-add button:not([disabled])").click()
    page.locator("[data-testid=stProgress]").wait_for()
    page.locator(".pc-stage-now").wait_for()
    keep(page, "adding")
    page.get_by_text("完成，可以提問了").wait_for()
    keep(page, "added")
    await_documents(page, 3)
    nothing = dict.fromkeys(plain_text(page), 0)
    assert plain_text(page) == nothing
    told = page.locator("[class*=st-key-understood-]").last.locator(".pc-understood-table tr")
    assert "未能辨識" in told.filter(has_text="推行方式").inner_text()
    page.locator("[class*=st-key-naming-label-] input").click()
    page.keyboard.type("推行")
    page.keyboard.press("Enter")
    page.locator("[class*=st-key-naming-field-] input").click()
    for field in ("達成與否", "預算數", "執行效益"):
        page.locator("[class*=st-key-naming-field-] input").fill(field)
        page.get_by_role("option", name=field).wait_for()
    page.get_by_role("option", name="執行效益").click()
    page.locator("[class*=st-key-naming-now-] button:not([disabled])").click()
    page.get_by_text("「推行方式」已重新指定。讀取結果：措施 2 → 2").wait_for()
    keep(page, "named")
    for view in ("compare", "check?part=statuses&all=yes", "targets"):
        other = open_page(WIDE, view)
        other.locator(
            VIEWS[view.split("?")[0]] if "?" not in view else "[class*=st-key-row-]"
        ).first.wait_for()
        await_rest(other)
        assert plain_text(other) == nothing, view
        for size in (NARROW, WIDE):
            other.set_viewport_size(size)
            await_true(other, "document.documentElement.scrollWidth <= innerWidth")
        if view == "compare":
            other.locator(".st-key-measure input").click()
            other.keyboard.type("owned")
            option = other.get_by_role("option", name="owned").first
            option.wait_for()
            assert title in option.inner_text()
            keep(other, "hostile-options")
            assert plain_text(other) == nothing
    asked = open_page(WIDE, f"?q={quote('111年召開廉政會報幾次？')}")
    asked.locator(".pc-sentence").wait_for()
    assert "15" in asked.locator(".pc-sentence").inner_text()
    assert plain_text(asked) == nothing
    remove_first(page)
    await_documents(page, 2)
    # What is read of a document that is gone leads on, not into an error.
    asked.locator(".st-key-cite-1 button").click()
    await_rest(asked)
    assert asked.locator(".pc-answer").count() == 1
    assert asked.locator("[data-testid=stException]").count() == 0


def test_a_file_that_cannot_be_read_is_said_and_a_build_can_be_cancelled(open_page):
    page = open_page(WIDE, "documents")
    page.locator(".pc-facts").first.wait_for()
    page.locator("input[type=file]").set_input_files(
        {"name": "broken.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 nothing"}
    )
    page.locator(".st-key-add button:not([disabled])").click()
    page.get_by_text("沒有加入，索引維持原狀").wait_for()
    page.locator("input[type=file]").set_input_files(
        {"name": "下一版.txt", "mimeType": "text/plain", "buffer": PLAN.replace("109", "112").encode()}
    )
    page.locator(".st-key-add button:not([disabled])").click()
    page.locator(".st-key-cancel button").click()
    page.get_by_text("已取消，索引維持原狀").wait_for()
    await_documents(page, 2)


def test_a_pdf_is_read_page_by_page_and_its_citation_marked_on_the_page(open_page, tmp_path: Path):
    measures = harbours.read_text(tmp_path, "h.txt", harbours.EDITION_110).measures
    pdf = rendering.render_pairs(tmp_path / "漁港安全.pdf", measures)
    page = open_page(WIDE, "documents")
    page.locator(".pc-facts").first.wait_for()
    page.locator("input[type=file]").set_input_files(pdf)
    page.locator(".st-key-add button:not([disabled])").click()
    page.get_by_text(re.compile(r"讀取頁面 [1-9] / [1-9]")).wait_for()
    keep(page, "reading-pdf")
    page.get_by_text("完成，可以提問了").wait_for()
    await_documents(page, 3)
    assert "incoming" not in page.locator("[class*=st-key-document-]").last.inner_text()
    asked = open_page(WIDE, f"?q={quote('110年檢查漁船幾艘？')}")
    asked.locator(".pc-sentence").wait_for()
    assert "361" in asked.locator(".pc-sentence").inner_text()
    asked.locator(".st-key-cite-1 button").click()
    asked.locator(".st-key-source-chosen").wait_for()
    await_in_view(asked, ".pc-page .pc-mark")
    assert asked.locator(".pc-page img").evaluate("image => image.naturalWidth > 600")
    keep(asked, "pdf-citation")
    narrow = open_page(NARROW, asked.url.split("/", 3)[3])
    await_in_view(narrow, ".pc-page .pc-mark")
    keep(narrow, "pdf-citation")
    compared = open_page(WIDE, "compare")
    compared.locator(VIEWS["compare"]).first.wait_for()
    assert any("110年版" in text for text in compared.locator(".pc-grid-name").all_inner_texts())
    remove_first(page)
    await_documents(page, 2)


def test_a_pdf_with_a_password_is_tried_again(open_page):
    page = open_page(WIDE, "documents")
    page.locator(".pc-facts").first.wait_for()
    locked = rendering.render_locked("geheim")
    page.locator("input[type=file]").set_input_files(
        {"name": "鎖.pdf", "mimeType": "application/pdf", "buffer": locked}
    )
    page.locator(".st-key-add button:not([disabled])").click()
    page.get_by_text("檔案有密碼，尚未加入").wait_for()
    keep(page, "locked")
    field = page.locator(".st-key-unlock-password input")
    field.fill("falsch")
    field.press("Enter")
    page.get_by_text("密碼不對，尚未加入").wait_for()
    field.fill("geheim")
    page.locator(".st-key-unlock-now button").click()
    await_documents(page, 3)
    remove_first(page)
    await_documents(page, 2)


def test_streamlits_own_words_are_in_the_pages_language(open_page):
    page = open_page(WIDE, "targets")
    page.locator(VIEWS["targets"]).first.wait_for()
    page.locator(".st-key-agency input").click()
    page.keyboard.type("zzzz")
    nothing = page.locator("[role=option] > span", has_text="No results")
    nothing.wait_for()
    assert nothing.evaluate("e => getComputedStyle(e).fontSize") == "0px"
    assert "沒有符合" in nothing.evaluate("e => getComputedStyle(e, '::after').content")
    assert page.locator("[aria-label='Open'], [aria-label='Clear value']").count() == 0


def test_print_shows_the_answer_and_leaves_the_controls_out(open_page):
    page = open_page(WIDE, f"?q={quote(QUESTION)}&cite=1")
    await_in_view(page, ".pc-source .pc-mark")
    page.emulate_media(media="print")
    for hidden in (".st-key-ask", ".st-key-lang", ".st-key-answer-tools", ".st-key-source-close"):
        assert not page.locator(hidden).is_visible(), hidden
    for shown in (
        ".pc-answer .pc-print",
        ".pc-quote .pc-print",
        ".pc-sentence",
        ".pc-source .pc-mark",
        ".pc-target",
    ):
        assert page.locator(shown).first.is_visible(), shown
    SHOTS.mkdir(exist_ok=True)
    page.pdf(path=SHOTS / "print.pdf", format="A4")


def test_reference_in_the_sentence_opens_its_source_and_the_tab_says_the_question(open_page):
    page = open_page(WIDE)
    await_true(page, "document.activeElement.matches('.st-key-q input')")
    assert page.evaluate("document.documentElement.lang") == "zh-Hant-TW"
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    reference = page.locator(".pc-sentence a.pc-ref").first
    reference.wait_for()
    assert reference.inner_text() == "[1]"
    await_true(page, "question => document.title === question + ' · plancite'", arg=QUESTION)
    page.evaluate("window.opened = 'once'")
    reference.click()
    page.locator(".st-key-source-chosen").wait_for()
    await_in_view(page, ".pc-source .pc-mark")
    assert "行號是本工具讀入之文字的行號" in page.locator(".pc-source").inner_text()
    assert "cite=1" in page.url and page.evaluate("window.opened") == "once"
    page.go_back()
    page.locator(".st-key-source-chosen").wait_for(state="detached")
    page.get_by_text("English", exact=True).click()
    await_true(page, "document.documentElement.lang === 'en'")
    page.locator(".st-key-views a").nth(1).click()
    await_true(page, "document.title === 'Targets · plancite'")


def test_help_and_empty_results_lead_on(open_page):
    page = open_page(WIDE, f"?q={quote('我可以問什麼？')}")
    page.locator(".pc-help").wait_for()
    page.locator(".st-key-example-0 button").click()
    page.locator(".pc-sentence").wait_for()
    nothing = open_page(WIDE, "targets?verdict=not_met&find=沒有這種目標")
    nothing.locator(".st-key-clear button").click()
    nothing.locator(".pc-table tbody tr").nth(50).wait_for()
    assert "verdict" not in nothing.url and "find" not in nothing.url


def test_a_link_that_names_what_is_gone_says_so_and_keeps_the_rest(open_page):
    page = open_page(WIDE, f"tragets?q={quote(QUESTION)}&doc=gone")
    page.get_by_text("連結中的條件已不存在，未採用：tragets").wait_for()
    page.get_by_text("索引中沒有文件 gone").wait_for()
    page.locator(".pc-sentence").wait_for()
    assert "327" in page.locator(".pc-sentence").inner_text() and "tragets" not in page.url
    base = page.url.split("?")[0]
    page.goto(f"{base}?q={quote(QUESTION)}&query={quote('{not json')}&cite=99&card=x")
    page.get_by_text("連結所帶的查詢無法使用；以下改依問題文字回答。").wait_for()
    assert "327" in page.locator(".pc-sentence").inner_text()
    page.get_by_text("這個連結所指的原文不在索引中").wait_for()
    page.goto(f"{base}targets?verdict=not_met&plan=gone&unit=%E6%96%A4")
    page.get_by_text("未採用：gone、斤").wait_for()
    assert page.locator(".pc-table tbody tr").count() == 3


def test_overview_leads_to_the_list_of_what_it_counts(open_page):
    page = open_page(WIDE)
    stretch = page.locator(".pc-pair .pc-stretch.pc-not_met").first
    stretch.wait_for()
    await_rest(page)
    keep(page, "overview")
    count = int(stretch.inner_text())
    page.evaluate("window.opened = 'once'")
    stretch.click()
    page.locator(".pc-table tbody tr").first.wait_for()
    await_true(page, "count => document.querySelectorAll('.pc-table tbody tr').length === count", arg=count)
    assert page.evaluate("window.opened") == "once"
    assert set(page.locator(".pc-table td.pc-col-verdict").all_inner_texts()) == {"cancel\n未達標"}
    page.go_back()
    page.locator(".pc-list").first.wait_for()
    miss = page.locator(".pc-list tbody tr").first
    assert "85.2%" in miss.inner_text() and "−13 次" in miss.inner_text()
    miss.locator("a").click()
    page.locator(".pc-card").wait_for()


def test_overview_of_another_plan_is_chosen_and_stays_in_the_address(open_page):
    page = open_page(NARROW, "?about=moj-midterm")
    page.locator(".pc-counts").first.wait_for()
    await_rest(page)
    assert "關鍵績效指標 16 項" in page.locator(".pc-counts").first.inner_text()
    assert fits(page)
    keep(page, "overview-midterm")
    until = page.locator(".pc-counts a", has_text="至109年")
    count = int(until.locator("b").inner_text())
    until.click()
    await_true(page, "n => document.querySelectorAll('.pc-members tbody tr').length === n", arg=count)
    page.go_back()
    page.locator(".pc-counts a", has_text="重要計畫").click()
    page.locator(".pc-sentence").wait_for()
    assert "60" in page.locator(".pc-sentence").inner_text() and "doc=moj-midterm" in page.url


LISTED = "109年哪些措施未達標？"


def test_list_is_a_table_that_sorts_opens_and_goes_along(open_page):
    page = open_page(WIDE, f"?q={quote(LISTED)}")
    page.locator(".pc-members tbody tr").first.wait_for()
    await_rest(page)
    keep(page, "list")
    assert page.locator(".pc-members tbody tr").count() == 3
    # What the table shows is not said above it as well.
    said = page.locator(".pc-sentence").inner_text()
    assert "共3項（46項中）：序次9、序次34、序次36。" in said and "6,510,000" not in said
    # Its numbers count members: none is a figure.
    assert page.locator(".pc-sentence :is(.pc-figure, .pc-ref)").count() == 0
    assert "−490,000 人次" in page.locator(".pc-members").inner_text()
    page.locator(".pc-members th.pc-col-rate a").click()
    await_true(page, "location.search.includes('sort=rate')")
    await_true(page, "document.querySelector('.pc-members td.pc-col-rate').innerText === '85.2%'")
    with page.expect_download() as waiting:
        page.locator(".st-key-download-xlsx button").click()
    sheet = openpyxl.load_workbook(io.BytesIO(Path(waiting.value.path()).read_bytes())).active
    head = {cell.value: at for at, cell in enumerate(sheet[1])}
    rows = {row[head["序次"]].value: row for row in sheet.iter_rows(min_row=2)}
    assert set(rows) == {9, 34, 36} and rows[9][head["實績"]].value == 6_510_000
    assert "執行成果及設定110年績效目標值一覽表" in rows[34][head["文件名稱"]].value
    assert len(rows[34][head["原因"]].value) > 90 and "651萬" in rows[9][head["原文"]].value
    link = rows[9][head["回答連結"]].hyperlink.target
    again = open_page(WIDE, link.split("/", 3)[3])
    again.locator(".pc-members tbody tr").first.wait_for()
    with page.expect_download() as waiting:
        page.locator(".st-key-download-csv button").click()
    assert "6510000" in Path(waiting.value.path()).read_text("utf-8-sig")
    chips = page.locator(".pc-chips a")
    chips.get_by_text("109年", exact=False).last.click()
    await_true(page, "location.search.includes('query=')")
    await_true(
        page, "![...document.querySelectorAll('.pc-chips a')].some(a => a.innerText.startsWith('109年'))"
    )
    assert "未達標" in page.locator(".pc-chips").inner_text()
    page.locator(".st-key-follow-ups button", has_text="依機關分列").wait_for()
    chips.filter(has_text="未達標").click()
    await_true(page, "document.querySelectorAll('.pc-members tbody tr').length === 46")
    assert "國家廉政建設行動方案" in page.locator(".st-key-q input").input_value()
    page.go_back()
    page.go_back()
    await_true(page, "asked => document.querySelector('.st-key-q input').value === asked", arg=LISTED)
    await_true(page, "document.querySelectorAll('.pc-members tbody tr').length === 3")
    await_rest(page)
    page.locator(".pc-members td.pc-col-cited a").first.click()
    await_in_view(page, ".pc-source .pc-mark")
    page.locator(".pc-members td.pc-col-no a").first.click()
    page.locator(".pc-card").wait_for()


def test_list_on_a_narrow_screen_cuts_nothing(open_page):
    page = open_page(NARROW, f"?q={quote(LISTED)}")
    page.locator(".pc-members tbody tr").first.wait_for()
    await_rest(page)
    keep(page, "list")
    assert fits(page)
    for cell in page.locator(".pc-members td.pc-num").all():
        box = cell.bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= NARROW["width"]


@pytest.mark.parametrize("path", [f"?q={quote(LISTED)}&lang=en", "?lang=en"], ids=["list", "overview"])
def test_numbers_of_a_narrow_list_stand_below_each_other(open_page, path: str):
    page = open_page(NARROW, path)
    page.locator(".pc-list tbody tr").first.wait_for()
    await_rest(page)
    lefts = page.evaluate(
        """() => [...document.querySelectorAll(".pc-list td.pc-num:not(.pc-blank)")]
            .map(cell => Math.round(cell.getBoundingClientRect().left))"""
    )
    assert len(lefts) > 6 and len({*lefts}) == 2
    main = "document.querySelector('[data-testid=stMain]')"
    assert page.evaluate(f"{main}.scrollWidth <= {main}.clientWidth")


@pytest.mark.parametrize(
    ("scheme", "ground", "bar"),
    [("dark", (18, 24, 31), (140, 195, 224)), ("light", (255, 255, 255), (31, 86, 115))],
)
@pytest.mark.parametrize(
    ("path", "selector"),
    [
        (f"?q={quote(QUESTION)}", ".pc-drawn img"),
        ("compare?measure=measure:9:lianzheng-109", ".pc-course img"),
    ],
)
def test_a_chart_is_of_the_pages_theme(open_page, scheme, ground, bar, path, selector):
    page = open_page(WIDE, path, color_scheme=scheme)
    page.locator(selector).first.wait_for()
    await_rest(page)
    picture = Image.open(io.BytesIO(page.locator(selector).first.screenshot())).convert("RGB")
    colours = {colour: count for count, colour in picture.getcolors(1 << 20)}
    assert max(colours, key=colours.get) == ground
    assert bar in colours


def test_back_returns_to_each_answer_and_what_leads_on_is_asked(open_page):
    page = open_page(WIDE)
    box = page.locator(".st-key-q input")
    for question in (QUESTION, LISTED):
        box.fill(question)
        box.press("Enter")
        await_true(page, "question => document.title.startsWith(question)", arg=question)
        await_rest(page)
    page.evaluate("window.opened = 'once'")
    page.go_back()
    await_true(page, "question => document.querySelector('.st-key-q input').value === question", arg=QUESTION)
    await_true(page, "document.querySelector('.pc-sentence').innerText.includes('327')")
    await_rest(page)
    assert page.title().startswith(QUESTION)
    page.locator(".st-key-follow-ups button", has_text="108年").click()
    await_true(page, "document.querySelector('.pc-sentence').innerText.includes('301')")
    await_rest(page)
    keep(page, "follow-ups")
    page.go_back()
    await_true(page, "document.querySelector('.pc-sentence').innerText.includes('327')")
    page.go_back()
    page.locator(".pc-tiles").wait_for()
    assert box.input_value() == "" and page.evaluate("window.opened") == "once"
    # What was asked outlives the session, which ends as the page is loaded anew.
    page.reload()
    page.locator(".pc-history summary").click()
    earlier = page.locator(".pc-history a")
    assert earlier.count() == 3 and set(earlier.all_inner_texts()) >= {QUESTION, LISTED}
    earlier.get_by_text(LISTED).click()
    page.locator(".pc-members tbody tr").first.wait_for()
    assert page.locator(".st-key-q input").input_value() == LISTED


def test_an_answer_is_shared_as_link_text_and_page(open_page, tmp_path: Path):
    page = open_page(WIDE, f"?q={quote(QUESTION)}")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".pc-copy[data-copy=link]").click()
    await_true(page, "document.querySelector('.pc-share [role=status]').textContent === '已複製'")
    await_true(page, "navigator.clipboard.readText().then(text => text === location.href)")
    page.locator(".pc-copy[data-copy=plain]").click()
    await_true(page, "navigator.clipboard.readText().then(text => text.includes('[1] 「'))")
    page.locator(".pc-copy[data-copy=rich]").click()
    await_true(
        page,
        """() => navigator.clipboard.read().then(async ([item]) => {
            const html = item.types.includes("text/html") && await (await item.getType("text/html")).text();
            return html && html.includes("<blockquote") && html.includes("327");
        })""",
    )
    with page.expect_download() as waiting:
        page.locator(".st-key-answer-page button").click()
    taken = tmp_path / "answer.html"
    taken.write_bytes(Path(waiting.value.path()).read_bytes())
    alone = page.context.browser.new_page()
    alone.goto(taken.as_uri())
    assert alone.locator("h1").inner_text() == QUESTION and alone.locator("blockquote").count() >= 1
    SHOTS.mkdir(exist_ok=True)
    alone.screenshot(path=SHOTS / "taken-along.png")
    alone.close()


def test_an_answer_is_copied_where_the_browser_has_no_clipboard(open_page):
    page = open_page(WIDE)
    page.add_init_script("Object.defineProperty(Navigator.prototype, 'clipboard', {get: () => undefined})")
    page.goto(f"{page.url}?q={quote(QUESTION)}")
    page.locator(".pc-copy[data-copy=rich]").wait_for()
    await_rest(page)
    page.evaluate(
        """() => document.addEventListener("copy", () => { window.copied = getSelection().toString(); })"""
    )
    page.locator(".pc-copy[data-copy=plain]").click()
    await_true(page, "(window.copied || '').includes('327')")
    assert not page.locator(".pc-shared-plain").is_visible()


# Text whose colour does not stand out from the ground it is drawn on, as a browser resolves both.
PALE = """() => {
    const parse = colour => (colour.match(/[\\d.]+/g) || []).map(Number);
    const shine = ([red, green, blue]) => [red, green, blue].map(part => part / 255).map(part =>
        part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
    const ground = element => {
        for (let at = element; at; at = at.parentElement) {
            const found = parse(getComputedStyle(at).backgroundColor);
            if (found.length === 3 || found[3] === 1) return found;
        }
        return [255, 255, 255];
    };
    const pale = new Set();
    for (const element of document.querySelectorAll("[data-testid=stMain] *")) {
        if (![...element.childNodes].some(node => node.nodeType === 3 && node.data.trim())) continue;
        if (!element.checkVisibility() || element.closest("[disabled], [hidden], .pc-unseen")) continue;
        const [light, dark] = [parse(getComputedStyle(element).color), ground(element)]
            .map(shine).sort((a, b) => b - a);
        const contrast = (light + 0.05) / (dark + 0.05);
        if (contrast < 4.5) pale.add(element.className + ": " + element.textContent.trim());
    }
    return [...pale];
}"""


def await_view(page: playwright.Page) -> None:
    """Wait until a view has a heading and stands still."""
    page.locator("h1").first.wait_for(state="attached")
    await_rest(page)
    await_true(page, "document.documentElement.dataset.ready === 'yes'")


@pytest.mark.parametrize(
    "path",
    [
        "",
        f"?q={quote(QUESTION)}&cite=1",
        f"?q={quote(LISTED)}&card=measure:9:lianzheng-109",
        "targets?card=measure:9:lianzheng-109&cite=result@measure:9:lianzheng-109",
        "compare?card=measure:9:lianzheng-109",
        "check",
        "check?part=statuses&all=yes",
        "check?part=coverage",
        "documents",
    ],
)
def test_a_view_is_of_use_to_everyone(open_page, path: str):
    page = open_page(WIDE, path, color_scheme="light")
    await_view(page)
    assert sum(page.evaluate("window.shifts")) < 0.1
    levels = page.evaluate(
        """() => [...document.querySelectorAll("[data-testid=stMain] :is(h1, h2, h3, h4, h5, h6)")]
            .filter(heading => !heading.closest("[hidden]")).map(heading => Number(heading.tagName[1]))"""
    )
    assert levels.count(1) == 1 and levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels
    assert page.evaluate(PALE) == []
    page.evaluate(
        """() => [...document.querySelectorAll("[data-testid=stMain] details:not([open]) > summary")]
            .slice(0, 3).forEach(folded => folded.click())"""
    )
    await_rest(page)
    page.evaluate(Path(axe.__file__).with_name("axe.min.js").read_text("utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(told => told.violations)")
    told = [(one["id"], [node["target"] for node in one["nodes"]]) for one in found]
    assert told == []
    page.evaluate("document.querySelector('.pc-brand').style.color = '#7a7a7a'")
    assert page.evaluate(PALE) == ["pc-brand: plancite"]


# What can be worked; of what goes with others in a group the arrows work all from any of them.
WORKED = """() => [...document.querySelectorAll(
    "[data-testid=stApp] :is(a[href], button, input, summary, [tabindex])")]
    .filter(one => one.checkVisibility({visibilityProperty: true}) && !one.disabled && one.tabIndex >= 0
        && one.getClientRects().length && getComputedStyle(one).pointerEvents !== "none")
    .map(one => one.closest("[role=radiogroup], [role=group], [role=toolbar]") || one)"""


@pytest.mark.parametrize("path", [f"?q={quote(LISTED)}", "targets?verdict=not_met", "documents"])
def test_the_keyboard_reaches_everything(open_page, path: str):
    page = open_page(WIDE, path)
    await_view(page)
    page.evaluate(f"({WORKED})().forEach(one => one.dataset.worked = 'yet')")
    count = page.evaluate("document.querySelectorAll('[data-worked]').length")
    assert count > 10
    page.evaluate("document.activeElement.blur()")
    for _ in range(count + 12):
        page.keyboard.press("Tab")
        page.evaluate(
            """() => { for (let at = document.activeElement; at; at = at.parentElement) {
                if (at.dataset.worked && at !== document.activeElement && !at.role) continue;
                delete at.dataset.worked;
            } }"""
        )
    left = "[...document.querySelectorAll('[data-worked]')].map(one => one.outerHTML.slice(0, 150))"
    assert page.evaluate(left) == []
    page.locator("[data-testid=stMain] :is(a[href], button)").last.focus()
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


@pytest.mark.parametrize(
    "path", ["", f"?q={quote(QUESTION)}&cite=1", "targets", "compare", "check", "documents"]
)
def test_text_stands_out_in_the_dark(open_page, path: str):
    page = open_page(WIDE, path, color_scheme="dark")
    await_view(page)
    ground = page.evaluate("getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor")
    assert ground == "rgb(18, 24, 31)"
    assert page.evaluate(PALE) == []
    page.evaluate("document.querySelector('.pc-brand').style.color = '#7a7a7a'")
    assert page.evaluate(PALE) == ["pc-brand: plancite"]
    keep(page, f"dark-{path.split('?')[0] or ('ask' if path else 'overview')}")


def test_forced_colours_keep_what_a_ground_alone_would_say(open_page):
    page = open_page(WIDE, f"?q={quote(QUESTION)}&cite=1", forced_colors="active")
    await_in_view(page, ".pc-source .pc-mark")
    for told in (".pc-mark", ".pc-figure", ".pc-verdict"):
        width = page.locator(told).first.evaluate("e => getComputedStyle(e).borderTopWidth")
        assert width == "1px", told
    keep(page, "forced-colours")
