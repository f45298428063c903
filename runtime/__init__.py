"""What each process of ours shares: settings, logs, health, serving and stopping, the internal token.

A leaf: imports nothing of ours.
"""
