"""The course of a thing over the years as a picture: every value in it, also of few or none."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from decimal import Decimal

import pytest

from fake_engine import MET
from qa.trends import Point, Trend
from qa.ui.lines import draw_course
from qa.ui.phrases import Phrases

WORDS = Phrases("zh")


def draw(*points: Point, title: str = "查核") -> tuple[str, str]:
    """Return the HTML of a picture and the picture itself."""
    trend = Trend(replace(MET, title=title), None, None, "件", points, named="件")
    html = draw_course(trend, [109, 110, 111], WORDS, lambda doc: doc)
    return html, base64.b64decode(re.search(r"base64,([^\"]+)", html)[1]).decode()


def point(year: int, value: int, role: str = "actual") -> Point:
    return Point(year, role, Decimal(value), "plan-109")


def test_results_are_a_line_broken_where_none_is_known_and_targets_dashes():
    html, drawn = draw(point(109, 76), point(109, 75, "target"), point(110, 80), point(111, 90, "target"))
    assert len(re.findall("<polyline", drawn)) == 1 and len(re.findall('class="dot"', drawn)) == 2
    assert len(re.findall('class="mark"', drawn)) == 2
    dot, mark = (
        float(re.search(rf'class="{kind}"[^>]*? (?:cy|y1)="([^"]+)"', drawn)[1]) for kind in ("dot", "mark")
    )
    assert dot < mark, "76 stands above 75"
    assert "109年 實績 76 件" in html and "短橫線為目標" in html and "單位：件" in html
    broken = draw(point(109, 5), point(111, 6))[1]
    assert "<polyline" not in broken and len(re.findall('class="dot"', broken)) == 2


@pytest.mark.parametrize("points", [(), (point(110, 7),), (point(110, 0),), (point(109, -4), point(110, 3))])
def test_few_values_none_and_those_below_zero_are_drawn_within_the_picture(points: tuple[Point, ...]):
    html, drawn = draw(*points)
    places = [float(found) for found in re.findall(r' c?y[12]?="([^"]+)"', drawn)]
    assert places and all(0 <= place <= 200 for place in places)
    assert len(re.findall('class="dot"', drawn)) == len(points)
    assert "短橫線為目標" not in html


def test_a_title_of_any_length_and_content_is_cut_and_shown_as_text():
    html, drawn = draw(point(110, 7), title="<script>" + "長" * 2000)
    assert "<script>" not in html and "&lt;script&gt;" in html and html.count("長") < 100
    assert "<script>" not in drawn
