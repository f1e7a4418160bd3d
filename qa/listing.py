"""Questions and queries for entries: put to the entries of their documents, and told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from msgspec.structs import replace as replace_in

from index.tokens import fold_text
from qa.abstaining import Reason, abstain
from qa.answer import Answer
from qa.answering.entries import choose_entries
from qa.answering.judging import judge
from qa.answering.setting import make_setting
from qa.finding.entries import Entry
from qa.inquiry import Inquiry
from qa.query import (
    ANY,
    Condition,
    Is,
    Not,
    Query,
    Says,
    conditions_of,
    join_conditions,
    named_values,
    values_of,
)
from qa.telling.entries import LONGEST_COUNT, Part, tell_entries
from qa.understanding.entries import Asked, read_entries

# A value of these that stands nowhere was not asked of these documents.
_NAMED = ("strategy", "category", "link")
# What entries state of themselves: that nobody leads one is known only where it says who does.
# Whose entries are asked for: a list that leaves it out is one of others.
_LIMITING = ("agency", "lead", "support", "only")
_STATED = ("agency", "lead", "support", "only", "strategy", "category", "link", "unit")


def answer_entries(inquiry: Inquiry, longest: int = LONGEST_COUNT) -> Answer | None:
    """Answer with every entry that fits, and how many.

    None where no entries are asked for, or where not all that was asked is understood. Where no year is
    named and the latest edition of a plan has nothing that fits, the one before that has something is
    told as well. A count names its members in no more than `longest` characters, else by their numbers.
    """
    asked = read_entries(inquiry)
    if asked is None or asked.query.not_understood or _contradicts(conditions_of(asked.query.where)):
        return None
    stranger = _find_stranger(inquiry, asked)
    if stranger is not None:
        return abstain(inquiry, Reason("unknown_agency", {"agency": stranger}))
    parts = _choose(asked)
    if parts and _ranks_nothing(asked, parts):
        return abstain(inquiry, Reason("no_rate"))
    if not parts or not _is_answerable(asked, parts):
        return None
    full = [part for part in parts if part.chosen.rows]
    if not full and not asked.setting.years:
        full = [*parts[:1], *_look_earlier(inquiry, {part.doc for part in parts})]
    told = full or parts
    return tell_entries(inquiry, _name_documents(asked.query, told), told, longest)


def _find_stranger(inquiry: Inquiry, asked: Asked) -> str | None:
    """Return an agency that a question asks about and that neither the glossary nor any entry knows."""
    known = frozenset().union(*(entry.agencies for entry in asked.entries))
    for one in conditions_of(asked.query.where):
        item = one.item if isinstance(one, Not) else one
        for value in item.values if isinstance(item, Is) and item.field in _LIMITING else ():
            name = fold_text(str(value))
            named = inquiry.phrases.glossary.names_of(str(value)) or value == ANY
            if not named and not any(agency.endswith(name) for agency in known):
                return str(value)
    return None


def names_owners(inquiry: Inquiry, answer: Answer) -> bool:
    """Say whether the sentence of a list names each agency and strategy that was read as limiting it."""
    asked = read_entries(inquiry)
    limits = conditions_of(asked.query.where) if asked else ()
    named = (c for c in limits if isinstance(c, Is) and c.field in _LIMITING)
    return all(inquiry.phrases.agency(str(value)) in answer.answer for one in named for value in one.values)


def list_entries(inquiry: Inquiry, query: Query) -> Answer | None:
    """Answer a query for entries over all documents of an inquiry; None where none speaks of what is asked.

    Of documents that it names each is told, of others those that hold something that fits.
    """
    entries = tuple(entry for doc in inquiry.scope.docs for entry in inquiry.entries.of(doc))
    asked = Asked(query, entries, make_setting(inquiry, query, entries))
    parts = _choose(asked)
    if not parts or not _speaks(asked, parts):
        return None
    if _ranks_nothing(asked, parts):
        return abstain(inquiry, Reason("no_rate"))
    full = [part for part in parts if part.chosen.rows]
    named = named_values(query.where, "doc")
    return tell_entries(inquiry, query, parts if named else full or parts)


def _name_documents(query: Query, parts: Sequence[Part]) -> Query:
    """Return a query that names the documents its answer is from, whatever else comes to be indexed."""
    rest = [c for c in conditions_of(query.where) if not (isinstance(c, Is) and c.field == "doc")]
    docs = Is("doc", tuple(part.doc for part in parts))
    return replace_in(query, where=join_conditions((docs, *rest)))


def _contradicts(conditions: Sequence[Condition]) -> bool:
    """Say whether something is asked for and left out at once, which nobody means."""
    return any(isinstance(one, Not) and one.item in conditions for one in conditions)


def _ranks_nothing(asked: Asked, parts: list[Part]) -> bool:
    """Say whether the highest or lowest rate is asked for of entries that have none."""
    order = asked.query.order
    return order is not None and order.by == "rate" and not any(part.chosen.ranked for part in parts)


def _choose(asked: Asked) -> list[Part]:
    parts = []
    editions = {entry.doc: entry.record.edition or 0 for entry in asked.entries}
    for doc in sorted(editions, key=lambda doc: -editions[doc]):
        entries = [entry for entry in asked.entries if entry.doc == doc]
        chosen = choose_entries(asked.query, entries, asked.setting)
        if not chosen.rows and chosen.official and chosen.added:
            # The document's own word puts none there, its figures do.
            chosen = choose_entries(asked.query, entries, replace(asked.setting, official=frozenset()))
        if chosen.total:
            parts.append(Part(doc, chosen))
    return parts


def _is_answerable(asked: Asked, parts: list[Part]) -> bool:
    """Say whether the documents can be asked this at all: they speak of the year, and of what is named."""
    if not _speaks(asked, parts):
        return False
    every = [entry for part in parts for entry in part.chosen.total]
    found = any(part.chosen.rows for part in parts)
    judged = any(len(part.chosen.unjudged) < len(part.chosen.total) for part in parts)
    wanted = conditions_of(asked.query.where)
    # That no entry says certain words is no sign that nothing of the kind is there.
    stated = all(_is_stated(c, every, asked) and not isinstance(c, Says) for c in wanted)
    return found or (judged and stated and not asked.query.about and asked.query.order is None)


def _speaks(asked: Asked, parts: list[Part]) -> bool:
    """Say whether some entry is of each year, strategy, category and KPI that is named."""
    every = [entry for part in parts for entry in part.chosen.total]
    needed: list[Condition] = [
        c for c in conditions_of(asked.query.where) if isinstance(c, Is) and c.field in (*_NAMED, "year")
    ]
    # Of amounts that are denied for years that stand nowhere nothing is known.
    unnamed = tuple(year for year in asked.setting.years if year not in values_of(asked.query.where, "year"))
    needed += [Is("year", unnamed)] if unnamed else []
    return all(any(judge(c, entry, asked.setting).holds for entry in every) for c in needed)


def _is_stated(condition: Condition, every: Sequence[Entry], asked: Asked) -> bool:
    """Say whether most entries state what a condition asks of them, so that none of them can be denied."""
    if not isinstance(condition, Is) or condition.field not in _STATED:
        return True
    known = [judge(condition, entry, asked.setting).holds is not None for entry in every]
    return sum(known) * 2 >= len(known)


def _look_earlier(inquiry: Inquiry, asked: set[str]) -> Iterator[Part]:
    """Yield what the last edition before those asked has that fits."""
    for plan in inquiry.editions.plans:
        docs = inquiry.editions.by_year(plan).values()
        if not set(docs) & asked or inquiry.limited:
            continue
        for doc in reversed([doc for doc in docs if doc not in asked]):
            again = read_entries(inquiry.within({doc}))
            found = [part for part in _choose(again) if part.chosen.rows] if again else []
            if found:
                yield from found
                break
