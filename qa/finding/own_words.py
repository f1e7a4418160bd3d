"""The words a document has of its own for its entries and for who does them: 約定卡, 工作重點, 認養單位."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from index.tokens import fold_text
from ingest.records import Record
from ingest.tables.headings import read_heading
from qa.finding.heading_names import BRACKETED, part_number

_ENTRIES = ("measure", "kpi")
_TITLED = ("action", "name")
# What labels say beside the word itself.
_NAMED = ("編號及名稱", "名稱")
_BODIES = ("機關", "單位", "部門", "處室", "組室", "科室")
_JOINED = "／/、及與和"
_SHORTEST, _SHORT, _LONGEST = 2, 4, 8


def name_kinds(records: Sequence[Record]) -> dict[str, str]:
    """Return what a document calls its entries, folded, each with their kind.

    That is the label of what names them, and a short heading that all of a kind stand under.
    """
    found: dict[str, str] = {}
    for kind in _ENTRIES:
        own = [record for record in records if record.kind == kind]
        labels = Counter(_trim(label, _NAMED) for one in own for label in _list_labels(one, _TITLED))
        above = Counter(heading for one in own for heading in dict.fromkeys(one.path))
        usual = [word for word, count in labels.items() if 2 * count > len(own)]
        over_all = (_name_part(heading) for heading, count in above.items() if count == len(own) > 1)
        usual += [word for word in over_all if len(word) <= _SHORT]
        found |= {word: kind for word in usual if _SHORTEST <= len(word) <= _LONGEST}
    return found


def name_parts(records: Iterable[Record]) -> dict[str, str]:
    """Return the words by which a document says who does something, folded, each with the part they have.

    The word of 認養單位 is 認養; it is the lead's where those who support have a label of their own.
    """
    found: dict[str, str] = {}
    every = list(records)
    lead = "lead" if any("support" in record.fields for record in every) else "agency"
    for part, key in ((lead, "agencies"), ("support", "support")):
        for label in {label for record in every for label in _list_labels(record, (key,))}:
            word, whole = _trim(label, _BODIES), _trim(label, ())
            told = word != whole or part == "support"
            if told and _SHORTEST <= len(word) <= _LONGEST and not set(_JOINED) & set(word):
                found[word] = part
    return found


def _list_labels(record: Record, keys: Iterable[str]) -> list[str]:
    return [record.fields[key].label for key in keys if key in record.fields]


def _trim(label: str, endings: Sequence[str]) -> str:
    """Return the word of a label, folded, without brackets and what only says that it is a label."""
    words = BRACKETED.sub("", label).split()
    word = words[-1] if words else ""
    ending = next((one for one in endings if word.endswith(one) and word != one), "")
    return fold_text(word.removesuffix(ending)).strip()


def _name_part(heading: str) -> str:
    """Return what a part is called without its number, folded; empty where it says what its cells are."""
    name = BRACKETED.sub("", part_number(heading)[1]).strip()
    return "" if read_heading(name).field else fold_text(name)
