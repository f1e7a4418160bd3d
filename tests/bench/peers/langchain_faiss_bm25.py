"""LangChain: FAISS and BM25 in an ensemble."""

import pickle

from langchain_classic.retrievers import EnsembleRetriever
from langchain_community.retrievers import BM25Retriever
from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings


def build(texts, model, folder, cut=None):
    documents = [Document(text, metadata={"row": row}) for row, text in enumerate(texts)]
    FAISS.from_documents(documents, HuggingFaceEmbeddings(model_name=model)).save_local(folder)
    words = {"preprocess_func": cut} if cut else {}
    bm25 = BM25Retriever.from_documents(documents, **words)
    with open(f"{folder}/bm25.pickle", "wb") as file:
        pickle.dump(bm25, file)


def open_search(model, folder, most, cut=None):
    embeddings = HuggingFaceEmbeddings(model_name=model)
    faiss = FAISS.load_local(folder, embeddings, allow_dangerous_deserialization=True)
    with open(f"{folder}/bm25.pickle", "rb") as file:
        bm25 = pickle.load(file)
    bm25.k = most
    dense = faiss.as_retriever(search_kwargs={"k": most})
    ensemble = EnsembleRetriever(retrievers=[bm25, dense], weights=[0.5, 0.5], id_key="row")
    return lambda question: [found.metadata["row"] for found in ensemble.invoke(question)]
