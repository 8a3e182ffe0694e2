"""The remediations on recorded calls: what is played (cases), how it is recorded and replayed."""
