"""Troubles walked one step at a time: the area first, checks, fixes, answers, ends."""
