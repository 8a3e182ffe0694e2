"""The function's handler says which event it got, but not what is in it."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from c7n_reflex import lambda_entry
from c7n_reflex.pipeline.outcome import EventEndedError, Outcome

EVENT = {
    "id": "7",
    "account": "200000000001",
    "region": "us-east-1",
    "detail-type": "AWS API Call via CloudTrail",
    "detail": {"eventName": "CreateUser", "errorCode": "AccessDenied", "requestParameters": {"p": "hunter2"}},
}


def test_logs_which_event_but_not_its_content(caplog, monkeypatch):
    caplog.set_level("DEBUG")
    monkeypatch.setattr(lambda_entry.handler, "dispatch_event", lambda event, context: None)
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


@pytest.mark.parametrize("event", [None, [], "x", {"detail": None}, {"detail": "text"}])
def test_what_is_no_event_is_refused_by_name(event):
    with pytest.raises(EventEndedError) as refused:
        lambda_entry.run(event, None)
    assert refused.value.outcome is Outcome.MALFORMED


def test_a_function_s_lines_are_nothing_but_json():
    code = (
        "import json, c7n_reflex.lambda_entry; from c7n_reflex.pipeline import log; "
        "from c7n_reflex.pipeline.outcome import Outcome; from c7n_reflex.pipeline.reaction import Reaction; "
        "log.end_line(Reaction('p', 'v', 'cloudtrail', 'aws.s3', {'id': '1'}), Outcome.NO_MATCH)"
    )
    environment = {**os.environ, "AWS_LAMBDA_FUNCTION_NAME": "custodian-p"}
    command = [sys.executable, "-c", code]
    run = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    (line,) = run.stdout.splitlines()
    fields = json.loads(line)
    assert (fields["policy"], fields["outcome"], fields["stage"]) == ("p", "no-match", "decide")
    assert fields["_aws"]["CloudWatchMetrics"][0]["Metrics"] == [{"Name": "ended", "Unit": "Count"}]
