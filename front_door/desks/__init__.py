"""The care team's other desks: a CRM or help desk that is told of cases and works on them."""
