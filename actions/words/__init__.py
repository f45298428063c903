"""Customers' words by themselves, and how values are written. Pure.

Numbers, names, dates, amounts, what somebody reports of a phone.
"""
