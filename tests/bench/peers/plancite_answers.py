"""plancite: whole answers. It reads the documents themselves; ranked is what an answer rests on."""

from pathlib import Path

from index.build import build_index
from qa.engine import open_engine


def build(texts, model, folder):
    build_index(Path(folder))


def open_search(model, folder, most):
    engine = open_engine(Path(folder))
    return lambda question: [
        (item.doc, item.no) for item in engine.ask(question, top=most).items if item.type == "measure"
    ]
