"""Agencies: who is named, who leads, and which name means whom."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.glossary import load_glossary
from ingest.targets.agencies import find_agency, read_agencies
from ingest.targets.outline import split_sections


@pytest.mark.parametrize(
    ("cell", "names", "lead"),
    [
        ("教育部", "教育部", "教育部"),
        ("各機關、法務部（廉政署）", "各機關 法務部 廉政署", "各機關 法務部"),
        (
            "法務部(國際及兩岸法律司、調查局)、內政部(警政署、移民署)",
            "法務部 國際及兩岸法律司 調查局 內政部 警政署 移民署",
            "法務部 內政部",
        ),
        ("主辦機關：法務部（廉政署）。 協辦機關：各機關", "法務部 廉政署 各機關", "法務部"),
        (
            "主辦機關：甲辦公室、法務部(調查局)。 協辦機關：財政部(關務署)、外交部",
            "甲辦公室 法務部 調查局 財政部 關務署 外交部",
            "甲辦公室 法務部",
        ),
        ("經濟部及交通部", "經濟部 交通部", "經濟部 交通部"),
        ("各機關（構）、行政院", "各機關（構） 行政院", "各機關（構） 行政院"),
        ("法務部 (廉政署)\n監察院", "法務部 廉政署 監察院", "法務部 監察院"),
        ("無。", "", ""),
    ],
)
def test_cell(cell, names, lead):
    assert read_agencies(cell) == (tuple(names.split()), tuple(lead.split()))


@pytest.mark.parametrize(
    ("name", "agency"),
    [
        ("退輔會", "國軍退除役官兵輔導委員會"),
        ("金管會", "金融監督管理委員會"),
        ("內政部警政署", "警政署"),
        ("交通部", "交通部"),
        ("達成情形如下", None),
        ("說明", None),
    ],
)
def test_a_heading_names_an_agency_of_the_measure(name, agency):
    known = ["國軍退除役官兵輔導委員會", "金融監督管理委員會", "警政署", "交通部"]
    assert find_agency(name, known) == agency


def test_the_glossary_knows_abbreviations_the_letters_do_not_give():
    assert find_agency("刑事局", [], load_glossary().canonical) == "刑事警察局"


def test_sections_follow_numbers_and_agencies():
    text = "概述。 1. 甲署(3案)：說明。 (1)一。 (2)二。 2.乙署：說明。 丙部：其他。"
    known = {"甲署": "甲署", "乙署": "乙署", "丙部": "丙部"}
    sections = [(s.path, s.agency) for s in split_sections(text, known.get)]
    assert sections == [
        ((), None),
        (("1",), "甲署"),
        (("1", "1"), "甲署"),
        (("1", "2"), "甲署"),
        (("2",), "乙署"),
        ((), "丙部"),
    ]


@given(st.text("甲部署局、（）()：主辦協辦機關。 \n", max_size=60))
def test_any_cell_is_read(cell):
    names, lead = read_agencies(cell)
    assert set(lead) <= set(names)
    assert all(name.strip() for name in names)


def test_one_character_before_a_colon_tells_who_leads_and_nowhere_else():
    names, lead = read_agencies("主：科國處\n協：教育部、勞動部")
    assert names == ("科國處", "教育部", "勞動部") and lead == ("科國處",)
    assert "農協：總會" in read_agencies("農協：總會、工協")[0]
