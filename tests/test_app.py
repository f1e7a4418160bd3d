"""The page over a fake engine: what it says, what it opens, and that source text stays text."""

from __future__ import annotations

import doctest
import re
import tomllib
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from typing import get_args
from urllib.parse import parse_qsl

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from fake_engine import HOSTILE, MET, FakeEngine
from index.damage import StoreError
from ingest.records import Change, OfficialStatus, RecordKind, Verdict
from qa import engine, explanations
from qa.answer import AnswerFigure, AnswerKind, Role
from qa.tables import TargetRow
from qa.trends import list_trends
from qa.ui import (
    ask,
    cards,
    charts,
    derived,
    leading_on,
    numbers,
    phrases,
    references,
    sorting,
    source,
    trend_rows,
)
from qa.ui.phrases import Phrases, all_texts, load_examples

ROOT = Path(__file__).resolve().parent.parent
APP = ROOT / "qa" / "ui" / "page.py"
STYLE = Path(charts.__file__).with_name("style.css")


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    """An engine in place of the real one, and no engine left over from another test."""
    st.cache_resource.clear()
    made = FakeEngine()
    monkeypatch.setattr(engine, "open_engine", lambda *_, **__: made)
    yield made
    st.cache_resource.clear()


def run_page(**parameters: str) -> AppTest:
    """Open the page at an address with these parameters."""
    app = AppTest.from_file(str(APP), default_timeout=60)
    for name, value in parameters.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def shown_html(app: AppTest) -> str:
    """All HTML a reader sees, without style and script blocks and what only waits to be copied."""
    bodies = [element.proto.body for element in app.get("html")]
    unseen = ("<style", '<span hidden class="pc-script', '<div hidden class="pc-shared"')
    return "\n".join(body for body in bodies if not body.startswith(unseen))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pictured = dict(attrs)
        if tag == "a" and pictured.get("class", "").startswith("pc-follow"):
            # A link of a view to itself.
            assert re.match(r"(ask|targets|compare|check)?\?", pictured.get("href") or "")
            return
        if tag == "img" and (pictured.get("src") or "").startswith("data:image/"):
            assert not [name for name in pictured if name.startswith("on")]
            self.text.append(pictured.get("alt") or "")
            return
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def read_html(html: str) -> tuple[set[str], str]:
    """The tags of some HTML, and the text a reader of it sees."""
    reader = _Reader()
    reader.feed(html)
    return reader.tags, "".join(reader.text)


def marked(app: AppTest) -> str:
    """The marked words of the source pane, without the tags of the source itself."""
    marks = re.findall(r'<mark class="pc-mark">(.*?)</mark>', shown_html(app), re.DOTALL)
    return re.sub(r"\s|</?(?:p|ol|li)\b[^<>]*>", "", "".join(read_html(mark)[1] for mark in marks))


def test_page_starts_with_examples_and_asks_one(fake: FakeEngine):
    app = run_page()
    assert fake.asked == []
    first = app.button(key="example-0")
    first.click().run()
    assert not app.exception
    assert fake.asked == [first.label]
    assert app.text_input(key="q").value == first.label


def test_answer_sets_its_figures_off(fake: FakeEngine):
    html = shown_html(run_page(q="緝返幾人"))
    assert '<strong class="pc-figure">92 人</strong>' in html
    assert '<strong class="pc-figure">153.3%</strong>' in html
    assert "92 ÷ 60 = 153.3%" in html


def test_answer_shows_its_card_with_verdict_in_words(fake: FakeEngine):
    text = read_html(shown_html(run_page(q="緝返幾人")))[1]
    for expected in (
        "措施 7",
        MET.title,
        "法務部",
        "≥ 60 人",
        "92 人",
        "達標",
        "已達績效目標值。",
        "八、肅貪",
    ):
        assert expected in text


def test_first_citation_stands_marked_beside_the_answer(fake: FakeEngine):
    app = run_page(q="緝返幾人")
    assert marked(app) == "共協緝外逃罪犯計92人"
    assert '<span class="pc-lineno">6</span>' in shown_html(app)
    assert '<span class="pc-lineno">9</span>' in shown_html(app)


