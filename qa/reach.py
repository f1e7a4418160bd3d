"""Which documents a question that names a ministry may be answered from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.protocol import Lexical, Records
from index.record_set import DocumentHead
from index.tokens import cut_tokens
from qa.concepts import Topic
from qa.editions import Editions
from qa.retrieve import Retriever

# How much less of a question's words a ministry's own documents may hold than others and still be asked.
_AS_MUCH = 0.1


def find_reach(
    agencies: Sequence[Sequence[str]],
    topic: Topic,
    editions: Editions,
    retriever: Retriever,
    alone: bool,
) -> frozenset[str]:
    """Return the documents of the ministries a question names, and others that speak of them.

    With `alone` theirs are enough where they hold about as much of the question as the others do. A
    question that names none may be answered from any document, and so may one that names an agency
    without documents of its own.
    """
    records = retriever.records
    every = frozenset(records.heads)
    own = frozenset(doc for names in agencies for doc in editions.find_own(names))
    if not own or own == every:
        return every
    spoken = {doc for names in agencies for doc in _find_speaking(names, records, retriever.lexical)}
    others = spoken - own
    if not alone or not others:
        return own | others
    best = max(_share(doc, topic, retriever) for doc in others)
    enough = max(_share(doc, topic, retriever) for doc in own) >= best - _AS_MUCH
    return own if enough else own | others


def _find_speaking(names: Sequence[str], records: Records, lexical: Lexical) -> list[str]:
    """Return the documents that hold one of an agency's names, as far as its pairs of characters tell."""
    heads: list[DocumentHead] = list(records.heads.values())
    spoken = np.zeros(len(heads), dtype=np.bool_)
    for name in names:
        tokens = list(dict.fromkeys(cut_tokens(name)))
        spoken |= lexical.find_speaking(tokens, heads).all(axis=0)
    return [head.id for head, told in zip(heads, spoken.tolist(), strict=True) if told]


def _share(doc: str, topic: Topic, retriever: Retriever) -> float:
    """Return the share of a topic that the best record of a document holds."""
    head = retriever.records.heads[doc]
    numbers = range(head.first, head.last)
    return float(retriever.share_records(numbers, topic).max()) if numbers else 0.0
