"""What becomes of a home whose builds are killed, run out of disk, or meet: `python -m tests.bench.crashes`.

Again and again a process adds a document to a home, removes it, and builds; it is killed at a random moment,
or may write no file larger than so many bytes, or another does the same beside it, or the home is removed
under it. After each the home is asked: the answers must be those of one of the two states, whole, with at
most one line.
"""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from .damage import ask, is_expected, make_home, patch_reading
from .report import ROOT, Line, print_lines

# Adds a document and builds, then removes it and builds: what is asked in between is one of two states.
_WORK = """
import resource, signal, sys
from pathlib import Path
from index import dictionary
from index.build import build_index
from index.damage import describe_failure
from index.dictionary import Entry
from index.shelf import add_documents, remove_documents

home, corpus, file, most = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
dictionary.read_cedict = lambda: iter([Entry("會報", ("meeting",), "hui4 bao4")])
if most:
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
print("begun", flush=True)
try:
    add_documents(home, [file], corpus)
    build_index(home, None, corpus)
    remove_documents(home, ["more"], corpus)
    build_index(home, None, corpus)
except OSError as error:
    sys.exit(describe_failure(error))
except ValueError as error:
    if type(error).__module__.split(".")[0] not in ("ingest", "index"):
        raise
    sys.exit(str(error))
"""
_MORE = "壹、畜牧\n109年畜牧補助七件。\n"
State = tuple[Path, Path, Path]


class Crashes:
    """A home with its two states, and what was found of it after each crash."""

    def __init__(self, folder: Path, plan: str) -> None:
        self.home, self.corpus = make_home(folder, plan)
        self.more = folder / "more.txt"
        self.more.write_text(_MORE, encoding="utf-8")
        self._whole = folder / "whole"
        shutil.copytree(self.home, self._whole)
        self.took = self._measure()
        self._states = [self._ask_state(False), self._ask_state(True)]
        self.counts: Counter[str] = Counter()
        self.examples: list[str] = []

    def start(self, most: int = 0) -> subprocess.Popen[str]:
        """Start the process that builds; it has begun when this returns."""
        arguments = (str(self.home), str(self.corpus), str(self.more), str(most))
        process = subprocess.Popen(
            [sys.executable, "-c", _WORK, *arguments],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stdout and process.stdout.readline() == "begun\n"
        return process

    def kill(self, after: float) -> None:
        """Kill the process so many seconds after it began."""
        process = self.start()
        time.sleep(after)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        self._look("killed", f"after {after:.3f} s")

    def fill(self, most: int) -> None:
        """Let the process write no file larger than so many bytes."""
        self._hear("disk full", f"at {most} bytes", self.start(most).communicate()[1])
        self._look("disk full", f"at {most} bytes")

    def meet(self) -> None:
        """Have two processes at work at once."""
        both = [self.start(), self.start()]
        for process in both:
            process.communicate()
        self._look("two builds", "")

    def vanish(self, after: float) -> None:
        """Remove the home while the process is at work."""
        process = self.start()
        time.sleep(after)
        shutil.rmtree(self.home, ignore_errors=True)
        self._hear("home vanished", f"after {after:.3f} s", process.communicate()[1])
        self._restore()
        self.counts["home vanished: the old answers, the new, or one line"] += 1

    def _hear(self, kind: str, about: str, said: str) -> None:
        """Hold what a process said to being one line at most."""
        if len(said.splitlines()) > 1:
            self._note(kind, f"{about}: {said[-600:]}")

    def _look(self, kind: str, about: str) -> None:
        """Ask twice, as the first may build again; then make the home anew."""
        try:
            for _ in range(2):
                answers, told = ask(self.home, self.corpus)
                if answers not in self._states or len(told) > 1:
                    self._note(kind, f"{about}: {told}")
                    break
            left = [path.name for path in self.home.glob("index-*")]
            if len(left) > 2:
                self._note(kind, f"{about}: {left} left behind")
        except Exception as error:
            if not is_expected(error):
                self._note(kind, f"{about}: {error!r}")
        self.counts[f"{kind}: the old answers, the new, or one line"] += 1
        self._restore()

    def _note(self, kind: str, about: str) -> None:
        self.counts[f"{kind}: anything else"] += 1
        self.examples.append(f"{kind} {about}")

    def _measure(self) -> float:
        start = time.perf_counter()
        self.start().communicate()
        self._restore()
        return time.perf_counter() - start

    def _ask_state(self, with_more: bool) -> object:
        from index.build import build_index
        from index.shelf import add_documents

        if with_more:
            add_documents(self.home, [self.more], self.corpus)
        build_index(self.home, None, self.corpus)
        answers, _ = ask(self.home, self.corpus)
        self._restore()
        return answers

    def _restore(self) -> None:
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.copytree(self._whole, self.home)


def run(
    crashes: Crashes, kills: int, sizes: int, meetings: int, vanishings: int, chance: random.Random
) -> None:
    """Crash so many times in each way."""
    steps: list[Callable[[], None]] = [
        *(lambda: crashes.kill(chance.uniform(0, crashes.took)) for _ in range(kills)),
        *((lambda most: lambda: crashes.fill(most))(int(10 ** chance.uniform(1, 6))) for _ in range(sizes)),
        *(crashes.meet for _ in range(meetings)),
        *(lambda: crashes.vanish(chance.uniform(0, crashes.took)) for _ in range(vanishings)),
    ]
    for step in steps:
        step()


def main(arguments: Sequence[str] | None = None) -> int:
    """Crash, ask and print."""
    from tests.building import PLAN

    parser = argparse.ArgumentParser(prog="python -m tests.bench.crashes", description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--sizes", type=int, default=20)
    parser.add_argument("--meetings", type=int, default=5)
    parser.add_argument("--vanishings", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lines", action="store_true", help="print JSON")
    options = parser.parse_args(arguments)
    patch_reading()
    with tempfile.TemporaryDirectory() as folder:
        crashes = Crashes(Path(folder), PLAN)
        wanted = options.kills, options.sizes, options.meetings, options.vanishings
        run(crashes, *wanted, random.Random(options.seed))
    for example in crashes.examples[:20]:
        print(example)
    print_lines([Line("crashes", name, count, "") for name, count in crashes.counts.items()], options.lines)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
