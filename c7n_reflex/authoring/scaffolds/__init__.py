"""New policies, actions and cases that are right from the start: `c7n-reflex new`."""

from __future__ import annotations
