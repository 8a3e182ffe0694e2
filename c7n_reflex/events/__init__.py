"""The envelopes that arrive, and the EventBridge patterns that select them.

Runs in Lambda: standard library only.
"""
