"""bm25s alone: words without embeddings."""

import bm25s


def build(texts, model, folder, cut=None):
    tokens = [cut(text) for text in texts] if cut else bm25s.tokenize(texts, show_progress=False)
    retriever = bm25s.BM25()
    retriever.index(tokens, show_progress=False)
    retriever.save(folder)


def open_search(model, folder, most, cut=None):
    retriever = bm25s.BM25.load(folder)

    def search(question):
        tokens = [cut(question)] if cut else bm25s.tokenize(question, show_progress=False)
        rows, _ = retriever.retrieve(tokens, k=most, show_progress=False)
        return [int(row) for row in rows[0]]

    return search
