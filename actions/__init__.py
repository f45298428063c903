"""What the assistant can do: one module per topic over a thin layer of typed turns and outcomes.

Handlers are plain async functions `(Turn, Resources) -> Outcome`; only `rasa_adapter` knows the Rasa SDK.
"""
