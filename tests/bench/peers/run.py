"""Runs one peer in the environment of the peers: `run.py build|ask PEER TEXTS FOLDER MODEL TOKENIZER`.

`build` indexes the texts and saves the index, `ask` opens it, answers the questions and prints what it
found and how long it took. The clock starts before anything of the peer is imported.
"""

import importlib
import json
import re
import sys
import time
from pathlib import Path

MOST, ROUNDS = 50, 3
_RUNS = re.compile(r"[一-鿿]+|[a-z0-9]+")


def cut_pairs(text):
    """Cut Chinese into pairs of characters, as a user would who reads that the default splits at spaces."""
    runs = _RUNS.findall(text.lower())
    return [run[i : i + 2] for run in runs for i in range(max(1, len(run) - 1))]


def main():
    start = time.perf_counter()
    task, peer, texts, folder, model, tokenizer = sys.argv[1:]
    sys.path.insert(0, str(Path(__file__).parent))
    given = json.loads(Path(texts).read_text(encoding="utf-8"))
    module = importlib.import_module(peer)
    cut = cut_pairs if tokenizer == "pairs" else None
    if task == "build":
        module.build(given["texts"], model, folder, cut)
        found = {"build": time.perf_counter() - start}
    else:
        search = module.open_search(model, folder, MOST, cut)
        search(given["questions"][0])
        found = {"cold": time.perf_counter() - start, **ask_all(search, given["questions"])}
    found["memory"] = read_peak_memory()
    print("\n" + json.dumps(found))


def ask_all(search, questions):
    """Return the rows found for each question, and the milliseconds each took, round after round."""
    rows, took = [search(question) for question in questions], []
    for _ in range(ROUNDS):
        for question in questions:
            start = time.perf_counter()
            search(question)
            took.append((time.perf_counter() - start) * 1000)
    return {"rows": rows, "took": took}


def read_peak_memory():
    """Return the most memory this process has held, in MB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main()