def test_evidence_button_opens_its_own_passage(fake: FakeEngine):
    app = run_page(q="緝返幾人")
    app.button(key="evidence-0.0-measure:7:plan-109").click().run()
    assert not app.exception
    assert marked(app) == "外逃罪犯計92人"
    app.button(key="source-close").click().run()
    assert "cite" not in app.query_params


def test_rerun_for_a_citation_does_not_ask_again(fake: FakeEngine):
    app = run_page(q="緝返幾人")
    app.button(key="cite-1").click().run()
    assert fake.asked == ["緝返幾人"]


@pytest.mark.parametrize(
    "cite",
    [
        "9",
        "0",
        "-1",
        "x",
        "result@measure:99:plan-109",
        "result@measure:7:other",
        "9.9@measure:7:plan-109",
        "@@",
        "１",
    ],
)
def test_unknown_citation_in_the_address_is_said(fake: FakeEngine, cite: str):
    assert "不在索引中" in shown_html(run_page(q="緝返幾人", cite=cite))


def test_address_opens_answer_citation_and_language(fake: FakeEngine):
    app = run_page(q="緝返幾人", lang="en", cite="control_note@measure:7:plan-109")
    assert fake.asked == ["緝返幾人"]
    assert marked(app) == "已達績效目標值。"
    assert "Official statement" in shown_html(app)


def test_abstention_says_what_is_missing_and_offers_the_nearest(fake: FakeEngine):
    app = run_page(q="無此年度")
    text = read_html(shown_html(app))[1]
    assert "沒有確定的答案" in text
    assert text.count("文件不含111年") == 1
    assert "最接近的項目" in text
    app.button(key="open-measure:7:plan-109").click().run()
    assert "八、肅貪" in shown_html(app)


def test_list_is_a_table_whose_rows_open_cards(fake: FakeEngine):
    html = shown_html(run_page(q="全部措施"))
    assert "全部 2 項" in html
    rows = re.findall(r"<tr><td.*?</tr>", html, re.DOTALL)
    assert len(rows) == 2 and MET.title in rows[0]
    assert "card=measure%3A7%3Aplan-109" in rows[0]
    opened = run_page(q="全部措施", card="measure:7:plan-109")
    assert "八、肅貪" in shown_html(opened)


@pytest.mark.parametrize(
    "parameters",
    [{"q": "緝返幾人"}, {"q": "無"}, {"q": "空"}, {"q": "全部", "card": "measure:8:plan-109"}],
    ids=["answer", "abstention", "unusable question", "open card"],
)
def test_source_text_is_never_html_or_markdown(fake: FakeEngine, parameters: dict[str, str]):
    app = run_page(**parameters)
    tags, text = read_html(shown_html(app))
    assert not tags & {"script", "a", "img", "iframe"}
    assert HOSTILE in text
    labels = [*app.button, *app.expander, *app.markdown, *app.text_input]
    assert all("連結" not in (getattr(e, "label", "") or "") for e in labels)
    assert all("連結" not in e.value for e in app.markdown)


def draw_view(view: str) -> None:
    """Draw a view by itself; the page's own routing is followed in the browser test."""
    from importlib import import_module
    from types import SimpleNamespace

    from qa.ui import frame

    frame.run(SimpleNamespace(run=import_module(f"qa.ui.{view}").draw))


def run_view(view: str, **parameters: str | list[str]) -> AppTest:
    """Open one view at an address with these parameters."""
    app = AppTest.from_function(draw_view, default_timeout=60, kwargs={"view": view})
    for name, value in parameters.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


VIEWS = {
    "targets": {},
    "compare": {},
    "check": {},
    "check statuses": {"part": "statuses", "all": "yes"},
    "check coverage": {"part": "coverage"},
    "documents": {},
}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_shows_source_as_text(fake: FakeEngine, view: str, language: str):
    app = run_view(view.split()[0], lang=language, card="measure:8:plan-109", **VIEWS[view])
    if language == "en":
        app.session_state["lang"] = "en"
        app.run()
    tags, text = read_html(shown_html(app))
    assert not tags & {"script", "a", "img", "iframe", "input", "form"}
    assert HOSTILE in text or view == "targets"
    labels = [*app.button, *app.expander, *app.text_input, *app.toggle, *app.button_group]
    assert all("連結" not in (getattr(e, "label", "") or "") for e in labels)
    assert not app.markdown and not app.caption
    assert not app.error


