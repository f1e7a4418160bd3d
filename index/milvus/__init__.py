"""An index in Milvus: what an index's folder holds, asked for over the network instead."""
