"""The language and the script of a question."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from qa.answer import Language

if TYPE_CHECKING:
    import opencc

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_LATIN = re.compile(r"[A-Za-z]+")
_WIDE = {ord("　"): " ", **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}}
# What OpenCC gives and questions mean: before 案 it takes 几 for a table, behind 八 里 for the place 八里,
# and texts of the administration write 計畫 and 公布.
_OTHERWISE = (("几", "幾"), ("里面", "裡面"), ("計劃", "計畫"), ("公佈", "公布"))
_BIG5_RARE = 0xC9  # lead byte from which Big5 holds its less common characters
_GB_COMMON = 0xD7  # last lead byte of the common characters of GB 2312


def detect_language(question: str) -> Language:
    """Return the language a question is to be answered in; a mixed one is decided by its larger share.

    An English word counts as much as two Han characters; abbreviations in capitals count for
    nothing beside Han characters, since Chinese texts use them too.

    >>> detect_language("109年AEO認證幾家"), detect_language("109年有哪几项没达标")
    ('zh-Hant', 'zh-Hans')
    >>> detect_language("% of 廉政會報 chaired by the agency head")
    'en'
    """
    han = len(_HAN.findall(question))
    words = [word for word in _LATIN.findall(question) if not (han and word.isupper())]
    if len(words) * 2 > han:
        return "en"
    return "zh-Hans" if is_simplified(question) else "zh-Hant"


def to_traditional(question: str) -> str:
    """Return a question in half-width signs and Traditional characters, for matching only.

    Text in Traditional characters keeps its length; it is not converted at all.

    >>> to_traditional("１０９年洗钱案件起诉率")
    '109年洗錢案件起訴率'
    """
    narrow = narrow_width(question)
    if not is_simplified(narrow):
        return narrow
    converted = str(_converter().convert(narrow))
    for found, meant in _OTHERWISE:
        converted = converted.replace(found, meant)
    return converted


def narrow_width(text: str) -> str:
    """Return text with full-width ASCII made half-width, one character for one.

    >>> narrow_width("ＡＥＯ　１０９％？")
    'AEO 109%?'
    """
    return text.translate(_WIDE)


def is_simplified(text: str) -> bool:
    """Say whether a text has a character that only Simplified writing commonly uses.

    >>> is_simplified("參與平台"), is_simplified("参与平台")
    (False, True)
    """
    return any(map(_is_simplified_only, _HAN.findall(text)))


@cache
def _is_simplified_only(character: str) -> bool:
    # The two national character sets tell the scripts apart without a table of our own: what is
    # common in GB 2312 and absent or rare in Big5 is Simplified.
    try:
        common = character.encode("gb2312")[0] <= _GB_COMMON
        missing = False
        lead = character.encode("big5")[0]
    except UnicodeEncodeError as error:
        common = missing = error.encoding == "big5"
        lead = 0
    return missing or (common and lead >= _BIG5_RARE)


@cache
def _converter() -> opencc.OpenCC:
    import opencc  # a tenth of a second, for Simplified questions alone

    return opencc.OpenCC("s2tw")
