"""The shared words of the house: ids, turns, replies, owners, facts, handoff, packet and protocols.

Pure: no network, clock, storage or settings; imports nothing of ours.
"""
