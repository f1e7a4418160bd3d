"""The page's build process over a dictionary of one entry: CC-CEDICT takes seconds to read each time.

Told to wait, it does so between its stages and pages, so that they can be seen and a build be cancelled.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from index import dictionary
from qa.ui import builder


def _read_entry() -> object:
    return iter([dictionary.Entry("會報", ("meeting",), "hui4 bao4")])


def _work_slowly(wait: float) -> Callable[..., None]:
    work = builder.work

    def slowly(request: dict[str, Any], tell: builder.Tell) -> None:
        stages: list[str] = []

        def tell_and_wait(message: dict[str, Any]) -> None:
            tell(message)
            stage = message.get("progress", [""])[0]
            if stage and (stage == "pages" or stage not in stages):
                stages.append(stage)
                time.sleep(wait)

        work(request, tell_and_wait)

    return slowly


if __name__ == "__main__":
    dictionary.read_cedict = _read_entry
    if len(sys.argv) > 1:
        builder.work = _work_slowly(float(sys.argv[1]))
    builder.main()
