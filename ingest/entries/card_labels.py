"""The labels of a document's cards: where each card begins, what stands under them, and what they say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ingest.blocks import Table
from ingest.entries.card_pairs import Pair, read_label, read_pairs
from ingest.entries.card_titles import part_titled
from ingest.entries.label_fields import give_field, guess_fields, name_known
from ingest.entries.unnamed import Stood, compare_labels
from ingest.labels import fold_label
from ingest.tables.headings import Heading, read_heading

# The labels of a card, by what they are known, each with what stands under it.
Card = list[tuple[str, str]]
# The fields whose figures an indicator of their own may stand above.
_FIGURES = ("target", "result")
# So many fields make a card however many labels of its own it has.
MANY_FIELDS = 4


@dataclass(slots=True)
class Labels:
    """How often each label stands before a value in a document's tables of pairs, and what it says.

    `named` are the fields of labels that no list of words knows, by what stands under them; `edition` is the
    year the document likely reports.
    """

    counts: Counter[str] = field(default_factory=Counter)
    named: dict[str, str] = field(default_factory=dict)
    edition: int | None = None

    def learn(self, tables: Sequence[Table], edition: int | None = None) -> None:
        """Count the labels of tables that may be cards, and tell what those say that are not known."""
        self.edition = edition
        stood = gather_stood(tables)
        for under in stood.values():
            self.counts[fold_label(under.label)] += len(under.values)
        read = {name: read_label(under.label)[0] for name, under in stood.items()}
        known = {name: name_known(heading, heading.field, edition) for name, heading in read.items()}
        self.named = guess_fields(stood, known | name_rows(tables), read, edition)
        self.named |= dict.fromkeys(find_openers(list_cards(tables), known | self.named), "indicator")

    def read(self, text: str) -> tuple[Heading, str]:
        """Return what a label says, and the number it counts itself by among others of its name."""
        heading, number = read_label(text)
        guess = self.named.get(key_label(text), "")
        return (give_field(heading, guess) if guess else heading), number


def key_label(text: str) -> str:
    """Return by what a label is known in all cards: its words without numbers, but with its years.

    >>> key_label("112年 實得"), key_label("實得1")
    ('#年實得112', '實得#')
    """
    return fold_label(text) + "".join(map(str, read_label(text)[0].years))


def name_rows(tables: Sequence[Table]) -> dict[str, str]:
    """Return what the rows above the labels of cards say without a label, where some have them."""
    titles = [title for table in tables for title, body in part_titled(table) if title and read_pairs(body)]
    numbered = any(title.no is not None for title in titles)
    return ({"row": "action"} if titles else {}) | ({"number of a row": "no"} if numbered else {})


def find_openers(cards: Sequence[Card], fields: Mapping[str, str]) -> set[str]:
    """Return the labels that name what the same figures below them are of, each time they come in a card.

    >>> card = [(name, "") for name in ("看點#", "說好的數", "年底點收", "看點#", "說好的數", "年底點收")]
    >>> find_openers([card], {"說好的數": "target", "年底點收": "result"})
    {'看點#'}
    """
    openers: set[str] = set()
    for names in ([name for name, _ in card] for card in cards):
        again = next((n for n in names if fields.get(n) in _FIGURES and names.count(n) > 1), None)
        if again is None:
            continue
        places = [at for at, name in enumerate(names) if name == again]
        parts = [names[start:end] for start, end in zip([0, *places], places, strict=False)]
        openers |= {
            name
            for name in parts[-1]
            if not fields.get(name) and all(part.count(name) == 1 for part in parts)
        }
    return openers


def list_cards(tables: Sequence[Table]) -> list[Card]:
    """Return the labels and values of each card of tables that may be cards."""
    return [
        [(key_label(label.text), value.text) for label, value in card if label and label.text.strip()]
        for table in tables
        for _, body in part_titled(table)
        for card in part_cards(read_pairs(body))
    ]


def gather_stood(tables: Sequence[Table]) -> dict[str, Stood]:
    """Return what stands under each label of tables that may be cards."""
    values: dict[str, list[str]] = {}
    places: dict[str, list[float]] = {}
    labels: dict[str, str] = {}
    cards: list[list[tuple[str, str]]] = []
    for body in (body for table in tables for _, body in part_titled(table)):
        for card in part_cards(read_pairs(body)):
            cards.append([])
            last = max(1, len(card) - 1)
            for place, (label, value) in enumerate(card):
                if label is not None and label.text.strip():
                    name = key_label(label.text)
                    labels.setdefault(name, label.text)
                    cards[-1].append((name, value.text))
                    values.setdefault(name, []).append(value.text)
                    places.setdefault(name, []).append(place / last)
    compared = compare_labels(cards)
    return {
        name: Stood(tuple(values[name]), tuple(places[name]), len(cards), *compared[name], label=label)
        for name, label in labels.items()
    }


def part_cards(pairs: Sequence[Pair]) -> Iterator[list[Pair]]:
    """Yield the pairs of each card; each begins where the label comes again that the first began with.

    Where that label is missing, the one that stands behind it in the first card begins the next.
    """
    named = [fold_label(label.text) if label is not None else "" for label, _ in pairs]
    first, second = [*dict.fromkeys(filter(None, named)), "", ""][:2]
    numbers = {name for name in set(named) if name and read_heading(name).field == "no"}
    card: list[Pair] = []
    held: set[str] = set()
    for name, pair in zip(named, pairs, strict=True):
        headless = name == second and second in held and len(held) >= MANY_FIELDS
        numbered = name in numbers and not held.isdisjoint(numbers)
        if card and name and (name == first or headless or numbered):
            yield card
            card, held = [], set()
        card.append(pair)
        held.add(name)
    if card:
        yield card
