"""The home's own catalog.toml, as a heading is put right in it: a line more or another, all else as it is."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

from index.durable import replace_file
from index.holding import take_turn
from ingest.catalog import CatalogEntry, apply_catalog, has_meaning
from ingest.records import UnreadableSource

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def name_label(home: Path, entry: CatalogEntry, label: str, meant: str) -> None:
    """Write which field a label of a document stands for. Raises UnreadableSource where it cannot be used.

    What a person wrote in the file stays as it stands, comments and all.
    """
    if not label.strip() or not has_meaning(meant):
        raise UnreadableSource(f"catalog.toml: expected a field for {label!r}, found {meant!r}")
    path = home / "catalog.toml"
    with take_turn(home):
        before = path.read_text("utf-8-sig") if path.is_file() else ""
        text = add_label(before, entry.id, label, meant)
        replace_file(path, text.encode())
        problems = apply_catalog(path, [entry])[1]
        if any(f"{label!r}" in problem.message for problem in problems):
            replace_file(path, before.encode())
            raise UnreadableSource(str(problems[0]))


def add_label(text: str, doc: str, label: str, meant: str) -> str:
    """Return the text of a catalogue with a document's label in it, in place of what it says of it so far.

    Raises UnreadableSource where the text is no TOML, or says it in a way that no line can be added to.

    >>> print(add_label('[plan-112]\\ntitle = "計畫"  # mine\\n', "plan-112", "怎麼做", "action"), end="")
    [plan-112]
    title = "計畫"  # mine
    <BLANKLINE>
    [plan-112.labels]
    "怎麼做" = "action"
    """
    header = f"[{_key(doc)}.labels]"
    line = f"{json.dumps(label, ensure_ascii=False)} = {json.dumps(meant)}"
    lines = text.split("\n")
    at = next((at for at, one in enumerate(lines) if _squeeze(one) in _headers(doc)), None)
    if at is None:
        lines = [*text.rstrip().split("\n"), "", header, line, ""] if text.strip() else [header, line, ""]
    else:
        end = next((n for n in range(at + 1, len(lines)) if lines[n].lstrip().startswith("[")), len(lines))
        held = next((n for n in range(at + 1, end) if _names(lines[n], label)), None)
        if held is None:
            lines.insert(at + 1, line)
        else:
            lines[held] = line
    made = "\n".join(lines)
    try:
        said = tomllib.loads(made).get(doc, {}).get("labels", {}).get(label)
    except (tomllib.TOMLDecodeError, AttributeError):
        said = None
    if said != meant:
        raise UnreadableSource(
            f"catalog.toml: expected a file to which {header} can be added, found one that is no TOML or has "
            f"it in another form; write {line} there"
        )
    return made


def _key(doc: str) -> str:
    return doc if _BARE.fullmatch(doc) else json.dumps(doc, ensure_ascii=False)


def _headers(doc: str) -> set[str]:
    """Return how the table of a document's labels may be headed, without spaces."""
    return {_squeeze(f"[{name}.labels]") for name in (doc, json.dumps(doc, ensure_ascii=False), f"'{doc}'")}


def _names(line: str, label: str) -> bool:
    """Say whether a line of a table is the one of a label."""
    try:
        return label in tomllib.loads(line)
    except tomllib.TOMLDecodeError:
        return False


def _squeeze(line: str) -> str:
    return "".join(line.partition("#")[0].split())
