"""What every customer says, on both sides alike."""

SCRIPT = (
    "hello",
    "what do I owe",
    "why is my bill higher than last month",
    "how much data do I have left",
    "my phone has no signal",
    "that did not help",
    "still nothing",
    "never mind",
    "thanks",
)
