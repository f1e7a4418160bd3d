"""An index of the two texts that are shipped and three plans that are made up, built once in a test run."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

import pytest

from building import ROOT, use_small_dictionary
from index.build import build_index
from index.store import Store
from ingest.glossary import load_glossary
from qa.engine import Engine
from qa.interpreter import Interpreter

CASES = Path(__file__).parent / "cases"
PLANS = {
    "lianzheng-109": ROOT / "corpus" / "lianzheng-109.txt",
    "moj-midterm": ROOT / "corpus" / "moj-midterm.txt",
    "lianzheng-111": CASES / "plans" / "lianzheng-111" / "lianzheng-111.txt",
    "mohw-112": CASES / "plans" / "mohw-112" / "mohw-112.docx",
    "motc-midterm-110-113": CASES / "plans" / "motc" / "motc-midterm-110-113.txt",
    "motc-report-111": CASES / "plans" / "motc" / "motc-report-111.txt",
}
# As the catalogue of the texts that are shipped has it.
TITLES = {"moj-midterm": "法務部中程施政計畫（106年至109年度）"}


@cache
def _build() -> Store:
    folder = Path(tempfile.mkdtemp(prefix="plancite-plans-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    rows = []
    for name, path in PLANS.items():
        shutil.copy(path, folder / path.name)
        title = f'title = "{TITLES[name]}"\n' if name in TITLES else ""
        rows.append(f'[{name}]\nfile = "{path.name}"\n{title}')
    (folder / "catalog.toml").write_text("".join(rows), encoding="utf-8")
    with pytest.MonkeyPatch.context() as monkeypatch:
        use_small_dictionary(monkeypatch)
        return build_index(folder / "home", None, folder)


@cache
def open_plans() -> Interpreter:
    """Return an interpreter over the plans."""
    return Interpreter(_build(), load_glossary())


@cache
def plans_engine() -> Engine:
    """Return an engine over the plans."""
    return Engine(_build(), load_glossary())
