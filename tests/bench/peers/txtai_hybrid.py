"""txtai: a hybrid index of embeddings and BM25, which by default cuts Chinese into characters."""

from txtai import Embeddings


def build(texts, model, folder):
    embeddings = Embeddings(path=model, method="sentence-transformers", hybrid=True)
    embeddings.index(texts)
    embeddings.save(folder)


def open_search(model, folder, most):
    embeddings = Embeddings()
    embeddings.load(folder)
    return lambda question: [int(row) for row, _ in embeddings.search(question, most)]
