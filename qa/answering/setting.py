"""What the conditions of a query are judged by: years, whose verdicts, names, earlier plans, the subject."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from index.tokens import cut_token_set, fold_text
from qa.answering.judging import Setting, find_official, is_of_kind
from qa.finding.entries import Entry
from qa.inquiry import Inquiry
from qa.query import Query, conditions_of, list_years, named_values
from qa.understanding.documents import find_owners, names_of

# So much of the words of the subject an entry's title and indicators hold that is about it.
_ABOUT = 0.6


def make_setting(inquiry: Inquiry, query: Query, entries: Sequence[Entry]) -> Setting:
    """Return what the conditions of a query are judged by, which is put to some entries."""
    kinds = named_values(query.where, "kind")
    chosen = [entry for entry in entries if not kinds or is_of_kind(entry, kinds)]
    years = list_years(query.where)
    return Setting(
        years,
        find_official(chosen, years),
        lambda name: names_of(inquiry, name),
        find_earlier(inquiry),
        _about(inquiry, query, entries),
        conditions_of(query.among),
        lambda doc: inquiry.scope.records.heads[doc].title,
    )


def _about(inquiry: Inquiry, query: Query, entries: Sequence[Entry]) -> Callable[[Entry], bool]:
    """Return the test whether an entry is about the subject of a query."""
    topic = inquiry.topic_of(" ".join(query.about)).beyond(owners_tokens(inquiry, entries)).known()
    if not query.about:
        return lambda entry: True
    return lambda entry: bool(topic.concepts) and topic.share(entry.title_tokens) >= _ABOUT


def owners_tokens(inquiry: Inquiry, entries: Sequence[Entry]) -> frozenset[str]:
    """Return the tokens of the agencies that the titles of the documents of some entries name.

    Whose plan it is may be said as well as what of it is asked for.
    """
    heads = inquiry.scope.records.heads
    titles = {heads[entry.doc].title for entry in entries}
    return cut_token_set("\n".join(name for title in titles for name in inquiry.agencies_in(title)))


def find_earlier(inquiry: Inquiry) -> Callable[[Entry], Entry | None]:
    """Return what finds the entry of the same kind and name in a plan that was set before."""

    @cache
    def owners() -> dict[str, frozenset[str]]:
        reach = inquiry.scope.docs if inquiry.limited else inquiry.scope.records.heads
        return find_owners(inquiry, tuple(reach))

    def find(entry: Entry) -> Entry | None:
        name, year = fold_text(entry.record.title), entry.record.edition or 0
        own = owners().get(entry.doc, frozenset())
        for doc, names in owners().items():
            if doc == entry.doc or not own & names:
                continue
            for other in inquiry.entries.of(doc):
                same = other.kind == entry.kind and fold_text(other.record.title) == name
                if same and (other.record.edition or 0) < year:
                    return other
        return None

    return find
