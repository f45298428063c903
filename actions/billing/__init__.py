"""Bills: what is owed and why, charges, paying, and what the team alone may agree to."""
