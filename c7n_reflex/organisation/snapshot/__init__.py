"""The full description of an account, and what differs between two of them.

By ordinary AWS calls alone, so that it says what AWS's own state is and not what the engine believes.
"""

from __future__ import annotations

from c7n_reflex.organisation.snapshot.comparing import Change, difference
from c7n_reflex.organisation.snapshot.describing import describe

__all__ = ["Change", "describe", "difference"]
