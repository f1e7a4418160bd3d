"""txtai: a hybrid index of embeddings and BM25."""

from txtai import Embeddings


def build(texts, model, folder, cut=None):
    embeddings = Embeddings(path=model, method="sentence-transformers", hybrid=True)
    embeddings.index(texts)
    embeddings.save(folder)


def open_search(model, folder, most, cut=None):
    embeddings = Embeddings()
    embeddings.load(folder)
    return lambda question: [int(row) for row, _ in embeddings.search(question, most)]
