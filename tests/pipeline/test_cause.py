"""What an event says about its cause."""

from __future__ import annotations

from c7n_reflex.ledger import Cause
from c7n_reflex.pipeline.cause import api_call, cause_of
from tests.flights.case import FINDING, PRINCIPAL, call, finding


def test_a_call_names_its_principal_and_its_own_event_id():
    cause = cause_of(call("AttachInternetGateway", {}), "igw-1")
    assert cause.principal == PRINCIPAL
    assert cause.event_id == "22222222-2222-2222-2222-222222222222"
    assert cause.finding_id == ""


def test_the_finding_about_the_resource_is_taken():
    event = finding("i-1")
    event["detail"]["findings"].insert(0, {"Id": "other", "Resources": [{"Id": "i-2"}]})
    assert cause_of(event, "i-1").finding_id == FINDING
    assert cause_of(event, "i-2").finding_id == "other"


def test_a_sweep_has_no_cause():
    assert cause_of(None, "igw-1") == Cause()


def test_services_and_unknown_principals_do_not_break_it():
    event = call("AttachInternetGateway", None)
    event["detail"]["userIdentity"] = {"type": "AWSService", "invokedBy": "autoscaling.amazonaws.com"}
    assert cause_of(event, "igw-1").principal == "autoscaling.amazonaws.com"
    event["detail"]["userIdentity"] = None
    assert cause_of(event, "igw-1").principal == ""


def test_a_call_of_another_name_is_none_of_ours():
    event = call("AttachInternetGateway", {})
    assert api_call(event, "AttachInternetGateway") is event["detail"]
    assert api_call(event, "DetachInternetGateway") is None
    assert api_call(None, "AttachInternetGateway") is None
