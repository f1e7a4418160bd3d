"""Runs one peer in a process of its own: `run.py build|start|ask PEER TEXTS FOLDER MODEL default|pairs`.

`build` indexes the texts and saves the index; `start` opens it and answers one question; `ask` goes on
to answer every question and prints what it found and how long each took. The clock starts before
anything of the peer is imported.
"""

import importlib
import json
import sys
import time
from pathlib import Path

from pairs import cut_pairs

# Passages asked for: what a page of results shows, and the default of Haystack and bm25s. Many more would
# spoil the ranks of those that fuse: BM25 fills its list up with passages that share no word with the
# question, and the longer both lists are, the more of these stand in both, before the head of either.
MOST = 10
ROUNDS = 3


def main():
    start = time.perf_counter()
    task, peer, texts, folder, model, tokenizer = sys.argv[1:]
    given = json.loads(Path(texts).read_text(encoding="utf-8"))
    module = importlib.import_module(peer)
    words = [cut_pairs] if tokenizer == "pairs" else []
    if task == "build":
        module.build(given["texts"], model, folder, *words)
        found = {"build": time.perf_counter() - start}
    else:
        search = module.open_search(model, folder, MOST, *words)
        search(given["questions"][0])
        found = {"cold": time.perf_counter() - start}
        if task == "ask":
            found |= ask_all(search, given["questions"])
    found["memory"] = read_peak_memory()
    print("\n" + json.dumps(found))


def ask_all(search, questions):
    """Return what is found for each question, and the milliseconds each took, round after round."""
    found, took = [search(question) for question in questions], []
    for _ in range(ROUNDS):
        for question in questions:
            start = time.perf_counter()
            search(question)
            took.append((time.perf_counter() - start) * 1000)
    return {"found": found, "took": took}


def read_peak_memory():
    """Return the most memory this process has held, in MB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main()
