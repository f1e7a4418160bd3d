"""Answering questions: what is asked, which passages hold it, and the answer with its citations."""
