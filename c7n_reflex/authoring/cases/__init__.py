"""Cases: what an event should do to a policy, written down in YAML, and held against what it does."""
