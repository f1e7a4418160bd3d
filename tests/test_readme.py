"""The pages say what the program does, the code is laid out as they say, and every pin is a pin."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from building import ROOT
from pages import (
    ARCHITECTURE,
    CHINESE,
    PACKAGES,
    README,
    list_commands,
    list_modules,
    write_answers,
    write_architecture,
    write_readme,
)

# What a make tells those it starts.
_TOLD_MAKE = {"MAKEFLAGS", "MFLAGS", "MAKEOVERRIDES", "MAKELEVEL", "PYTEST"}

FLOW = ("ingest", "index", "qa", "app")


def test_the_readme_shows_the_answers_the_program_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANCITE_HOME", "")
    page = README.read_text(encoding="utf-8")
    assert page.count("```console\n$ plancite ask") >= 2
    assert page == write_readme(page), "run `make docs`"


def test_the_first_answer_of_the_readme_is_cited() -> None:
    page = README.read_text(encoding="utf-8")
    shown = page.split("```console\n")[1].split("```")[0].splitlines()
    assert shown[0].startswith('$ plancite ask "')
    cited = [line for line in shown[2:] if line.startswith("  ")]
    assert len(cited) >= 3
    for line in cited:
        found = re.match(r"  (corpus/\S+\.txt):(\d+)(?:-(\d+))? \(\d+ \w+\)  (.+)$", line)
        assert found, line
        file, start, end, quote = found.groups()
        lines = (ROOT / file).read_text(encoding="utf-8").split("\n")[int(start) - 1 : int(end or start)]
        assert "".join(quote.rstrip("…").split()) in re.sub(r"<[^<>]+>|\s", "", "".join(lines))


def test_the_readme_names_every_command() -> None:
    page = README.read_text(encoding="utf-8")
    assert [
        name for name, help in list_commands().items() if f"| `plancite {name}` | {help} |" not in page
    ] == []


def test_commands_and_options_the_readme_mentions_exist() -> None:
    from qa.cli import build_parser

    page = README.read_text(encoding="utf-8")
    for line in re.findall(r"^(?:    |\$ )plancite ([^#>\n]+)", page, re.MULTILINE):
        build_parser().parse_args([word.strip('"') for word in re.findall(r'"[^"]*"|\S+', line)])


def list_calls(page: str) -> list[str]:
    """The commands a page shows in blocks, without what is said of them and without questions."""
    blocks = re.findall(r"```(?:powershell|console)\n(.*?)```", page, re.DOTALL)
    lines = [*re.findall(r"^    (\S.*)$", page, re.MULTILINE), *"\n".join(blocks).splitlines()]
    shown = (re.split(r" {2,}#", line)[0].strip() for line in lines)
    calls = r"plancite (?!ask \")|make |py |\.venv"
    return [line for line in shown if re.match(calls, line)]


def test_the_chinese_readme_shows_the_same_commands_and_its_own_answer() -> None:
    page, chinese = (path.read_text(encoding="utf-8") for path in (README, CHINESE))
    assert page.startswith("# plancite\n\n[正體中文](README.zh-TW.md)\n")
    assert len(list_calls(chinese)) > 10 and list_calls(chinese) == [
        call for call in list_calls(page) if call in list_calls(chinese)
    ]
    assert [name for name in list_commands() if f"| `plancite {name}` | " not in chinese] == []
    assert chinese == write_answers(chinese), "run `make docs`"
    assert "序次9" in chinese.split("```console")[1].split("```")[0]


def test_the_readme_credits_what_it_uses() -> None:
    page = README.read_text(encoding="utf-8")
    assert all(word in page for word in ("CC-CEDICT", "CC BY-SA 4.0", "article 9", "PLANCITE_HOME", "MIT"))


@pytest.mark.parametrize(
    "page",
    [README, CHINESE, ARCHITECTURE, ROOT / "corpus" / "README.md", ROOT / "docs" / "MEASURED.md"],
    ids=lambda path: path.name,
)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == []


def test_the_architecture_lists_every_module() -> None:
    page = ARCHITECTURE.read_text(encoding="utf-8")
    assert page == write_architecture(page), "run `make docs`"
    assert "- `engine`: " in page


def test_the_readme_says_how_to_call_the_command_before_it_calls_it() -> None:
    page = README.read_text(encoding="utf-8")
    for words in ("`.venv/bin/plancite`", "`. .venv/bin/activate`"):
        assert 0 < page.index(words) < page.index("$ plancite")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "call it as $(BIN)/plancite" in makefile


def test_every_promise_of_security_names_tests_that_are_there() -> None:
    page = README.read_text(encoding="utf-8")
    section = page.partition("\n## Security\n")[2].partition("\n## ")[0]
    promises, others = section.split("What is not promised")
    rows = [line for line in promises.splitlines() if line.startswith("| ")][1:]
    assert len(rows) >= 12
    for row in rows:
        named = re.findall(r"`(test_\w+\.py)::(test_\w+)`", row)
        assert named, row
        for file, test in named:
            assert f"\ndef {test}(" in (ROOT / "tests" / file).read_text(encoding="utf-8"), test
    assert all(words in others for words in ("No login", "Local users", "The network", "trusted like code"))


def test_files_the_architecture_names_exist() -> None:
    page = ARCHITECTURE.read_text(encoding="utf-8")
    names = re.findall(r"`((?:ingest|index|qa|corpus)/[\w/]+\.\w+)`", page)
    assert names
    assert [name for name in names if not (ROOT / name).is_file()] == []
    data = [p for package in PACKAGES for p in (ROOT / package).glob("*.toml")]
    unnamed = {p.relative_to(ROOT).as_posix() for p in data} - set(names) - {"index/training.toml"}
    assert unnamed == set()


def imported(path: Path) -> set[str]:
    """Return the top names a module imports, at its top or inside its functions."""
    names: set[str] = set()
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            names.add((node.module or "").split(".")[0])
    return names


@pytest.mark.parametrize("path", [*list_modules(), Path("app.py")], ids=str)
def test_imports_run_one_way(path: Path) -> None:
    names = imported(path)
    later = FLOW[FLOW.index(path.parts[0].removesuffix(".py")) + 1 :]
    assert names.isdisjoint(later)
    assert names.isdisjoint({"tests", "building", "utils"})
    if path.parts[:2] != ("qa", "ui") and path.name != "app.py" and path.as_posix() != "qa/cli.py":
        assert "streamlit" not in names
    if path.parts[:2] != ("qa", "api"):
        assert names.isdisjoint({"fastapi", "mcp", "mcp_types"})
    if path.parts[:2] != ("index", "milvus"):
        assert names.isdisjoint({"pymilvus", "milvus_lite", "grpc"})
    if path.parts[0] == "qa" and len(path.parts) == 2 and path.name != "cli.py":
        text = (ROOT / path).read_text(encoding="utf-8")
        assert "from qa.ui" not in text


@pytest.mark.parametrize("path", list_modules(), ids=str)
def test_modules_say_what_they_are(path: Path) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    assert (ast.get_docstring(ast.parse(text)) or "").splitlines()[0].endswith((".", "`.", ".toml."))


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return dict(
        re.fullmatch(r"([\w.-]+)==([\w.]+)", line).groups() for line in lines if line[:1] not in ("#", "")
    )


def test_every_library_is_pinned() -> None:
    pinned = {re.sub(r"[-_.]+", "-", name).lower() for name in pins()}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [
        *project["dependencies"],
        *(line for extra in project["optional-dependencies"].values() for line in extra),
    ]
    names = {re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", line)[0]).lower() for line in wanted}
    assert names - pinned == {project["name"]}
    assert pins()["torch"] == "2.13.0"


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
@pytest.mark.parametrize("target", ["run", "test"])
def test_make_installs_once(tmp_path: Path, target: str) -> None:
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copyfile(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")

    def plan() -> str:
        # What the make that runs the tests was told is nothing to this one.
        env = {name: value for name, value in os.environ.items() if name not in _TOLD_MAKE}
        done = subprocess.run(
            ["make", "-n", target], cwd=tmp_path, capture_output=True, text=True, check=True, env=env
        )
        return done.stdout

    assert "pip --disable-pip-version-check install" in plan()
    (tmp_path / ".venv").mkdir()
    for stamp in ("python", "run", "test"):
        (tmp_path / ".venv" / f"{stamp}.stamp").touch()
    assert "install" not in plan()
    (tmp_path / "constraints.txt").write_text("torch==2.13.1\n", encoding="utf-8")
    assert "install" in plan()
