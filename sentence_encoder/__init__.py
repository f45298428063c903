"""Sentence to vector: one piece of code for the assistant, the knowledge base and the desk.

Serving needs numpy, onnxruntime and tokenizers only, and runs in both environments;
`python -m sentence_encoder.export` makes the model folder once, at set-up.
"""

from sentence_encoder.encoder import SentenceEncoder
from sentence_encoder.model_folder import EncoderUnavailable

__all__ = ["EncoderUnavailable", "SentenceEncoder"]
