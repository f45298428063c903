"""What the assistant decides and says, and how Rasa is run for it."""
