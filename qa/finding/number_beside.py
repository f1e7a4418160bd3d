"""What speaks for and against numbers beside their words: their series, record, unit, year and role."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from qa.figures import unit_fits
from qa.finding.number_traits import NumberTraits
from qa.finding.numbers import NumberColumns, share_out
from qa.finding.ranking import docs_of, rank_series, read_wanted
from qa.finding.weights import share_known
from qa.inquiry import Inquiry

BESIDE = (
    "series_score",
    "series_belief",
    "series_named",
    "in_series",
    "unit",
    "same_unit",
    "wrong_unit",
    "no_unit_asked",
    "year",
    "no_year_asked",
    "wrong_year",
    "role",
    "wrong_role",
    "only_actual",
    "only_target",
    "only_derived",
    "told",
    "measure",
    "kpi",
    "other_kind",
    "record_score",
    "record_first",
    "record_found",
    "period",
    "cumulative",
    "cumulative_asked",
    "agency",
    "no_agency",
    "range",
    "english",
    "known",
    "doubts",
    "document_named",
    "of_edition",
    "before_edition",
    "behind_edition",
    "year_before",
    "year_after",
    "said",
    "judged",
    "difference_asked",
    "trend_asked",
    "asked",
)
# So many records are known by their places.
RECORDS = 30
_FAR_SERIES, _FAR_RECORD = -9.0, -3.0
_DERIVED = ("rate", "difference")
_SAID = re.compile(r"\d[\d,]*(?:\.\d+)?")

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
# By document and id how far a record is behind the first, and its place.
Ranks = Mapping[tuple[str, str], tuple[float, int]]


def read_beside(inquiry: Inquiry, ranks: Ranks, columns: Sequence[NumberColumns], chosen: Rows) -> Floats:
    """Return the features of BESIDE of chosen numbers of some documents, in ascending order."""
    reader = _Reader(inquiry, ranks)
    return np.concatenate([reader.read(one, rows) for one, rows in share_out(columns, chosen)])


class _Reader:
    """What of a question the features that are not of words are read from."""

    def __init__(self, inquiry: Inquiry, ranks: Ranks) -> None:
        self._inquiry, self._ranks = inquiry, ranks
        wanted = read_wanted(inquiry, inquiry.question.plain)
        self._asked, self._roles = wanted.asked, wanted.asked.roles
        self._known = share_known(wanted.topic)
        said = _SAID.findall(inquiry.question.plain)
        self._said = {Decimal(one.replace(",", "")): 1.0 for one in said}
        self._names = [name for names in inquiry.agencies for name in names]
        self._editions = {doc: inquiry.scope.records.heads[doc].edition for doc in docs_of(inquiry)}
        ranked = rank_series(inquiry)
        top = max((one.score for one in ranked), default=0.0)
        self._series: dict[str, dict[tuple[str, str, str | None], tuple[float, float, float]]] = {}
        for one in ranked:
            series = one.series
            of_doc = self._series.setdefault(series.doc, {})
            of_doc.setdefault(
                (series.id, series.metric, series.scope), (one.score - top, one.belief, one.named)
            )

    def read(self, columns: NumberColumns, rows: Rows) -> Floats:
        """Return the features of some numbers of a document."""
        doc, traits, question = columns.numbers[0].fact.doc, columns.traits, self._inquiry.question
        marks = {name: mark[rows] for name, mark in traits.marks.items()}
        cumulative = marks["cumulative"] if "cumulative" in question.wants else 0.0
        read: dict[str, NDArray[np.floating] | float] = {
            **marks,
            **self._read_series(doc, traits, rows),
            **self._read_units(traits, rows),
            **self._read_years(doc, traits, rows),
            **self._read_roles(traits, rows),
            **self._read_records(doc, traits, rows),
            **self._read_agencies(columns, rows),
            "cumulative_asked": cumulative,
            "said": traits.amounts.look_up(rows, self._said, 0.0) if self._said else 0.0,
            "document_named": doc in self._inquiry.named,
            "english": question.language == "en",
            "known": self._known,
            "judged": self._asked.judged,
            "difference_asked": self._asked.difference,
            "trend_asked": self._asked.trend,
            "asked": question.asked,
        }
        found = np.zeros((len(rows), len(BESIDE)))
        for at, name in enumerate(BESIDE):
            found[:, at] = read[name]
        return found

    def _read_series(self, doc: str, traits: NumberTraits, rows: Rows) -> dict[str, Floats]:
        ranked = self._series.get(doc, {})
        # What stands last is of numbers of no series that was ranked.
        read = np.array([*((*one, 1.0) for one in ranked.values()), (_FAR_SERIES, 0.0, 0.0, 0.0)])
        places = traits.series.look_up(rows, {key: at for at, key in enumerate(ranked)}, len(ranked))
        found = read[places.astype(np.int64)].T
        names = ("series_score", "series_belief", "series_named", "in_series")
        return dict(zip(names, found, strict=True))

    def _read_units(self, traits: NumberTraits, rows: Rows) -> dict[str, Floats | float]:
        units = self._inquiry.question.units
        if not units:
            return {"unit": 0.0, "same_unit": 0.0, "wrong_unit": 0.0, "no_unit_asked": 1.0}
        fits = traits.units.read(
            rows, lambda unit: bool(unit) and any(unit_fits(asked, unit) for asked in units)
        )
        same = traits.units.read(rows, lambda unit: unit in units)
        return {"unit": fits, "same_unit": same, "wrong_unit": 1 - fits, "no_unit_asked": 0.0}

    def _read_years(self, doc: str, traits: NumberTraits, rows: Rows) -> dict[str, Floats | float]:
        """Return where the years of numbers lie: by those asked for, by what their document reports on."""
        years, edition = self._inquiry.question.years, self._editions.get(doc)

        def read(is_so: Callable[[int], bool]) -> Floats:
            return traits.years.read(rows, lambda year: year is not None and is_so(year))

        inside = read(lambda year: year in years)
        known = edition is not None
        return {
            "year": inside,
            "no_year_asked": not years,
            "wrong_year": 1 - inside if years else 0.0,
            "of_edition": read(lambda year: year == edition),
            "before_edition": read(lambda year: known and year < (edition or 0)),
            "behind_edition": read(lambda year: known and year > (edition or 0)),
            "year_before": read(lambda year: year + 1 in years),
            "year_after": read(lambda year: year - 1 in years),
        }

    def _read_roles(self, traits: NumberTraits, rows: Rows) -> dict[str, Floats | float]:
        roles = self._roles
        inside = traits.roles.read(rows, lambda role: role in roles)
        return {
            "role": inside,
            "wrong_role": 1 - inside if roles else 0.0,
            "only_actual": 0.0 if roles else traits.roles.read(rows, lambda role: role == "actual"),
            "only_target": 0.0 if roles else traits.roles.read(rows, lambda role: role == "target"),
            "only_derived": traits.roles.read(rows, lambda role: role in _DERIVED and role not in roles),
        }

    def _read_records(self, doc: str, traits: NumberTraits, rows: Rows) -> dict[str, Floats]:
        ranks = {id: rank for (own, id), rank in self._ranks.items() if own == doc}
        scores = {id: score for id, (score, _) in ranks.items()}
        places = traits.entries.look_up(rows, {id: place for id, (_, place) in ranks.items()}, RECORDS)
        return {
            "record_score": traits.entries.look_up(rows, scores, _FAR_RECORD),
            "record_first": (places == 0).astype(np.float64),
            "record_found": (places < RECORDS).astype(np.float64),
        }

    def _read_agencies(self, columns: NumberColumns, rows: Rows) -> dict[str, Floats | float]:
        if not self._names:
            return {"agency": 0.0, "no_agency": 0.0}
        facts = (columns.numbers[at].fact for at in rows.tolist())
        texts = ("\n".join((fact.scope or "", fact.metric, fact.quote, fact.entry)) for fact in facts)
        named = np.array([any(name in text for name in self._names) for text in texts], np.float64)
        return {"agency": named, "no_agency": 1 - named}