def test_a_new_question_forgets_the_kind_chosen_for_the_last(fake: FakeEngine):
    app = run_page(q="緝返幾人", kind="list", lang="en")
    assert fake.limits == [(None, "list", "en")]
    app.text_input(key="q").set_value("緝返幾人啊").run()
    assert fake.limits[-1] == (None, None, "en")
    assert "kind" not in app.query_params


def test_what_leads_on_is_found_out_once_for_all_readers(fake: FakeEngine, monkeypatch: pytest.MonkeyPatch):
    found, suggest = [], leading_on.suggest
    monkeypatch.setattr(leading_on, "suggest", lambda *about: found.append(about) or suggest(*about))
    for _ in range(2):
        run_page(q="109年緝返全部")
    assert len(found) == 1
    run_page(q="109年緝返幾人")
    run_page(q="109年緝返全部")
    assert len(found) == 2
    monkeypatch.setattr(derived, "_MOST_FOLLOWED", 1)
    for question in ("108年緝返全部", "109年緝返全部"):
        run_page(q=question)
    assert len(found) == 4


def chip(app: AppTest, name: str):
    """The chip of this name of the answer shown."""
    return next(box for box in app.selectbox if box.key.startswith(f"chip-{name}-"))


def test_a_changed_year_asks_again_with_that_year(fake: FakeEngine):
    app = run_page(q="109年緝返幾人")
    assert chip(app, "year").value == 109
    chip(app, "year").set_value(108).run()
    assert fake.asked == ["109年緝返幾人", "108年緝返幾人"]
    assert app.text_input(key="q").value == "108年緝返幾人"


def test_a_changed_agency_asks_again_with_that_agency(fake: FakeEngine):
    app = run_page(q="法務部緝返幾人")
    assert chip(app, "agency").value == "法務部"
    chip(app, "agency").set_value("移民署").run()
    assert fake.asked[-1] == "移民署緝返幾人"


def test_a_changed_kind_and_document_ask_again_and_stay_in_the_address(fake: FakeEngine):
    app = run_page(q="緝返幾人")
    chip(app, "kind").set_value("compare").run()
    assert fake.limits[-1] == (None, "compare", None)
    chip(app, "doc").set_value("other").run()
    assert fake.limits[-1] == ("other", "compare", None)
    assert app.query_params["kind"] == "compare" and app.query_params["doc"] == "other"


def test_a_reason_that_the_answer_holds_is_not_said_twice(fake: FakeEngine, monkeypatch: pytest.MonkeyPatch):
    plain = fake.ask

    def abstain(question: str, **more: object):
        answer = "預算數未載。相近的段落如下。"
        return replace(plain("無" + question, **more), answer=answer, reason="預算數未載。")

    monkeypatch.setattr(fake, "ask", abstain)
    text = read_html(shown_html(run_page(q="經費")))[1]
    assert text.count("預算數未載") == 1 and "相近的段落如下" in text


def test_a_document_that_is_gone_is_one_line(fake: FakeEngine):
    assert "索引中沒有文件 nowhere" in shown_html(run_page(q="緝返幾人", doc="nowhere"))


def test_help_is_given_without_asking(fake: FakeEngine):
    app = run_page(q="What can I ask?")
    assert fake.asked == [] and "pc-help" in shown_html(app)
    app.button(key="example-0").click().run()
    assert len(fake.asked) == 1


def test_a_question_is_given_to_the_browser_to_keep_with_the_link_to_its_answer(fake: FakeEngine):
    html = shown_html(run_page(q='緝返"幾<人', doc="plan-109", cite="1"))
    kept = re.search(r'data-question="([^"]*)" data-link="([^"]*)"', html)
    assert unescape(kept[1]) == '緝返"幾<人'
    assert dict(parse_qsl(unescape(kept[2])[1:])) == {"q": '緝返"幾<人', "doc": "plan-109"}
    assert "data-question" not in shown_html(run_page())


