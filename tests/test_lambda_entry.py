"""The function's handler says which event it got, but not what is in it."""

from __future__ import annotations

import subprocess
import sys

from c7n_reflex import lambda_entry

EVENT = {
    "id": "7",
    "account": "200000000001",
    "region": "us-east-1",
    "detail-type": "AWS API Call via CloudTrail",
    "detail": {"eventName": "CreateUser", "errorCode": "AccessDenied", "requestParameters": {"p": "hunter2"}},
}


def test_logs_which_event_but_not_its_content(caplog):
    caplog.set_level("DEBUG")
    assert lambda_entry.run(EVENT, None) is None
    assert "event:7 type:AWS API Call via CloudTrail CreateUser account:200000000001" in caplog.text
    assert "hunter2" not in caplog.text


def test_tells_custodian_to_log_neither_events_nor_boto_s_traffic():
    code = (
        "import logging, c7n_reflex.lambda_entry, c7n.handler as h; "
        "print(h.C7N_DEBUG_EVENT, logging.getLogger('boto3.resources').isEnabledFor(logging.DEBUG))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["False", "False"]
