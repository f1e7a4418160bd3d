"""Whether a text in a PDF is a label of a known table, or a part of one that a narrow column tore apart."""

from __future__ import annotations

from functools import lru_cache

from ingest.labels import LabelSet, find_label, load_labels

_TABLES = ("measure", "annex", "kpi", "project")
_PAIRED = ("measure", "annex")


@lru_cache(maxsize=4096)
def is_label(text: str, paired: bool = True) -> bool:
    """Say whether a text is a whole label, of a table that pairs labels with values or of any."""
    return find_label(text, _PAIRED if paired else _TABLES) is not None


@lru_cache(maxsize=4096)
def is_label_part(text: str, paired: bool = True) -> bool:
    """Say whether a text is the beginning of a label, from three characters on."""
    return any(known.match(text) is not None for known in _labels(paired))


def _labels(paired: bool) -> tuple[LabelSet, ...]:
    return tuple(load_labels(kind) for kind in (_PAIRED if paired else _TABLES))
