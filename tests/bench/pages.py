"""Many readers of the page at once: whether each sees what a lone reader sees, and how many answers a second.

`python -m tests.bench.pages` serves the page of the home in a process of its own and opens sessions
over real connections, as browsers do, that ask one question after another. Wrong is an answer or a
card that is another than a lone session was shown; mixed is an answer to another session's question.
It exits with 1 when there was any, never for the time it took.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from index.shelf import find_home
from qa.engine import open_engine

from .load import Tally, until
from .page_session import PageSession, read_html
from .questions import add_questions_option, read_questions
from .report import ROOT, Line, print_lines

_ASKED = re.compile(r'<p class="pc-print">(.*?)</p>', re.DOTALL)
_READ = ('<section class="pc-answer', "<article")
Page = tuple[str, ...]


def read_page(session: PageSession, question: str) -> Page:
    """Ask in a session; return the answer and the cards it is shown."""
    return tuple(body for body in read_html(session.ask(question)) if body.startswith(_READ))


def read_asked(page: Page) -> str:
    """Return which question the answer on a page says it answers."""
    found = _ASKED.search(page[0]) if page else None
    return found[1] if found else ""


def read_alone(port: int, questions: Sequence[str]) -> dict[str, Page]:
    """Return what a session that is alone is shown for each question."""
    with PageSession(port) as session:
        session.open()
        return {question: read_page(session, question) for question in questions}


def run_readers(port: int, pages: dict[str, Page], sessions: int, go_on: Callable[[int], bool]) -> Tally:
    """Ask from sessions, each in turn from a place of its own, while `go_on` of the number asked says so."""
    own = [Tally() for _ in range(sessions)]

    def run(session: int) -> None:
        try:
            _read(port, pages, session * len(pages) // sessions, go_on, own[session])
        # Whatever a session raises is what is being looked for.
        except Exception as error:
            own[session].failed.append(f"{type(error).__name__}: {error}")

    threads = [threading.Thread(target=run, args=(session,)) for session in range(sessions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tally = Tally()
    for one in own:
        tally.add(one)
    return tally


def _read(port: int, pages: dict[str, Page], first: int, go_on: Callable[[int], bool], seen: Tally) -> None:
    questions, asked = list(pages), 0
    with PageSession(port) as session:
        session.open()
        while go_on(asked):
            question = questions[(first + asked) % len(questions)]
            asked += 1
            start = time.perf_counter()
            page = read_page(session, question)
            seen.took.append((time.perf_counter() - start) * 1000)
            if page != pages[question]:
                kind = "mixed" if read_asked(page) != read_asked(pages[question]) else "wrong"
                seen.wrong.append(f"{kind}: {question}: {page}"[:300])


@contextmanager
def _serve(home: Path) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "qa.cli", "serve", "--port", str(port)],
        cwd=ROOT, env={**os.environ, "PLANCITE_HOME": str(home)}, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5).close()
                break
            except OSError:
                if server.poll() is not None:
                    raise
                time.sleep(0.2)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; return 1 when an answer was wrong or failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.pages", description=__doc__)
    add_questions_option(parser)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--lines", action="store_true", help="print JSON")
    options = parser.parse_args(arguments)
    home = find_home()
    open_engine(home)
    questions = [gold["q"] for gold in read_questions(options.questions)]
    with _serve(home) as port:
        pages = read_alone(port, questions)
        start = time.perf_counter()
        assert read_alone(port, questions) == pages
        alone = (time.perf_counter() - start) * 1000 / len(questions)
        tally = run_readers(port, pages, options.sessions, until(options.seconds))
    bench = f"{options.sessions} page sessions"
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    asked = len(tally.took) + 2 * len(questions)
    print_lines(
        [
            Line("1 page session", "an answer, mean", alone, "ms"),
            *tally.lines(bench, options.seconds),
            Line(bench, "of the wrong ones mixed", sum(w.startswith("mixed") for w in tally.wrong), ""),
            Line(bench, "processor time of the server", (used.ru_utime + used.ru_stime) * 1000 / asked, "ms"),
            Line(bench, "peak memory of the server", used.ru_maxrss / 1024, "MB"),
        ],
        options.lines,
    )
    for line in [*tally.wrong, *tally.failed][:10]:
        print(line, file=sys.stderr)
    return 1 if tally.wrong or tally.failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
