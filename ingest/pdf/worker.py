"""The process that reads one PDF: `python -m ingest.pdf.worker`, a request on its input, lines on its output.

It stands apart so that a hostile file can take down nothing but this process.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from ingest.limits import limit_memory
from ingest.records import LockedSource, UnreadableSource


def main() -> None:
    """Read the request, one JSON object, and answer with progress, then the result or the error."""
    request = json.loads(sys.stdin.readline())
    limit_memory(request["memory"])
    from ingest.pdf.extraction import extract

    try:
        result = extract(request, _tell)
    except UnreadableSource as error:
        _send({"error": str(error), "locked": isinstance(error, LockedSource)})
    except MemoryError:
        _send({"memory": True})
    except Exception as error:
        _send({"failed": type(error).__name__})
    else:
        _send({"result": result})


def _tell(stage: str, done: int, total: int) -> None:
    _send({"progress": [stage, done, total]})


def _send(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
