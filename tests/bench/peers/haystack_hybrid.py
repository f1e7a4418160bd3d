"""Haystack: the in-memory store with BM25 and embeddings, joined by reciprocal rank.

By default it cuts Chinese into characters.
"""

from haystack import Document, Pipeline
from haystack.components.joiners import DocumentJoiner
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)


def build(texts, model, folder):
    store = InMemoryDocumentStore(embedding_similarity_function="cosine")
    embedder = SentenceTransformersDocumentEmbedder(model=model, progress_bar=False)
    documents = [Document(content=text, meta={"row": row}) for row, text in enumerate(texts)]
    store.write_documents(embedder.run(documents)["documents"])
    store.save_to_disk(f"{folder}/store.json")


def open_search(model, folder, most):
    store = InMemoryDocumentStore.load_from_disk(f"{folder}/store.json")
    pipeline = Pipeline()
    pipeline.add_component("embedder", SentenceTransformersTextEmbedder(model=model, progress_bar=False))
    pipeline.add_component("dense", InMemoryEmbeddingRetriever(store, top_k=most))
    pipeline.add_component("bm25", InMemoryBM25Retriever(store, top_k=most))
    pipeline.add_component("join", DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=most))
    pipeline.connect("embedder.embedding", "dense.query_embedding")
    pipeline.connect("dense", "join")
    pipeline.connect("bm25", "join")

    def search(question):
        found = pipeline.run({"embedder": {"text": question}, "bm25": {"query": question}})
        return [document.meta["row"] for document in found["join"]["documents"]]

    return search
