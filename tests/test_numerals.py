"""The numeral grammar: real snippets by style, and every style written and read back."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.figures.digits import CHINESE, COMMON, halfwidth, read_chinese
from ingest.figures.numerals import is_number, read_figures
from ingest.figures.units import compatible_units, match_unit
from ingest.figures.years import read_years

CASES = json.loads((Path(__file__).parent / "cases" / "numerals.json").read_text(encoding="utf-8"))
DIGITS = "零一二三四五六七八九"
ALPHABET = "0123456789０１９,，.．%-~() \n萬億千百十一兩三零餘多約第年月日條之至件人次元個分成點G以上下"


def describe(figure):
    found = [str(figure.value), figure.unit, figure.text]
    extra = {
        "bound": figure.bound if figure.bound != "=" else None,
        "upper": str(figure.upper) if figure.upper is not None else None,
        "approximate": figure.approximate or None,
    }
    extra = {key: value for key, value in extra.items() if value is not None}
    return [*found, extra] if extra else found


def test_common_numerals_have_the_value_the_library_gives():
    known = dict(COMMON)
    assert set(CHINESE) < set(known) and set(range(100)) <= set(known.values())
    COMMON.clear()
    try:
        assert {numeral: read_chinese(numeral) for numeral in known} == known
    finally:
        COMMON.update(known)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["style"])
def test_style(case):
    assert [describe(f) for f in read_figures(case["text"])] == case["figures"]


def write_chinese(number):
    """Write 1..9999 as a Chinese numeral, in full."""
    written, gap = "", False
    for power, scale in ((3, "千"), (2, "百"), (1, "十"), (0, "")):
        digit = number // 10**power % 10
        if digit:
            written += ("零" if gap and written else "") + DIGITS[digit] + scale
        gap = digit == 0
    return written


def write_mixed(number, space):
    """Write a number with 億 and 萬 between its groups, as 5 億 6,058 萬 643."""
    parts = []
    for power, scale in ((8, "億"), (4, "萬"), (0, "")):
        group = number // 10**power % 10**4
        if group:
            parts.append(f"{group:,}{space}{scale}")
    return space.join(parts).strip()


@given(st.integers(1, 10**12 - 1), st.sampled_from(["", " ", "\n"]), st.sampled_from("件人家元"))
def test_mixed_scales_read_back(number, space, unit):
    [figure] = read_figures(f"共計{write_mixed(number, space)}{unit}。")
    assert (figure.value, figure.unit) == (number, unit)


@given(st.integers(1, 9999))
def test_chinese_read_back(number):
    [figure] = read_figures(f"辦理{write_chinese(number)}場")
    assert (figure.value, figure.unit) == (number, "場")


@given(st.decimals(0, 10**6, places=2))
def test_decimals_read_back_in_ascii_and_full_width(number):
    wide = f"{number:,}".translate(str.maketrans("0123456789.,", "０１２３４５６７８９．，"))
    for written in (f"{number:,}%", f"{number}%", f"{wide}％"):
        [figure] = read_figures(f"比率達{written}，")
        assert (figure.value, figure.text) == (number, written)


@given(st.integers(1, 500), st.integers(1, 500), st.sampled_from(["至", "~", "-", "～", "–"]))
def test_ranges_read_back(lower, more, link):
    [figure] = read_figures(f"預計{lower}{link}{lower + more}件")
    assert (figure.value, figure.upper, figure.unit) == (lower, lower + more, "件")


@given(st.text(ALPHABET, max_size=60) | st.text(max_size=60))
def test_any_text_gives_exact_offsets(text):
    end = 0
    for figure in read_figures(text):
        assert text[figure.start : figure.end] == figure.text
        assert figure.start >= end
        end = figure.end
    for year in read_years(text, bare=True):
        assert text[year.start : year.end] == year.text


def test_a_very_long_text_is_read():
    assert len(read_figures("5件、" * 20_000)) == 20_000
    for hostile in (
        "1," * 50_000,
        "1萬" * 50_000,
        "一" * 100_000,
        "9" * 100_000,
        "第1、" * 30_000,
        "1 " * 50_000,
    ):
        read_figures(hostile)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("109年1月至12月", [109]),
        ("108 及 109 年", [108, 109]),
        ("106至109年度", [106, 109]),
        ("108學年度", [108]),
        ("2020年", [109]),
        ("民國九十八年", [98]),
        ("二〇二〇年", [109]),
        ("去(108)年", [108]),
        ("近3年、第109條", []),
        ("results in 2020", [109]),
    ],
)
def test_years(text, years):
    assert [year.year for year in read_years(text)] == years


def test_bare_years_only_where_asked_for():
    assert read_years("109 targets") == []
    assert [y.year for y in read_years("109 targets vs 2021", bare=True)] == [109, 110]


def test_halfwidth_keeps_the_length():
    text = "１，２３４件，５％"
    assert halfwidth(text) == "1,234件，5%"
    assert len(halfwidth(text)) == len(text)


@pytest.mark.parametrize("numeral", ["", "十十", "萬", "兆兆兆", "一" * 30])
def test_malformed_chinese_numerals_have_no_value(numeral):
    assert read_chinese(numeral) is None


def test_units_are_matched_longest_first_and_not_inside_words():
    assert match_unit("人次參加", 0) == "人次"
    assert match_unit("人權教育", 0) == ""
    assert compatible_units("場", "場次")
    assert not compatible_units("元", "美元")
    assert Decimal(0) == read_figures("0件")[0].value


@given(st.integers(0, 10**9), st.sampled_from(["{:,}", "{}", "{:,}.5", "{}.25"]))
def test_a_number_alone_is_read_as_it_is_among_words(number, form):
    text = form.format(number)
    # A line above that counts nothing makes it part of a text.
    [among] = read_figures(f"如下：\n{text}\n") or [None]
    alone = read_figures(text)
    if is_number(text):
        [one] = alone
        assert among is not None
        assert (one.value, one.unit, one.text, one.bound) == (among.value, among.unit, text, among.bound)
    else:
        assert len(text) > 3
