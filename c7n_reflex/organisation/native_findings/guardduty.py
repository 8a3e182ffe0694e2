"""GuardDuty's findings: ListFindings, GetFindings, ArchiveFindings, UnarchiveFindings. Detectors are moto's.

A finding is kept as its event's detail, which has the form of the API's JSON. With an organisation's
administrator (EnableOrganizationAdminAccount) it sees the members' findings, gets their events, and alone may
archive them.

Sources: API_ArchiveFindings, API_ListFindings; "Processing GuardDuty findings with EventBridge" of the
GuardDuty User Guide.
"""

from __future__ import annotations

import copy
import json
import threading
from typing import TYPE_CHECKING, Any

from botocore.parsers import ResponseParserError, create_parser
from moto.core.utils import get_service_model

from c7n_reflex.organisation.calls import ApiError, Call
from c7n_reflex.organisation.native_findings.criteria import matches

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation

_NOT_OWNED = "The request is rejected because the input detectorId is not owned by the current account."
_INVALID = (
    "The request is rejected because an invalid or out-of-range value is specified as an input parameter."
)
_NO_PERMISSION = "The request is rejected because only the administrator account can archive findings."
_MOST = 50
Finding = dict[str, Any]


class GuardDuty:
    """Findings of every account and region, by (account, region, id)."""

    source = "aws.guardduty"
    detail_type = "GuardDuty Finding"

    def __init__(self, organisation: Organisation) -> None:
        self._organisation = organisation
        self._findings: dict[tuple[str, str, str], Finding] = {}
        self._lock = threading.Lock()

    def install(self) -> None:
        """Answer the operations."""
        operations = self._organisation.operations
        operations.override("guardduty", "ListFindings", self._list)
        operations.override("guardduty", "GetFindings", self._get)
        operations.override("guardduty", "ArchiveFindings", self._archive)
        operations.override("guardduty", "UnarchiveFindings", self._archive)

    def report(self, account: str, region: str, event: dict[str, Any]) -> dict[str, Any]:
        """Remember the event's finding and emit the event. Raises ValueError for what is no finding.

        The detector that it names is made where there is none; a finding without gets the account's.
        """
        detail = copy.deepcopy(event["detail"])
        service = detail.setdefault("service", {})
        service.setdefault("archived", False)
        if not detail.get("id"):
            raise ValueError("the event's detail has no id (the API's JSON begins with small letters)")
        _shown([detail])
        service["detectorId"] = self._detector(account, region, service.get("detectorId", ""))
        with self._lock:
            self._findings[account, region, detail["id"]] = detail
        event = {**event, "detail": copy.deepcopy(detail)}
        for viewer in self._viewers(account, region):
            self._organisation.events.emit(viewer, region, {**event, "account": viewer, "region": region})
        return {"finding_id": detail["id"], "event": event}

    def _detector(self, account: str, region: str, wanted: str) -> str:
        with self._organisation.lock:
            backend = self._organisation.backend("guardduty", account, region)
            if wanted in backend.detectors or (backend.detectors and not wanted):
                return wanted or str(next(iter(backend.detectors)))
            made = str(backend.create_detector(True, "FIFTEEN_MINUTES", {}, {}, []))
            if wanted:
                detector = backend.detectors.pop(made)
                detector.id, backend.detectors[wanted] = wanted, detector
            return wanted or made

    def _administrator(self, region: str) -> str:
        core = self._organisation.directory.core.id
        with self._organisation.lock:
            administrators = self._organisation.backend("guardduty", core, region).admin_account_ids
            return str(administrators[-1]) if administrators else ""

    def _viewers(self, account: str, region: str) -> list[str]:
        return list(dict.fromkeys(filter(None, (account, self._administrator(region)))))

    def _check_detector(self, call: Call) -> None:
        with self._organisation.lock:
            backend = self._organisation.backend("guardduty", call.account, call.region)
            if call.params["DetectorId"] not in backend.detectors:
                raise ApiError("BadRequestException", _NOT_OWNED)

    def _visible(self, call: Call) -> list[Finding]:
        """What the caller's detector shows: the account's own findings, for an administrator all."""
        self._check_detector(call)
        everything = self._administrator(call.region) == call.account
        with self._lock:
            return [
                finding
                for (account, region, _), finding in self._findings.items()
                if region == call.region and (everything or account == call.account)
            ]

    def _list(self, call: Call) -> dict[str, Any]:
        wanted = (call.params.get("FindingCriteria") or {}).get("Criterion") or {}
        ids = [finding["id"] for finding in self._visible(call) if matches(finding, wanted)]
        size, start = int(call.params.get("MaxResults") or _MOST), call.params.get("NextToken") or "0"
        if not (1 <= size <= _MOST and start.isdigit()):
            raise ApiError("BadRequestException", _INVALID)
        end = int(start) + size
        return {"FindingIds": ids[int(start) : end], "NextToken": str(end) if end < len(ids) else ""}

    def _get(self, call: Call) -> dict[str, Any]:
        """Ids that are not there are left out."""
        wanted = call.params["FindingIds"]
        return _shown([finding for finding in self._visible(call) if finding["id"] in wanted])

    def _archive(self, call: Call) -> dict[str, Any]:
        found = {finding["id"]: finding for finding in self._visible(call)}
        ids = call.params["FindingIds"]
        if len(ids) > _MOST or not all(one in found for one in ids):
            raise ApiError("BadRequestException", _INVALID)
        if self._administrator(call.region) not in ("", call.account):
            raise ApiError("BadRequestException", _NO_PERMISSION)
        with self._lock:
            for one in ids:
                found[one]["service"]["archived"] = call.operation == "ArchiveFindings"
        return {}


def _shown(findings: list[Finding]) -> dict[str, Any]:
    """GetFindings' answer as boto3 returns it. Raises ValueError for what the API could not send."""
    shape = get_service_model("guardduty").operation_model("GetFindings").output_shape
    body = json.dumps({"findings": findings}).encode()
    try:
        answer: dict[str, Any] = create_parser("rest-json").parse(
            {"status_code": 200, "headers": {}, "body": body}, shape
        )
    except (ResponseParserError, AttributeError, TypeError) as error:
        raise ValueError(f"not a GuardDuty finding: {error}") from error
    return {"Findings": answer["Findings"]}
