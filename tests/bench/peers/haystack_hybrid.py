"""Haystack: the in-memory store with BM25 and embeddings, joined by reciprocal rank."""

from haystack import Document, Pipeline
from haystack.components.joiners import DocumentJoiner
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)


def build(texts, model, folder, cut=None):
    words = {"bm25_tokenization_regex": r"(?=([一-鿿]{2}|\b[A-Za-z0-9]+\b))"} if cut else {}
    store = InMemoryDocumentStore(embedding_similarity_function="cosine", **words)
    embedder = SentenceTransformersDocumentEmbedder(model=model, progress_bar=False)
    embedder.warm_up()
    documents = [Document(content=text, meta={"row": row}) for row, text in enumerate(texts)]
    store.write_documents(embedder.run(documents)["documents"])
    store.save_to_disk(f"{folder}/store.json")


def open_search(model, folder, most, cut=None):
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
