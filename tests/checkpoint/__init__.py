"""A checkpoint in Whisper's own format that knows a few hundred words of synthetic speech: for tests alone.

`python -m tests.checkpoint.train` makes it. It is no recogniser for people and is never offered as one.
"""
