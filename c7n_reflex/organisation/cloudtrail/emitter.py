"""Turns calls into CloudTrail records, keeps them, and puts those of writes on the account's bus."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from c7n_reflex.events.records import envelope
from c7n_reflex.organisation.calls import Call, Result
from c7n_reflex.organisation.cloudtrail import names, parameters
from c7n_reflex.organisation.cloudtrail.identity import Identities, timestamp
from c7n_reflex.organisation.cloudtrail.kinds import Kind, kind
from c7n_reflex.organisation.cloudtrail.placement import Placement
from c7n_reflex.organisation.cloudtrail.trail import Trail

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation

_EVENT_VERSION = "1.11"
# Of the reads, only STS's answers are recorded.
_READS_WITH_ANSWER = {"sts"}


class Emitter:
    """The observer of every call."""

    def __init__(self, organisation: Organisation, trail: Trail) -> None:
        self._organisation = organisation
        self._trail = trail
        self._placement = Placement(organisation)
        self._identities = Identities()

    def observe(self, call: Call, result: Result) -> None:
        """Record a management call; deliver it to EventBridge if it is a write."""
        what = kind(call.service, call.model)
        if what is Kind.DATA:
            return
        record = self._record(call, result, what)
        event = envelope(record)
        self._trail.add(event, call.time)
        if what is Kind.WRITE:
            self._organisation.events.emit(call.account, record["awsRegion"], event)

    def _record(self, call: Call, result: Result, what: Kind) -> dict[str, Any]:
        service = call.principal.service
        record = {
            "eventVersion": _EVENT_VERSION,
            "userIdentity": self._identities.user_identity(call.principal, call.time),
            "eventTime": timestamp(call.time),
            "eventSource": names.event_source(call.model.service_model),
            "eventName": names.event_name(call.service, call.model),
            "awsRegion": self._placement.region(call),
            "sourceIPAddress": service or call.source_ip,
            "userAgent": service or call.user_agent,
            **self._error(call, result),
            "requestParameters": parameters.request_parameters(call),
            "responseElements": None,
            "requestID": call.id,
            "eventID": str(uuid.uuid4()),
            "readOnly": what is Kind.READ,
            "eventType": "AwsApiCall",
            "managementEvent": True,
            "recipientAccountId": call.account,
            "eventCategory": "Management",
        }
        if what is Kind.WRITE or call.service in _READS_WITH_ANSWER:
            record["responseElements"] = parameters.response_elements(call, result)
        return record

    @staticmethod
    def _error(call: Call, result: Result) -> dict[str, str]:
        if not result.failed:
            return {}
        code = names.error_code(call.service, call.model, result.error_code, result.status)
        return {"errorCode": code, "errorMessage": result.error_message}
