"""LlamaIndex: FAISS and BM25 in a fusion retriever, by reciprocal rank.

Its own class for sentence-transformers wants a longest length, which a static model has not, so that the
model is wrapped as its documentation tells for embeddings of one's own.
"""

import faiss
from llama_index.core import Settings, StorageContext, VectorStoreIndex, load_index_from_storage
from llama_index.core.embeddings import BaseEmbedding
from llama_index.core.llms import MockLLM
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.schema import TextNode
from llama_index.retrievers.bm25 import BM25Retriever
from llama_index.vector_stores.faiss import FaissVectorStore
from pairs import PAIRS
from pydantic import PrivateAttr
from sentence_transformers import SentenceTransformer


class StaticEmbedding(BaseEmbedding):
    _model: SentenceTransformer = PrivateAttr()

    def __init__(self, model, **options):
        super().__init__(**options)
        self._model = SentenceTransformer(model)

    def _get_query_embedding(self, query):
        return self._model.encode(query).tolist()

    def _get_text_embedding(self, text):
        return self._model.encode(text).tolist()

    def _get_text_embeddings(self, texts):
        return self._model.encode(texts).tolist()

    async def _aget_query_embedding(self, query):
        return self._get_query_embedding(query)


def build(texts, model, folder, cut=None):
    Settings.embed_model = StaticEmbedding(model)
    # Equal texts of two records are one to the fusion but for their metadata.
    hidden = {"excluded_embed_metadata_keys": ["row"], "excluded_llm_metadata_keys": ["row"]}
    nodes = [
        TextNode(text=text, id_=str(row), metadata={"row": row}, **hidden) for row, text in enumerate(texts)
    ]
    dimension = len(Settings.embed_model.get_text_embedding("維度"))
    # Not its documentation's IndexFlatL2, which gives distances: the fusion takes the greatest for the best.
    store = FaissVectorStore(faiss_index=faiss.IndexFlatIP(dimension))
    index = VectorStoreIndex(nodes, storage_context=StorageContext.from_defaults(vector_store=store))
    index.storage_context.persist(folder)
    words = {"token_pattern": PAIRS} if cut else {}
    BM25Retriever.from_defaults(nodes=nodes, **words).persist(f"{folder}/bm25")


def open_search(model, folder, most, cut=None):
    Settings.embed_model = StaticEmbedding(model)
    store = FaissVectorStore.from_persist_dir(folder)
    index = load_index_from_storage(StorageContext.from_defaults(vector_store=store, persist_dir=folder))
    bm25 = BM25Retriever.from_persist_dir(f"{folder}/bm25")
    bm25.similarity_top_k = most
    if cut:  # what it is saved with does not hold the pattern
        bm25.token_pattern = PAIRS
    both = [index.as_retriever(similarity_top_k=most), bm25]
    # None stands for a model that is looked for; there is none to be asked.
    Settings.llm = MockLLM()
    fusion = QueryFusionRetriever(
        both, similarity_top_k=most, num_queries=1, mode="reciprocal_rerank", use_async=False
    )
    return lambda question: [int(found.node.node_id) for found in fusion.retrieve(question)]
