"""How long a fresh process takes to answer or to show its help, and how long building the index takes.

`python -m tests.bench.cold` builds an index in a folder of its own and starts the command several times.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from index.shelf import list_documents

from .report import ROOT, Line, print_lines

ASKED = ("109年哪些措施未達標？", "109年緝返外逃罪犯幾人？", "how many procurement audits in 2020?")
# Started by a small process, whose only children these are, so that the memory read is the child's.
_TIMER = """
import json, resource, subprocess, sys, time
start = time.perf_counter()
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
took = time.perf_counter() - start
print(json.dumps([took, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024]))
"""


def measure(home: Path, times: int) -> list[Line]:
    """Return what building, asking and helping cost; the index is built into `home`."""
    built, memory = run_command(home, "build")
    entries = list_documents(home)
    size = sum(entry.path.stat().st_size for entry in entries) / 1e6
    passages = sum(stamp["passages"] for stamp in read_manifest(home)["documents"])
    lines = [
        Line("build", f"{len(entries)} texts, {passages:,} passages", built, "s"),
        Line("build", "throughput in passages", passages / built, "per s"),
        Line("build", "throughput in text", size / built, "MB per s"),
        Line("build", "peak memory", memory, "MB"),
        Line("build", "size of the index", size_of(home), "MB"),
    ]
    asked = [run_command(home, "ask", question) for _ in range(times) for question in ASKED]
    lines.append(Line("cold start", "plancite ask, median", median(took for took, _ in asked), "s"))
    lines.append(Line("cold start", "plancite ask, slowest", max(took for took, _ in asked), "s"))
    lines.append(Line("cold start", "plancite ask, peak memory", max(held for _, held in asked), "MB"))
    helped = [run_command(home, "--help")[0] for _ in range(times)]
    lines.append(Line("cold start", "plancite --help, median", median(helped), "s"))
    return lines


def run_command(home: Path, *arguments: str) -> tuple[float, float]:
    """Run the command in a fresh process; return its seconds and its peak memory in MB."""
    done = subprocess.run(
        [sys.executable, "-c", _TIMER, sys.executable, "-m", "qa.cli", *arguments],
        cwd=ROOT,
        env={**os.environ, "PLANCITE_HOME": str(home), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    took, memory = json.loads(done.stdout)
    return took, memory


def time_page(home: Path) -> Line:
    """Return how long the engine of the page takes to open and to answer its first question."""
    code = (
        "import time; start = time.perf_counter(); from qa.engine import open_engine; "
        f"open_engine().ask({ASKED[0]!r}); print(time.perf_counter() - start)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "PLANCITE_HOME": str(home), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    return Line("cold start", "engine opened and first question answered", float(done.stdout), "s")


def read_manifest(home: Path) -> dict[str, list[dict[str, int]]]:
    """Return the manifest of the current index of a home."""
    folder = home / (home / "current").read_text(encoding="utf-8").strip()
    manifest: dict[str, list[dict[str, int]]] = json.loads(
        (folder / "manifest.json").read_text(encoding="utf-8")
    )
    return manifest


def size_of(home: Path) -> float:
    """Return the size of the current index of a home in MB."""
    folder = home / (home / "current").read_text(encoding="utf-8").strip()
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.cold", description=__doc__)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--lines", action="store_true", help="print JSON")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        lines = [*measure(Path(folder), options.times), time_page(Path(folder))]
    print_lines(lines, options.lines)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
