"""Measures the whole retriever on any folder of articles: `python -m knowledge_base evaluate`."""
