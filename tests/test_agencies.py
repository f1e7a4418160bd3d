"""Agencies: who is named, who leads, and which name means whom."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from building import make_document
from ingest.entries.assembly import assemble
from ingest.formats.webpage import read_webpage_blocks
from ingest.glossary import load_glossary
from ingest.records import Measure
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


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("東區、西區養護處（企劃科）", "東區養護處 西區養護處 企劃科"),
        ("北、中、南區檢驗中心", "北區檢驗中心 中區檢驗中心 南區檢驗中心"),
        ("第一、二、三河川分署", "第一河川分署 第二河川分署 第三河川分署"),
        ("第9、第10工務處協辦", "第9工務處 第10工務處"),
        ("臺北市、新北市政府，大安區、信義區公所", "臺北市政府 新北市政府 大安區公所 信義區公所"),
        ("各直轄市、縣（市）政府", "各直轄市政府 縣（市）政府"),
        # What is whole by itself stays, and so does what is not alike.
        ("文化部、教育部國教署", "文化部 教育部國教署"),
        ("水產試驗所、農業部漁業署", "水產試驗所 農業部漁業署"),
        ("臺北市、花東縱谷國家風景區管理處", "臺北市 花東縱谷國家風景區管理處"),
        ("社會及家庭署、農業部及交通部", "社會及家庭署 農業部 交通部"),
        ("各鄉（鎮、市、區）公所／－", "各鄉（鎮、市、區）公所"),
    ],
)
def test_agencies_that_share_their_ending_have_it_each(cell: str, names: str) -> None:
    assert read_agencies(cell)[0] == tuple(names.split())


def test_an_ending_is_shared_too_where_the_whole_names_stand_elsewhere() -> None:
    known = frozenset({"山線工務所", "東部海岸管理處"})
    assert read_agencies("東部海岸、花東縱谷管理處", known)[0] == ("東部海岸管理處", "花東縱谷管理處")
    assert read_agencies("東部海岸、花東縱谷管理處")[0] == ("東部海岸", "花東縱谷管理處")
    assert read_agencies("東部海岸管理處、花東縱谷管理處", known)[0] == ("東部海岸管理處", "花東縱谷管理處")


def test_a_document_knows_its_agencies_and_a_stroke_tells_who_helps_where_the_heading_says_so() -> None:
    page = """<table><tr><th>編號<th>措施<th>目標值<th>實際值<th>主辦／協辦
    <tr><td>1<td>整修步道<td>12公里<td>11公里<td>東部海岸、花東縱谷管理處／工程處
    <tr><td>2<td>汰換燈具<td>80盞<td>82盞<td>東部海岸管理處／－</table>"""
    writer = read_webpage_blocks(f"<html><body>{page}</body></html>".encode(), "a.html")
    made = assemble(make_document("\n".join(writer.lines), edition=113), writer.blocks)
    first, second = [record for record in made.records if isinstance(record, Measure)]
    assert first.agencies == ("東部海岸管理處", "花東縱谷管理處", "工程處")
    assert first.lead_agencies == ("東部海岸管理處", "花東縱谷管理處")
    assert (second.agencies, second.lead_agencies) == (("東部海岸管理處",), ("東部海岸管理處",))