def test_card_shows_every_year_in_one_row_and_the_arithmetic(fake: FakeEngine):
    text = read_html(shown_html(run_page(q="緝返幾人")))[1]
    row = re.sub(r"\s", "", text)
    assert "109年目標≥60人109年實績92人110年目標≥65人trending_up調高" in row
    assert "達成率 92 ÷ 60 = 153.3%；92 ≥ 60" in text
    assert "109年 目標 60 人、109年 實績 92 人、110年 目標 65 人" in text  # what the chart says in words


def test_citation_and_answer_are_ready_to_copy(fake: FakeEngine):
    codes = [block.value for block in run_page(q="緝返幾人", cite="1").code]
    assert any(
        code.startswith("依法務部110年8月「測試計畫 <b>109</b>」序次7，「達成情形」欄，第6至7行略以：")
        for code in codes
    )
    assert any("（民110）" in code for code in codes) and any("（2021）" in code for code in codes)
    assert any("> \\[1\\] 共協緝外逃罪犯計92人" in code for code in codes)


def test_targets_are_filtered_and_counted_from_the_address(fake: FakeEngine):
    app = run_view("targets", verdict=["not_met"])
    assert "顯示 1 項，共 2 項目標" in read_html(shown_html(app))[1]
    app.button_group(key="verdict").set_value(["not_met", "met"]).run()
    assert app.query_params["verdict"] == ["not_met", "met"]
    app.text_input(key="find").set_value("沒有這種目標").run()
    assert "沒有符合這些條件的目標" in shown_html(app)
    assert "pc-table" not in shown_html(app)


def test_targets_are_sorted_from_the_address_and_show_numbers_whole(fake: FakeEngine):
    def make(number: int | None, op: str = ">=", unit: str = "") -> TargetRow:
        value = None if number is None else Decimal(number)
        return TargetRow(MET, replace(MET.targets[0], target=value, op=op, actual=value, actual_unit=unit))

    rows = [make(7), make(None), make(1_234_567), make(30, "<=", "萬人")]
    falling = sorting.sort_rows(rows, lambda row: row.target.target, falling=True)
    assert [row.target.target for row in falling] == [1_234_567, 30, 7, None]
    shown = [numbers.write_wanted_number(row.target) for row in rows]
    assert shown == ["≥ 7", "", "≥ 1,234,567", "≤ 30"]
    assert [numbers.write_result(row.target) for row in rows] == ["7", "", "1,234,567", "30 萬人"]
    html = shown_html(run_view("targets", sort="-no", find="緝"))
    assert 'aria-sort="descending" class="pc-col-no' in html
    assert "sort=no&amp;" not in html and 'href="?sort=-no' in html


def test_lead_agency_is_told_from_any_role(fake: FakeEngine):
    app = run_view("targets")
    app.selectbox(key="agency").set_value("移民署").run()
    assert "顯示 1 項" in shown_html(app)
    app.segmented_control(key="role").set_value("lead").run()
    assert "沒有符合" in shown_html(app)
    assert app.query_params["role"] == "lead"


def test_compare_keeps_the_measures_and_changes_chosen(fake: FakeEngine):
    app = run_view("compare", change=["raised"])
    assert "1 個項目、1 列" in shown_html(app)
    app.multiselect(key="measure").set_value(["measure:8:plan-109"]).run()
    assert "沒有符合" in shown_html(app)
    app.button_group(key="change").set_value([]).run()
    assert "1 個項目、1 列" in shown_html(app)
    assert app.query_params["measure"] == "measure:8:plan-109"


def test_check_explains_a_contradiction_and_opens_its_passage(fake: FakeEngine):
    app = run_view("check")
    assert "「績效達成率」寫為99%，但 75 / 88 = 85.2%" in shown_html(app)
    app.button(key="contradiction-0-plan-109").click().run()
    assert marked(app) == "召開75次會議。"


