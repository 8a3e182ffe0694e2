"""CloudTrail: every management call of every account becomes an event; the writes go to the account's bus.

Events are derived from botocore's service models. What the models do not tell (names and forms that go back
to older APIs) stands in small tables beside the code that needs it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from c7n_reflex.organisation.cloudtrail.emitter import Emitter
from c7n_reflex.organisation.cloudtrail.trail import Trail

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation


def install(organisation: Organisation) -> None:
    """Observe every call; serve `GET trail` and LookupEvents."""
    trail = Trail()
    organisation.operations.observe(Emitter(organisation, trail).observe)
    organisation.operations.override("cloudtrail", "LookupEvents", trail.lookup_events)
    organisation.control.route("GET", "trail", trail.route)
