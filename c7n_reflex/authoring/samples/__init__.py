"""Sample events: what EventBridge delivers for a call, a sign-in or a finding, by its name."""

from __future__ import annotations

from c7n_reflex.authoring.samples.catalogue import names, sample
from c7n_reflex.authoring.samples.changes import changed

__all__ = ["changed", "names", "sample"]
