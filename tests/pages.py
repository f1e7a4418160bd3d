"""Writes what README.md, README.zh-TW.md, ARCHITECTURE.md and QUERY.md show: answers, commands, modules.

`python tests/pages.py` (or `make docs`) writes them anew; test_readme.py fails when they are out of date.
"""

from __future__ import annotations

import ast
import contextlib
import io
import os
import re
import shlex
from dataclasses import dataclass
from pathlib import Path

from building import ROOT, real_engine, real_home
from qa.answer import Language
from qa.cli import build_parser, main
from qa.query import read_query

README, ARCHITECTURE, QUERY = ROOT / "README.md", ROOT / "ARCHITECTURE.md", ROOT / "QUERY.md"
CHINESE = ROOT / "README.zh-TW.md"
PACKAGES = (
    "ingest",
    "ingest/formats",
    "ingest/pdf",
    "ingest/tables",
    "ingest/entries",
    "ingest/figures",
    "ingest/targets",
    "ingest/pairing",
    "ingest/checks",
    "index",
    "index/milvus",
    "qa",
    "qa/understanding",
    "qa/finding",
    "qa/answering",
    "qa/telling",
    "qa/exports",
    "qa/api",
    "qa/ui",
)
_EXAMPLE = re.compile(
    r"(?P<head>### (?P<title>[^\n]+)\n\n```json(?P<en>(?: en)?)\n(?P<query>(?:(?!```)[^\n]*\n)+)```\n\n)"
    r"(?P<told>(?:>[^\n]*\n)*)"
)
_CONSOLE = re.compile(r"(?<=```console\n)\$ plancite ([^\n]+)\n(?:(?!```)[^\n]*\n)*")


def list_modules() -> list[Path]:
    """Return the modules of the product, package by package, relative to the project's folder."""
    return [
        path.relative_to(ROOT)
        for package in PACKAGES
        for path in sorted((ROOT / package).glob("*.py"))
        if path.name != "__init__.py"
    ]


def list_commands() -> dict[str, str]:
    """Return the commands with their help."""
    [commands] = [action for action in build_parser()._actions if action.dest == "command"]
    return {choice.dest: choice.help or "" for choice in commands._choices_actions}


def write_readme(page: str) -> str:
    """Return the README with the answers and commands of the program as it is."""
    commands = "\n".join(f"| `plancite {name}` | {help} |" for name, help in list_commands().items())
    page = _fill(page, "commands", f"| command | what it does |\n|---|---|\n{commands}")
    return write_answers(page)


def write_answers(page: str) -> str:
    """Return a page with the answers of the program as it is."""
    return _CONSOLE.sub(lambda found: f"$ plancite {found[1]}\n{_run(found[1])}", page)


@dataclass(frozen=True, slots=True)
class Example:
    """A query of QUERY.md with its title, the language of its answer, and the answer that stands there."""

    title: str
    language: Language
    query: str
    told: str


def list_examples(page: str) -> list[Example]:
    """Return the queries of QUERY.md with the answers that stand behind them."""
    return [
        Example(found["title"], "en" if found["en"] else "zh-Hant", found["query"], found["told"])
        for found in _EXAMPLE.finditer(page)
    ]


def tell_example(example: Example) -> str:
    """Return the answer to an example, its sentence and notes, as QUERY.md quotes it."""
    answer = real_engine().run(read_query(example.query), language=example.language)
    lines = "\n".join((answer.answer, *answer.notes)).split("\n")
    return "".join(f"> {line}\n" for line in lines)


def write_query_page(page: str) -> str:
    """Return the page of queries with the answers of the program as it is."""
    told = {example.query: tell_example(example) for example in list_examples(page)}
    return _EXAMPLE.sub(
        lambda found: (
            f"### {found['title']}\n\n```json{found['en']}\n{found['query']}```\n\n{told[found['query']]}"
        ),
        page,
    )


def write_architecture(page: str) -> str:
    """Return the architecture page with the first line of every module."""
    lines = []
    for package in PACKAGES:
        lines.append(f"\n### {package}/\n")
        for path in list_modules():
            if path.parent.as_posix() == package:
                says = ast.get_docstring(ast.parse((ROOT / path).read_text(encoding="utf-8"))) or ""
                lines.append(f"- `{path.stem}`: {says.splitlines()[0] if says else ''}")
    return _fill(page, "modules", "\n".join(lines).strip())


def _fill(page: str, name: str, content: str) -> str:
    before, mark, rest = page.partition(f"<!-- {name} -->")
    _, end, after = rest.partition("<!-- end -->")
    return f"{before}{mark}\n{content}\n{end}{after}"


def _run(line: str) -> str:
    out = io.StringIO()
    os.environ["PLANCITE_HOME"] = str(real_home())
    with contextlib.redirect_stdout(out):
        main(shlex.split(line))
    return out.getvalue()


if __name__ == "__main__":
    README.write_text(write_readme(README.read_text(encoding="utf-8")), encoding="utf-8")
    QUERY.write_text(write_query_page(QUERY.read_text(encoding="utf-8")), encoding="utf-8")
    CHINESE.write_text(write_answers(CHINESE.read_text(encoding="utf-8")), encoding="utf-8")
    ARCHITECTURE.write_text(write_architecture(ARCHITECTURE.read_text(encoding="utf-8")), encoding="utf-8")
