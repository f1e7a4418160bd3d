"""Writes requirements/run.txt and requirements/test.txt: every pinned library but torch, with its hashes.

`python tests/pins.py UV` (or `make hashes`) asks uv, the command UV, for the digests of all files the
registry has of a version, of every platform. torch is left out: the registry's file for Linux brings
CUDA, other places have one without under the same version, so that no one list of digests fits both.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "requirements"
UNHASHED = "torch"
_HEAD = "# Written by `make hashes` from constraints.txt: what is installed must have one of these digests.\n"


def read_pins() -> dict[str, str]:
    """Return the pinned versions by the libraries' plain names."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("==") for line in lines if line and not line.startswith("#"))
    return {canonicalize_name(name): version for name, version in pairs}


def list_libraries(extra: str = "") -> set[str]:
    """Return what plancite needs, with an extra or without, and what builds it, with all that these need.

    What torch needs differs by where it came from: only what is pinned is listed.
    """
    pins = read_pins()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = {"plancite": project["project"]["optional-dependencies"]}
    wanted = [*project["build-system"]["requires"], *project["project"]["dependencies"]]
    waiting = [Requirement(line) for line in wanted + extras["plancite"].get(extra, [])]
    found: set[tuple[str, str]] = set()
    while waiting:
        one = waiting.pop()
        name = canonicalize_name(one.name)
        for chosen in ("", *one.extras):
            if (name, chosen) in found:
                continue
            found.add((name, chosen))
            lines = extras["plancite"].get(chosen, []) if name == "plancite" else _list_needs(name)
            needs = list(map(Requirement, lines))
            if name == UNHASHED:
                needs = [need for need in needs if canonicalize_name(need.name) in pins]
            waiting += [n for n in needs if n.marker is None or n.marker.evaluate({"extra": chosen})]
    return {name for name, _ in found} - {"plancite"}


def _list_needs(name: str) -> list[str]:
    try:
        return requires(name) or []
    except PackageNotFoundError as error:
        raise SystemExit(f"{name}: expected it installed, found none; run `make test` first") from error


def ask_hashes(uv: str, pins: dict[str, str]) -> dict[str, str]:
    """Return the lines of a requirements file for each library, with the digests the registry gives."""
    wanted = "".join(f"{name}=={version}\n" for name, version in pins.items() if name != UNHASHED)
    options = ("--universal", "--generate-hashes", "--no-deps", "--no-header", "--no-annotate", "--quiet")
    done = subprocess.run(
        [uv, "pip", "compile", *options, "--python-version", "3.11", "-"],
        input=wanted, capture_output=True, text=True, check=True,
    )  # fmt: skip
    blocks = re.split(r"\n(?=\S)", done.stdout.strip())
    return {canonicalize_name(block.split("==")[0]): block for block in blocks}


def main() -> None:
    """Write both files."""
    pins = read_pins()
    blocks = ask_hashes(sys.argv[1], pins)
    run, test = list_libraries(), list_libraries("test")
    FOLDER.mkdir(exist_ok=True)
    for name, libraries in (("run", run), ("test", test - run)):
        more = "-r run.txt\n" if name == "test" else ""
        lines = [blocks[library] for library in sorted(libraries - {UNHASHED})]
        (FOLDER / f"{name}.txt").write_text(_HEAD + more + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
