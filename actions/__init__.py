"""What the assistant can do: rooms by topic over a thin layer of typed turns and outcomes.

Handlers are plain async functions `(Turn, Resources) -> Outcome`; only `rasa_adapter` knows the Rasa SDK.
Rooms import downwards alone: talk, line_matters, guides, lines, billing, team, identity, turns, words.
"""
