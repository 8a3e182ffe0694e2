"""What the proofs of the whole pipeline share: watched calls, hot functions, events, the organisation."""
