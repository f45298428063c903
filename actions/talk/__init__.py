"""The parts of talk that belong to no topic: opening, questions, danger, several wishes in one breath."""
