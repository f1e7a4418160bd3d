"""Making records searchable: passages, BM25, embeddings in FAISS, and the folder they are kept in."""
