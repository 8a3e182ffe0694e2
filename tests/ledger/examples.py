"""An entry and a record, for tests to vary."""

from __future__ import annotations

from c7n_reflex.ledger import Approval, Cause, Entry, Record, StageEnd, record_id
from c7n_reflex.pipeline.outcome import Outcome, Stage

ID = record_id("event", "policy")
KEY = "00-detach"
CAUSE = Cause(
    event_id="event",
    event_name="AttachInternetGateway",
    event_time="2026-01-01T00:00:00Z",
    principal="arn:aws:iam::200000000001:user/mallory",
)

RECORD = Record(
    id=ID,
    policy="policy",
    action="detach",
    resource_type="aws.internet-gateway",
    resource="igw-1",
    account="200000000001",
    region="us-east-1",
    started="2026-01-01T00:00:00Z",
    cause=CAUSE,
    change="Detached igw-1 from vpc-1.",
    before={"attachments": ["vpc-1"], "share": 0.5, "UserData": "secret", "deep": [{"UserData": "secret"}]},
    undo={"vpcs": ["vpc-1"]},
)

ENTRY = Entry(
    id=ID,
    policy="policy",
    version="v1",
    mode="cloudtrail",
    resource_type="aws.internet-gateway",
    resource="igw-1",
    account="200000000001",
    region="us-east-1",
    started="2026-01-01T00:00:00Z",
    cause=CAUSE,
    stages=(StageEnd(Stage.ROUTE, "pass", "2026-01-01T00:00:00Z"),),
    before={"InternetGatewayId": "igw-1", "share": 0.5, "UserData": "secret"},
)

WAITING = ENTRY.with_changes(
    outcome=Outcome.AWAITING_APPROVAL,
    approval=Approval(until="2999-01-01T00:00:00Z", fingerprint="abc"),
    event={"id": "event", "detail": {"eventID": "event"}},
    function="arn:aws:lambda:us-east-1:200000000001:function:custodian-policy",
)
