"""IAM Access Analyzer: analyzers of an account, and their external access findings.

A finding is kept as its event, so that a change of status can be told again.
Sources: Access Analyzer API reference; "Monitoring IAM Access Analyzer with EventBridge", IAM User Guide.
"""

from __future__ import annotations

import copy
import datetime as dt
import threading
from typing import TYPE_CHECKING, Any

from c7n_reflex.organisation.calls import ApiError, Call

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation

_TIMES = ("createdAt", "analyzedAt", "updatedAt")
_SHOWN = {"id", "principal", "action", "resource", "isPublic", "resourceType", "condition", "status", "error"}
_SHOWN |= {"sources", "resourceControlPolicyRestriction"}
_DEFAULT_NAME = "account"
_PAGE = 100
Event = dict[str, Any]


class AccessAnalyzer:
    """Analyzers by ARN, findings by (analyzer's ARN, id)."""

    source = "aws.access-analyzer"
    detail_type = "Access Analyzer Finding"

    def __init__(self, organisation: Organisation) -> None:
        self._organisation = organisation
        self._analyzers: dict[str, dict[str, Any]] = {}
        self._findings: dict[tuple[str, str], Event] = {}
        self._lock = threading.RLock()

    def install(self) -> None:
        """Answer the operations."""
        for operation, handler in (
            ("CreateAnalyzer", self._create),
            ("DeleteAnalyzer", self._delete),
            ("ListAnalyzers", self._list_analyzers),
            ("GetAnalyzer", self._get_analyzer),
            ("GetFinding", self._get_finding),
            ("ListFindings", self._list_findings),
            ("UpdateFindings", self._update),
        ):
            self._organisation.operations.override("accessanalyzer", operation, handler)

    def report(self, account: str, region: str, event: Event) -> dict[str, Any]:
        """Remember the event's finding and emit the event. Raises ValueError for what is no finding.

        The analyzer is the first of the event's resources; made where there is none of that ARN. Without
        resources it is the account's first one.
        """
        event = copy.deepcopy(event)
        detail = event["detail"]
        missing = [name for name in ("id", "resourceType") if not detail.get(name)]
        if missing:
            raise ValueError(f"the event's detail has no {', '.join(missing)}")
        for name in _TIMES:
            _time(detail.setdefault(name, _now()))
        detail.setdefault("status", "ACTIVE")
        with self._lock:
            arn = self._analyzer_of(account, region, next(iter(event.get("resources", ())), ""))
            event["resources"] = [arn]
            self._findings[arn, detail["id"]] = {**event, "account": account, "region": region}
        self._organisation.events.emit(account, region, event)
        return {"finding_id": detail["id"], "event": event}

    def _analyzer_of(self, account: str, region: str, arn: str) -> str:
        prefix = _prefix(account, region)
        arn = arn or next((known for known in self._analyzers if known.startswith(prefix)), "")
        arn = arn or prefix + _DEFAULT_NAME
        if not arn.startswith(prefix):
            raise ValueError(f"{arn} is not an analyzer of {account} in {region}")
        self._analyzers.setdefault(arn, _analyzer(arn, "ACCOUNT", {}))
        return arn

    def _create(self, call: Call) -> dict[str, Any]:
        arn = _prefix(call.account, call.region) + call.params["analyzerName"]
        with self._lock:
            if arn in self._analyzers:
                raise ApiError("ConflictException", f"Analyzer {arn} already exists", status=409)
            self._analyzers[arn] = _analyzer(arn, call.params["type"], call.params.get("tags") or {})
        return {"arn": arn}

    def _delete(self, call: Call) -> dict[str, Any]:
        arn = self._known(call, _prefix(call.account, call.region) + call.params["analyzerName"])
        with self._lock:
            del self._analyzers[arn]
            for key in [key for key in self._findings if key[0] == arn]:
                del self._findings[key]
        return {}

    def _list_analyzers(self, call: Call) -> dict[str, Any]:
        prefix, kind = _prefix(call.account, call.region), call.params.get("type")
        with self._lock:
            found = [one for arn, one in self._analyzers.items() if arn.startswith(prefix)]
        return {"analyzers": [one for one in found if kind in (None, one["type"])]}

    def _get_analyzer(self, call: Call) -> dict[str, Any]:
        arn = self._known(call, _prefix(call.account, call.region) + call.params["analyzerName"])
        return {"analyzer": self._analyzers[arn]}

    def _get_finding(self, call: Call) -> dict[str, Any]:
        event = self._event(self._known(call, call.params["analyzerArn"]), call.params["id"])
        return {"finding": _shown(event)}

    def _list_findings(self, call: Call) -> dict[str, Any]:
        arn = self._known(call, call.params["analyzerArn"])
        with self._lock:
            shown = [_shown(event) for (analyzer, _), event in self._findings.items() if analyzer == arn]
        shown = [one for one in shown if _passes(one, call.params.get("filter") or {})]
        start, size = call.params.get("nextToken") or "0", int(call.params.get("maxResults") or _PAGE)
        if not start.isdigit():
            raise ApiError("ValidationException", "Invalid nextToken")
        end = int(start) + size
        more = {"nextToken": str(end)} if end < len(shown) else {}
        return {"findings": shown[int(start) : end], **more}

    def _update(self, call: Call) -> dict[str, Any]:
        """By ids or by resourceArn; each change of status is an event."""
        arn, status = self._known(call, call.params["analyzerArn"]), call.params["status"]
        changed = []
        with self._lock:
            for event in self._chosen(arn, call.params.get("ids") or [], call.params.get("resourceArn", "")):
                if event["detail"]["status"] != status:
                    event["detail"].update({"status": status, "updatedAt": _now()})
                    changed.append(copy.deepcopy(event))
        for event in changed:
            told = {name: value for name, value in event.items() if name not in ("id", "time")}
            self._organisation.events.emit(event["account"], event["region"], told)
        return {}

    def _chosen(self, arn: str, ids: list[str], resource: str) -> list[Event]:
        if bool(ids) is bool(resource):
            raise ApiError("ValidationException", "Give either ids or resourceArn")
        if ids:
            return [self._event(arn, one) for one in ids]
        of_analyzer = (event for (analyzer, _), event in self._findings.items() if analyzer == arn)
        return [event for event in of_analyzer if event["detail"].get("resource") == resource]

    def _event(self, arn: str, finding_id: str) -> Event:
        with self._lock:
            event = self._findings.get((arn, finding_id))
        if event is None:
            raise _not_found(f"Finding {finding_id} is not found")
        return event

    def _known(self, call: Call, arn: str) -> str:
        """The ARN, if it is one of the caller's analyzers."""
        if arn not in self._analyzers or not arn.startswith(_prefix(call.account, call.region)):
            raise _not_found(f"Analyzer {arn} is not found")
        return arn


