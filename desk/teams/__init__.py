"""Markets, teams and skills: read from YAML, checked whole before anything starts."""
