"""Worlds: a phone, an account and a customer with a trouble, played against the real system and judged by how they end."""