def test_check_sets_official_beside_computed(fake: FakeEngine):
    text = read_html(shown_html(run_view("check", part="statuses")))[1]
    assert "2 項措施中，0 項的官方說法與數字不一致" in text
    assert "部分達標" in read_html(shown_html(run_view("check", part="statuses", all="yes")))[1]


def test_a_problem_opens_its_line(fake: FakeEngine):
    app = run_view("documents")
    app.button(key="problem-1-plan-109").click().run()
    html = shown_html(app)
    assert '<li class="pc-cited"><span class="pc-lineno">1</span>' in html


def test_english_switch_changes_everything_but_the_source(fake: FakeEngine):
    app = run_page(q="緝返幾人")
    app.segmented_control(key="lang").set_value("en").run()
    assert not app.exception
    html = shown_html(app)
    outside = re.sub(r'<(\w+)[^>]*lang="zh-Hant"[^>]*>.*?</\1>', "", html, flags=re.DOTALL)
    for texts in all_texts().values():
        word = texts["zh"]
        if "{" not in word and len(word) > 3:
            assert word not in outside
    assert app.button(key="ask").label == "Ask"
    assert "已達績效目標值。" in html


def test_an_open_page_notices_a_rebuilt_index(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    opened: list[FakeEngine] = []

    def open_one(*_: object, **__: object) -> FakeEngine:
        opened.append(FakeEngine())
        return opened[-1]

    st.cache_resource.clear()
    monkeypatch.setenv("PLANCITE_HOME", str(tmp_path))
    monkeypatch.setattr(engine, "open_engine", open_one)
    (tmp_path / "current").write_text("index-1")
    app = run_page(q="緝返幾人")
    app.button(key="cite-1").click().run()
    assert len(opened) == 1
    (tmp_path / "current").write_text("index-2")
    app.button(key="source-close").click().run()
    assert len(opened) == 2 and opened[1].asked == ["緝返幾人"]
    st.cache_resource.clear()


def test_engine_that_cannot_be_opened_is_one_line(monkeypatch: pytest.MonkeyPatch):
    def fail(**_: object) -> None:
        raise StoreError("expected format 1, found 2; run plancite build")

    st.cache_resource.clear()
    monkeypatch.setattr(engine, "open_engine", fail)
    app = run_page(q="緝返幾人")
    assert "expected format 1, found 2" in shown_html(app)
    assert not app.error


@pytest.mark.parametrize("built", [False, True])
def test_an_index_that_could_not_be_built_again_is_told_and_answers(
    fake: FakeEngine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, built: bool
):
    def open_old(*, tell: Callable[[str], None]) -> FakeEngine:
        tell("plan.txt: expected a text, <i>found none</i>; check the path")
        if built:
            (tmp_path / "current").write_text("index-2")
        return fake

    monkeypatch.setenv("PLANCITE_HOME", str(tmp_path))
    (tmp_path / "current").write_text("index-1")
    monkeypatch.setattr(engine, "open_engine", open_old)
    app = run_page(q="緝返幾人")
    # What was told of an index that then was built is of the past.
    assert ("仍以原有的索引回答：plan.txt: expected" in shown_html(app)) is not built
    assert "i" not in read_html(shown_html(app))[0]
    assert fake.asked == ["緝返幾人"]


def test_index_that_breaks_while_asking_is_one_line(fake: FakeEngine, monkeypatch: pytest.MonkeyPatch):
    def fail(question: str, **_: object) -> None:
        raise StoreError("expected vectors, found none; run plancite build")

    monkeypatch.setattr(fake, "ask", fail)
    app = run_page(q="緝返幾人")
    assert "expected vectors, found none" in shown_html(app)
    assert not app.error


@pytest.mark.parametrize("view", ["targets", "compare", "check", "documents"])
def test_index_that_breaks_in_a_view_is_one_line(
    fake: FakeEngine, monkeypatch: pytest.MonkeyPatch, view: str
):
    def fail(doc: str) -> None:
        raise StoreError("expected a whole part, found a damaged one; run plancite build")

    monkeypatch.setattr(fake, "reading", fail)
    app = run_view(view)
    assert not app.error
    assert "expected a whole part, found a damaged one" in shown_html(app)


def test_empty_question_is_one_line(fake: FakeEngine):
    app = run_page()
    app.button(key="ask").click().run()
    assert "請先輸入問題" in shown_html(app)
    assert fake.asked == []


def find_contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2 defines it."""

    def shine(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((shine(one), shine(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_right():
    assert find_contrast("#000000", "#ffffff") == pytest.approx(21)
    assert find_contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def list_colour_pairs(scheme: str) -> dict[str, tuple[str, str]]:
    """Each pair of text and ground of a theme and the style sheet, by where it stands."""
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"][scheme]
    sheet = STYLE.read_text("utf-8")
    light, dark = re.findall(r":root {(.*?)}", sheet, re.DOTALL)
    variables = dict(re.findall(r"(--pc-[\w-]+): (#\w{6});", light if scheme == "light" else dark))
    assert theme["backgroundColor"] == variables["--pc-paper"]
    pairs = {
        f"{ink} on {ground}": (theme[ink], theme[ground])
        for ink in ("textColor", "linkColor", "primaryColor")
        for ground in ("backgroundColor", "secondaryBackgroundColor")
    }
    pairs["on primaryColor"] = (variables["--pc-on-accent"], theme["primaryColor"])
    for selector, rules in re.findall(r"([^{}]+){([^{}]*)}", sheet):
        named = dict(re.findall(r"(?<![\w-])(color|background): ([^;!]+)", rules))
        ink, ground = (
            re.sub(r"var\((--[\w-]+)\)", lambda found: variables[found[1]], named.get(key, "").strip())
            for key in ("color", "background")
        )
        if re.fullmatch(r"#\w{6}", ink):
            both = [variables["--pc-paper"], variables["--pc-soft"]]
            grounds = [ground] if re.fullmatch(r"#\w{6}", ground) else both
            over_accent = ink == variables["--pc-on-accent"]
            pairs |= {
                f"{selector.strip()} on {g}": (ink, g) for g in grounds if not over_accent or g == ground
            }
    return pairs


@pytest.mark.parametrize(
    ("scheme", "where"),
    [(scheme, where) for scheme in ("light", "dark") for where in list_colour_pairs(scheme)],
)
def test_text_stands_out_from_its_ground(scheme: str, where: str):
    assert find_contrast(*list_colour_pairs(scheme)[where]) >= 4.5


def test_colours_stand_in_one_place_for_each_scheme():
    sheet = STYLE.read_text("utf-8")
    roots = re.findall(r":root {(.*?)}", sheet, re.DOTALL)
    names = [set(re.findall(r"(--pc-[\w-]+):", root)) for root in roots]
    assert len(names) == 2 and names[0] == names[1]
    # Paper takes the light ones: the dark ones are the screen's alone.
    assert re.findall(r"@media ([^{]*){\s*:root", sheet) == ["screen and (prefers-color-scheme: dark) "]
    assert not re.findall(r"#[0-9a-f]{3,6}\b", re.sub(r":root {.*?}", "", sheet, flags=re.DOTALL))


@pytest.mark.parametrize("colour", [charts.BAR, charts.MARK])
def test_marks_of_charts_stand_out(colour: str):
    assert find_contrast(colour, "#ffffff") >= 3
    dark = re.findall(r"--pc-picture: (#\w+)", STYLE.read_text("utf-8"))[1]
    assert find_contrast(charts._DARK[colour], dark) >= 3


def test_every_colour_of_a_chart_has_one_for_the_dark(fake: FakeEngine):
    picture = draw_one("76", "70")
    assert {*re.findall(r'(?:fill|stroke)="(#\w+)"', picture)} - {"#ffffff"} <= charts._DARK.keys()


def test_a_card_says_what_its_target_counts_and_its_number_as_written():
    row = replace(MET, written_no="4-4", targets=(replace(MET.targets[0], text="1萬5,500"),), next_targets=())
    [trend] = list_trends(row)
    told = trend_rows.trend_html(trend, [109], Phrases("zh"))
    assert trend.metric in told and "1萬5,500" not in told
    assert ">措施 4-4<" in cards.heading_html(row, Phrases("zh"))


def draw_one(actual: str, target: str, op: str = ">=") -> str:
    """The picture of one result against its target, as it is saved."""
    one = replace(MET.targets[0], target=Decimal(target), actual=Decimal(actual), op=op)
    [trend] = list_trends(replace(MET, targets=(one,), next_targets=()))
    return charts.draw_picture([trend], [109], Phrases("zh"), lambda doc: doc).decode()


@pytest.mark.parametrize(
    ("actual", "target", "reached"),
    [
        ("76", "75", True),
        ("75", "75", True),
        ("74.9", "75", False),
        ("7000001", "7000000", True),
        ("0", "5", False),
    ],
)
def test_a_mark_of_a_chart_never_hides_that_its_bar_reaches_it(actual: str, target: str, reached: bool):
    drawn = re.findall(
        r'<rect class="(\w+)" x="([\d.-]+)" y="([\d.-]+)" width="([\d.]+)"', draw_one(actual, target)
    )
    shapes = [(kind, float(x), float(y), float(x) + float(width)) for kind, x, y, width in drawn]
    [bar] = [shape for shape in shapes if shape[0] == "bar"]
    marks = [shape for shape in shapes if shape[0] == "mark"]
    over = [mark for mark in marks if mark[1] < bar[3] and bar[1] < mark[3]]
    assert bool(over) is not reached
    for mark in marks:
        # A bar that reaches its target begins no lower than the mark does, one that does not wholly below it.
        assert bar[2] <= mark[2] if reached else bar[2] >= mark[2] + 2.9


def test_a_chart_says_its_scale_unit_and_source(fake: FakeEngine):
    picture = draw_one("76.05", "70")
    for said in (">0<", ">80<", "單位：人", "來源：plan-109 第 ", 'aria-label="'):
        assert said in picture
    below = re.findall(r'<rect class="bar" x="[^"]*" y="([^"]*)"', draw_one("-5", "-3"))
    assert float(below[0]) == pytest.approx(charts._HEAD)
    page = shown_html(run_page(q="緝返幾人"))
    assert re.search(r"<figcaption>單位：人；來源：第 6–7 行</figcaption>", page)


def test_every_phrase_is_in_both_languages():
    for key, texts in all_texts().items():
        assert set(texts) == {"zh", "en"}, key
        # A year is written its own way in each language.
        fields = [set(re.findall(r"{(\w+)}", text)) - {"roc", "western"} for text in texts.values()]
        assert fields[0] == fields[1], key


@pytest.mark.parametrize(
    ("section", "kinds"),
    {
        "record": get_args(RecordKind),
        "verdict": get_args(Verdict),
        "official": get_args(OfficialStatus),
        "change": get_args(Change),
        "role": get_args(Role),
        "kind": get_args(AnswerKind),
    }.items(),
)
def test_whatever_is_read_has_a_name(section: str, kinds: tuple[str, ...]):
    assert [kind for kind in kinds if f"{section}.{kind}" not in all_texts()] == []


def test_examples_follow_the_edition():
    questions = [example.question for example in load_examples("zh", 112)]
    assert any("112年" in question for question in questions)
    assert not any("109" in question or "{" in question for question in questions)


@pytest.mark.parametrize(
    ("lines", "quote", "expected"),
    [
        (["甲乙丙"], "乙", ["乙"]),
        (["5 億 6,058 萬元"], "5億6,058萬元", ["5 億 6,058 萬元"]),
        (["計 <p>92</p>", "\t<p>人</p>"], "92人", ["92", "人"]),
        (["<li>件</li> <li>案"], "件案", ["件</li> <li>案"]),
        (["3 < 5 且 <p 不是標籤"], "3<5且<p不", ["3 < 5 且 <p 不"]),
        (["甲"], "乙", []),
        (["甲"], " ", []),
    ],
    ids=["plain", "spaces", "over lines", "list tags", "a stray bracket", "not there", "no words"],
)
def test_quote_is_marked_on_the_raw_line(lines: list[str], quote: str, expected: list[str]):
    marked_lines = source.mark_quote(list(enumerate(lines, 1)), 1, len(lines), quote)
    assert [line.text[slice(*line.mark)] for line in marked_lines if line.mark] == expected


@pytest.mark.parametrize(
    "module",
    [ask, charts, explanations, numbers, phrases, references, source],
    ids=lambda module: module.__name__,
)
def test_examples_in_docstrings_hold(module: ModuleType):
    results = doctest.testmod(module)
    assert results.attempted and not results.failed


def test_mark_stays_in_sight_of_a_long_line():
    long_line = "前" * 5000 + "引文" + "後" * 5000
    html = source.lines_html(source.mark_quote([(1, long_line)], 1, 1, "引文"), whole=False)
    assert len(html) < 1000
    assert '前<mark class="pc-mark">引文</mark>後' in html


def test_verdicts_have_words_and_icons_of_their_own():
    words = Phrases("zh")
    shown = {
        verdict: read_html(trend_rows.verdict_html(verdict, words))[1] for verdict in trend_rows.VERDICT_ICONS
    }
    assert len(set(shown.values())) == len(shown)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("共 92 人。", '共 <strong class="pc-figure">92 人</strong>。'),
        ("共 192 人，編號 92.5", "共 192 人，編號 92.5"),
        ("1,92 人", "1,92 人"),
        ("<b>92</b>", '&lt;b&gt;<strong class="pc-figure">92</strong>&lt;/b&gt;'),
    ],
    ids=["set off", "inside a longer number", "after a comma", "escaped"],
)
def test_figures_are_set_off_as_whole_numbers(text: str, expected: str):
    figure = AnswerFigure(Decimal(92), "人", "92人", 109, "actual", "", "plan", 1, None, None)
    assert numbers.set_off(text, (figure,)) == expected


def test_a_reference_follows_number_and_unit():
    figure = AnswerFigure(Decimal(45), "處", "45", 112, "actual", "", "plan", 1, None, 0)
    told = numbers.set_off("實際值45處。", (figure,), lambda at: f"[{at + 1}]")
    assert told == '實際值<strong class="pc-figure">45處</strong>[1]。'


def test_a_number_in_another_unit_is_not_taken_for_the_one_before_it():
    days = AnswerFigure(Decimal(30), "日", "30日", 113, "target", "", "plan", 1, None, 0)
    cases = AnswerFigure(Decimal(30), "件", "三十件", 113, "target", "", "plan", 2, None, 1)
    told = numbers.set_off("目標30日；目標30件。", (days, cases), lambda at: f"[{at + 1}]")
    first, second = (f'<strong class="pc-figure">{text}</strong>' for text in ("30日", "30件"))
    assert told == f"目標{first}[1]；目標{second}[2]。"


def test_figures_that_are_written_alike_refer_each_to_its_own_source():
    first = AnswerFigure(Decimal(4), "處", "4", 112, "actual", "", "plan", 1, None, 0)
    told = numbers.set_off(
        "4-1 整建（目標6處、實際4處）；序次4 疏濬（實際4處）；另4處。",
        (first, replace(first, no=4, citation=1)),
        lambda at: f"[{at + 1}]",
    )
    four = '<strong class="pc-figure">4處</strong>'
    assert told == f"4-1 整建（目標6處、實際{four}[1]）；序次4 疏濬（實際{four}[2]）；另{four}。"


@pytest.mark.parametrize(
    ("value", "operands", "expected"),
    [
        ("85.23", ("75", "88"), "75 ÷ 88 = 85.23%"),
        ("13", ("88", "75"), "88 − 75 = 13%"),
        ("163", ("88", "75"), "88 + 75 = 163%"),
        ("5", ("88", "75"), ""),
        ("5", ("88", "0"), ""),
    ],
    ids=["rate", "difference", "sum", "no operation gives it", "division by zero"],
)
def test_arithmetic_is_shown_only_when_it_holds(value: str, operands: tuple[str, ...], expected: str):
    made = [
        AnswerFigure(Decimal(number), "%", None, 109, "other", "", "plan", 1, None, None)
        for number in (*operands, value)
    ]
    computed = replace(made[-1], computed_from=(0, 1))
    assert numbers.write_arithmetic(computed, (*made[:-1], computed)) == expected
