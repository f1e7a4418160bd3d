"""The process that reads one PDF: `python -m ingest.pdf.worker`, a request on its input, the lines on its output.

It stands apart so that a hostile file can take down nothing but this process.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from ingest.records import UnreadableSource


def main() -> None:
    """Read the request, one JSON object, and answer with progress, then the result or the error, a line each."""
    request = json.loads(sys.stdin.readline())
    _limit_memory(request["memory"])
    from ingest.pdf.extraction import extract

    try:
        result = extract(request["path"], request["password"], request["pages"], _tell)
    except UnreadableSource as error:
        _send({"error": str(error)})
    except MemoryError:
        _send({"memory": True})
    else:
        _send({"result": result})


def _limit_memory(mebibytes: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit; the time limit still holds there.
        return
    size = mebibytes * 1024 * 1024
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    limit = size if hard == resource.RLIM_INFINITY else min(size, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def _tell(stage: str, done: int, total: int) -> None:
    _send({"progress": [stage, done, total]})


def _send(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
