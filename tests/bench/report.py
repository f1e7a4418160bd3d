"""What a measurement found, as lines of one table and as JSON with the machine it was found on."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
_LIBRARIES = ("numpy", "faiss-cpu", "bm25s", "tokenizers", "safetensors", "msgspec", "rapidfuzz", "streamlit")
HEAD = ("| measurement | what | value |", "|---|---|---:|")
_DIGITS = {"ms": 2, "s": 2, "MB": 1, "MB per s": 2, "x": 1, "share": 3}


@dataclass(frozen=True, slots=True)
class Line:
    """One measured value: of which measurement, what it is, and its unit."""

    bench: str
    what: str
    value: float
    unit: str

    @property
    def written(self) -> str:
        """The value as the table shows it."""
        return (
            f"{self.value:,.{_DIGITS.get(self.unit, 0)}f} {self.unit if self.unit != 'share' else ''}".strip()
        )


def write_table(lines: Iterable[Line]) -> str:
    """Return lines as a Markdown table."""
    return "\n".join([*HEAD, *map(write_row, lines)])


def write_row(line: Line) -> str:
    """Return a line as a row of the table."""
    return f"| {line.bench} | {line.what} | {line.written} |"


def write_json(path: Path, lines: Iterable[Line], libraries: Sequence[str] = _LIBRARIES) -> None:
    """Write lines with the versions, the machine and the commit they were measured on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    found = {"environment": describe_environment(libraries), "lines": [asdict(line) for line in lines]}
    path.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def describe_environment(libraries: Sequence[str] = _LIBRARIES) -> dict[str, Any]:
    """Return the machine, the versions and the commit; `changed` says whether files differ from it."""
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": _git("rev-parse", "--short", "HEAD"),
        "changed": bool(_git("status", "--porcelain", "--untracked-files=no")),
        "machine": platform.machine(),
        "processor": _read_processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in libraries},
    }


def read_peak_memory() -> float:
    """Return the most memory this process has held so far, in MB."""
    return _read_memory("VmHWM")


def read_memory() -> float:
    """Return the memory this process holds now, in MB."""
    return _read_memory("VmRSS")


def find_quantile(values: Sequence[float], share: float) -> float:
    """Return the value that a share of the values stay below or at.

    >>> find_quantile([3.0, 1.0, 2.0, 4.0], 0.5), find_quantile([1.0, 2.0], 0.95)
    (2.0, 2.0)
    """
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * round(share * 1000) // 1000) - 1)]


def run_alone(module: str, *arguments: str, home: Path) -> list[Line]:
    """Run a measurement in a process of its own, so that its memory is its own, and return its lines."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments, "--lines"],
        cwd=ROOT,
        env={**os.environ, "PLANCITE_HOME": str(home), "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return [Line(**line) for line in json.loads(done.stdout)]


def print_lines(lines: Sequence[Line], as_json: bool) -> None:
    """Print lines as JSON for `run_alone`, or as a table."""
    print(json.dumps([asdict(line) for line in lines]) if as_json else write_table(lines))


def _read_memory(name: str) -> float:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) / 1024
    raise OSError(f"/proc/self/status: expected a line {name}, found none")


def _read_processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor()


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip()
