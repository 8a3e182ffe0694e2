"""Event patterns for those who write them: why one does not match, and why one never can."""

from c7n_reflex.authoring.patterns.dead import also_failed_calls, dead
from c7n_reflex.authoring.patterns.explain import explain
from c7n_reflex.authoring.patterns.trace import FieldTrace, PatternTrace

__all__ = ["FieldTrace", "PatternTrace", "also_failed_calls", "dead", "explain"]