def _prefix(account: str, region: str) -> str:
    return f"arn:aws:access-analyzer:{region}:{account}:analyzer/"


def _analyzer(arn: str, kind: str, tags: dict[str, str]) -> dict[str, Any]:
    name = arn.rsplit("/", 1)[-1]
    return {
        "arn": arn,
        "name": name,
        "type": kind,
        "createdAt": dt.datetime.now(dt.UTC),
        "tags": tags,
        "status": "ACTIVE",
    }


def _shown(event: Event) -> dict[str, Any]:
    """A finding as the API has it: times as such, and the owner's account."""
    detail = event["detail"]
    shown = {name: detail[name] for name in _SHOWN if name in detail}
    times = {name: _time(detail[name]) for name in _TIMES}
    owner = detail.get("accountId") or event["account"]
    return {"condition": {}, **shown, **times, "resourceOwnerAccount": owner}


def _passes(finding: dict[str, Any], filters: dict[str, dict[str, Any]]) -> bool:
    for name, criterion in filters.items():
        value = finding.get(name)
        text = str(value).lower() if isinstance(value, bool) else str(value)
        if (
            ("eq" in criterion and text not in criterion["eq"])
            or text in criterion.get("neq", ())
            or ("contains" in criterion and not any(part in text for part in criterion["contains"]))
            or ("exists" in criterion and criterion["exists"] is (value is None))
        ):
            return False
    return True


def _not_found(message: str) -> ApiError:
    return ApiError("ResourceNotFoundException", message, status=404)


def _now() -> str:
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _time(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)
