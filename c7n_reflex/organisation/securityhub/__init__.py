"""Security Hub as the policies need it.

moto 5.2.5 keeps the findings of one account and region, ignores GetFindings' filters, emits no events, and
has no BatchUpdateFindings, action targets or aggregator (test_stock_moto.py shows it). Here findings are kept
once for the whole organisation and seen by whoever AWS shows them to: the member, the administrator, the
aggregation region. Those in OCSF (Security Hub, not Security Hub CSPM) are kept beside those in ASFF; a hub
has both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation

__all__ = ["install"]


def install(organisation: Organisation) -> None:
    """Answer Security Hub's operations and emit its events."""
    from c7n_reflex.organisation.securityhub import actions, administration, findings, findings_v2
    from c7n_reflex.organisation.securityhub.state import SecurityHub

    hub = SecurityHub()
    for module in (administration, findings, findings_v2, actions):
        module.install(organisation, hub)
