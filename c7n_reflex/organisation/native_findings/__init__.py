"""Findings that services report by themselves: GuardDuty's and IAM Access Analyzer's, kept and archived.

POST findings/native {"account", "region", "event": {...}} puts an event on the account's bus as the service
does, and remembers the finding in it. Answers {"remembered", "finding_id", "event"}; events of other services
(Inspector, Macie) are only put on the bus.

moto 5.2.5 has detectors but no findings, and no Access Analyzer at all (test_stock_moto.py shows it).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation

__all__ = ["install"]


def install(organisation: Organisation) -> None:
    """Answer the services' operations on findings and serve the route."""
    from c7n_reflex.organisation.native_findings.accessanalyzer import AccessAnalyzer
    from c7n_reflex.organisation.native_findings.guardduty import GuardDuty

    services = (GuardDuty(organisation), AccessAnalyzer(organisation))
    for service in services:
        service.install()
    by_event = {(service.source, service.detail_type): service.report for service in services}

    def report(_: dict[str, str], body: Any) -> dict[str, Any]:
        account, region, event = body["account"], body["region"], body["event"]
        if not isinstance(event, dict) or not isinstance(event.get("detail"), dict):
            raise TypeError("event must be an object with a detail")
        remember = by_event.get((event.get("source", ""), event.get("detail-type", "")))
        if remember:
            return {"remembered": True, **remember(account, region, event)}
        organisation.events.emit(account, region, event)
        return {"remembered": False, "finding_id": "", "event": event}

    organisation.control.route("POST", "findings/native", report)
