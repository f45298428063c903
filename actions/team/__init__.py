"""What goes to a person after a couple of facts: a call back, and what only the team may do."""
