"""What a heading says of the cells it stands over or beside, read by its parts."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from ingest.figures.units import load_units, match_unit
from ingest.labels import fold_label, own_labels
from ingest.markup import strip_tags
from ingest.tables.heading_years import WHOLE_YEARS, drop_years, read_heading_years
from ingest.tables.words import load_words

BRACKETS = re.compile(r"[(\[（【〔]([^()\[\]（）【】〔〕]*)[)\]）】〕]")
# 112年以前, 114年以後: years without an end.
_OPEN = re.compile(r"[0-9]{2,4}年度?(?:\(?含\)?)?(?:及|之)?(?:以前|以後|前|後)$")
_PERIOD = re.compile(
    r"(?:[0-9]{1,2}月?[至到~-])?[0-9]{1,2}月底?(?:止)?|第[一二三四1-4]季|[上下]半年|截至[0-9年月日底]+|[0-9]{2,3}學年度"
)
# 截至12月底 and 1月至12月 are all of a year.
_WHOLE_YEAR = re.compile(r"(?:截至)?(?:1月?[至到~-])?12月底?(?:止)?|截至(?:12月31日|年底)")
_SCALES = {"兆": 12, "億": 8, "百萬": 6, "佰萬": 6, "十萬": 5, "萬": 4, "千": 3, "仟": 3, "百": 2, "佰": 2}
# No unit begins with these.
_WHOLE_SCALES = frozenset({"兆", "億", "萬"})
_SCALED = re.compile(rf"({'|'.join(_SCALES)})")
_MONEY = re.compile(r"^(?:新臺幣|新台幣|臺幣|台幣|NT\$|NTD)")
# The name of a thing stands in its column: 措施名稱, 指標名稱.
_NAME = re.compile(r"(?<=[一-龥]{2})名稱$")
# The mark of a note below the table: 達成率註1.
_NOTE_MARK = re.compile(r"(?:註[0-9一二三四五六七八九十]{1,2}|\*+)$")
_JOINED = re.compile("[及與和暨]")
# What may share the cells of another role.
_BESIDE = frozenset({"status", "rate", "note", "control_note"})
_UNIT_MARK = re.compile(r"^(?:計量|度量)?單位[:]?")
_LONGEST = 40
# What stands for a year in a label of a catalogue.
_ANY_YEAR, _SOME_YEAR = "{Y}", "109"
_LEAST = 0.5
_LONGEST_CHOICE = 12

# Fields whose cells are figures or states; a column of any other names or describes its row.
DATA = frozenset({"target", "result", "budget", "final", "remainder", "rate", "difference", "status"})
Basis = Literal["original", "revised"]


@dataclass(frozen=True, slots=True)
class Heading:
    """What one heading says: the field it names (empty for a plain noun), years, unit, scale and basis.

    `core` is what is left without years, units and brackets; `options` are the words in its brackets.
    `undated` says that it adds up several years; `offset` by how many its year is off that of its document.
    """

    text: str
    field: str = ""
    years: tuple[int, ...] = ()
    unit: str = ""
    scale: Decimal = Decimal(1)
    basis: Basis | None = None
    period: str | None = None
    core: str = ""
    undated: bool = False
    options: tuple[str, ...] = ()
    offset: int = 0


def read_heading(text: str) -> Heading:
    """Read a heading by its parts, whatever their order.

    >>> h = read_heading("113年度 目標值(千元)")
    >>> h.field, h.years, h.unit, h.scale
    ('target', (113,), '元', Decimal('1000'))
    >>> [read_heading(text).field for text in ("109年度(1月至12月)目標達成情形", "達成情形(是/否/部分)")]
    ['result', 'status']
    >>> read_heading("機關年度資本門預算執行率").field
    ''

    What the catalogue says of a document's own labels (`ingest.labels.use_labels`) goes before.
    """
    heading = _read(text)
    own = next((meant for label, meant in own_labels() if _folds(label) == fold_label(text)), None)
    return replace(heading, field=_find_meant(own)) if own else heading


def _find_meant(meant: str) -> str:
    """Return the field a catalogue names, by its key or by a known label of it."""
    return meant if meant in load_words().names else _read(meant.replace(_ANY_YEAR, _SOME_YEAR)).field


def _folds(label: str) -> str:
    return fold_label(label.replace(_ANY_YEAR, _SOME_YEAR))


@lru_cache(maxsize=4096)
def _read(text: str) -> Heading:
    folded = "".join(unicodedata.normalize("NFKC", strip_tags(text)).split())
    if not folded or len(folded) > _LONGEST * 2:
        return Heading(text, core=folded)
    inner = BRACKETS.findall(folded)
    bare = BRACKETS.sub("", folded).strip(":;,、。-「」『』\"'*")
    years = read_heading_years(strip_tags(text))
    period = _PERIOD.search(folded)
    if period and _WHOLE_YEAR.fullmatch(period[0]):
        bare, period = bare.replace(period[0], ""), None
    units = (read_unit(part) for text in inner for part in (text, *re.split(r"[,、;:]", text)))
    unit, scale = next((read for read in units if read[0]), ("", Decimal(1)))
    core = drop_years(bare) if years else bare
    if core.endswith("%"):
        # 進住率% needs no brackets around its unit.
        core, unit = core.rstrip("%"), unit or "%"
    core = _NOTE_MARK.sub("", re.sub(r"[「」『』\"'/／、,:;]", "", core))
    undated = not years and (any(word in core for word in load_words().undated) or bool(_OPEN.search(core)))
    if not years and core.isdecimal() and int(core) in WHOLE_YEARS and any(map(_says_role, inner)):
        # 110(實際): a year alone may have a role in brackets.
        years, core = (int(core),), ""
    heading = Heading(text, "", years, unit, scale, None, period and period[0], core, undated, tuple(inner))
    heading = replace(heading, offset=0 if years else _find_offset(core))
    heading = _read_field(heading)
    # 場次 and 人數 alone say what is counted in; 項目 and 年度 name what they stand over.
    if not unit and not heading.field and (named := read_unit(core))[0] and core != "年度":
        heading = replace(heading, unit=named[0], scale=named[1])
    return heading


def _read_field(heading: Heading) -> Heading:
    """Find which field the last word of a heading names, and how much of the heading that word is."""
    words, core = load_words(), _NAME.sub("", heading.core)
    if core in words.alone:
        return replace(heading, field=words.alone[core])
    compound = next((key for key in ("target", "result") if (core, key) in words.compound), "")
    if compound:
        return replace(heading, field=compound)
    told = next((option for option in heading.options if _names_data(option)), "")
    if not core and told:
        return replace(heading, field=_read(told).field)
    if heading.period and core != heading.period:
        core = core.replace(heading.period, "")
    basis, core = _read_basis(core)
    key = _find_last_word(core) or _find_last_word(heading.core) or _find_joined(core)
    if not key:
        key, unit, scale = _find_counted(core)
        heading = replace(heading, unit=heading.unit or unit, scale=heading.scale if heading.unit else scale)
    choices = any("/" in option and len(option) <= _LONGEST_CHOICE for option in heading.options)
    if choices and key in ("result", "target", ""):
        key = "status"
    if key == "agencies" and heading.unit:
        key = ""
    return replace(heading, field=key, basis=basis if key == "target" else None)


def _find_joined(core: str) -> str:
    """Return the field of a heading that joins one with a state or a rate: 執行結果及狀態.

    後續預定 is 預定, whatever it is said to come after.
    """
    alone = load_words().alone.get(_drop_fillers(core), "")
    if alone in ("target", "result"):
        return alone
    fields = [_find_last_word(part) or load_words().alone.get(part, "") for part in _JOINED.split(core)]
    return fields[0] if len(fields) == 2 and fields[0] in DATA and fields[1] in _BESIDE else ""


def _find_counted(core: str) -> tuple[str, str, Decimal]:
    """Return role, unit and multiplier of a heading that says what it counts behind: 目標戶數, 完成場次."""
    for head, key in load_words().counted:
        rest = core.removeprefix(head)
        for counted in (rest, rest.removesuffix("數")) if rest != core else ():
            unit, scale = read_unit(counted) if counted else ("", Decimal(1))
            if unit and unit not in load_units().times:
                return key, unit, scale
    return "", "", Decimal(1)


def _names_data(option: str) -> bool:
    return len(option) <= _LONGEST_CHOICE and "/" not in option and _read(option).field in DATA


def _says_role(option: str) -> bool:
    return _names_data(option) or option in load_words().expected


def _find_offset(core: str) -> int:
    """Return by how many years a heading is off that of its table: 上年度預算數, but not 較上年度增減."""
    words = load_words()
    found = [(core.find(word), len(word), offset) for word, offset in words.relative if word in core]
    if not found:
        return 0
    place, _, offset = max(found, key=lambda one: (one[1], -one[0]))
    return 0 if core[:place].endswith(words.compared) else offset


def _read_basis(core: str) -> tuple[Basis | None, str]:
    """Return which of two targets a heading says it is, and the heading without the words that say it."""
    words = load_words()
    basis: Basis | None = None
    kinds: tuple[tuple[Basis, tuple[str, ...]], ...] = (
        ("revised", words.revised),
        ("original", words.original),
    )
    for kind, marks in kinds:
        found = next((mark for mark in marks if core.startswith(mark) and core != mark), None)
        if found and basis is None:
            basis, core = kind, core.removeprefix(found)
    return basis, core


def _find_last_word(core: str) -> str:
    """Return the field of the longest word that ends a heading and is most of it."""
    words = load_words()
    best, share = "", 0.0
    for word, key in words.ending.get(core[-1:], ()):
        if not core.endswith(word):
            continue
        rest = _drop_fillers(core[: -len(word)])
        found_share = len(word) / (len(word) + len(rest))
        if key in words.long and len(core) <= _LONGEST:
            found_share = max(found_share, _LEAST)
        if found_share > share:
            best, share = key, found_share
        if found_share > _LEAST:
            # The longest word that fits is the most exact.
            break
    return best if share > _LEAST or (share == _LEAST and best in words.long) else ""


def _drop_fillers(text: str) -> str:
    for word in load_words().fillers:
        text = text.replace(word, "")
    return text


@lru_cache(maxsize=1024)
def read_unit(text: str) -> tuple[str, Decimal]:
    """Return the unit a text names and by what its figures are multiplied; empty for no unit.

    >>> read_unit("單位：新臺幣千元"), read_unit("萬人次"), read_unit("%"), read_unit("是/否")
    (('元', Decimal('1000')), ('人次', Decimal('10000')), ('%', Decimal('1')), ('', Decimal('1')))
    >>> read_unit("單位：萬單元課程"), read_unit("單位：百萬人率")
    (('單元課程', Decimal('10000')), ('百萬人率', Decimal('1')))
    """
    folded = "".join(unicodedata.normalize("NFKC", text).split())
    marked = _UNIT_MARK.match(folded)
    folded = _UNIT_MARK.sub("", folded)
    first = re.split(r"[;,、]", folded)[0] if marked else folded
    money = _MONEY.match(first)
    first = _MONEY.sub("", first)
    scale = Decimal(1)
    prefix = _SCALED.match(first)
    if prefix and first != prefix[0] and prefix[0] in _SCALES:
        rest = first[prefix.end() :]
        if _is_unit(rest):
            return rest, Decimal(10) ** _SCALES[prefix[0]]
    if first and _is_unit(first):
        return first, scale
    if money and first in _SCALES:
        return "元", Decimal(10) ** _SCALES[first]
    if first in ("百分比", "百分率"):
        return "%", scale
    if marked and prefix and prefix[0] in _WHOLE_SCALES and _is_counted(first[prefix.end() :]):
        return first[prefix.end() :], Decimal(10) ** _SCALES[prefix[0]]
    if marked and 0 < len(first) <= 8 and not first[0].isdigit():
        return first, scale
    return "", scale


def _is_counted(text: str) -> bool:
    """Say whether what stands behind a multiplier may be an unknown unit: 公秉油當量, but not 人率 or 分."""
    return len(text) > 1 and "一" <= text[0] <= "龥" and not text.endswith("率")


def _is_unit(text: str) -> bool:
    """Say whether a text is a unit, or one for each of something: 公噸/日."""
    counted, mark, each = text.partition("/")
    known = bool(counted) and match_unit(counted, 0) == counted
    return known and (not mark or 0 < len(each) <= 4)


def names_total(text: str) -> bool:
    """Say whether a row adds up others.

    >>> names_total("合　計"), names_total("總計畫")
    (True, False)
    """
    return _fold(text) in load_words().totals


def ends_in_total(text: str) -> bool:
    """Say whether the name of a row says that it adds up others, and which.

    >>> ends_in_total("公務預算小計"), ends_in_total("甲、乙、丙合計"), ends_in_total("資訊整合計畫")
    (True, True, False)
    """
    return _fold(text).endswith(tuple(load_words().totals))


def _fold(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", BRACKETS.sub("", text)).split())
