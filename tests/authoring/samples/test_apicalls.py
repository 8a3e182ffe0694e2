"""Sample events of calls and sign-ins."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from types import SimpleNamespace

import pytest
from botocore.validate import ParamValidator

from c7n_reflex.authoring import apis
from c7n_reflex.authoring.apis import Knowledge, models
from c7n_reflex.authoring.samples import apicalls, famous, sample
from c7n_reflex.authoring.samples.setting import Setting
from c7n_reflex.events import patterns
from c7n_reflex.modes import calls as mode_calls
from c7n_reflex.organisation.calls import Result
from c7n_reflex.organisation.cloudtrail.emitter import Emitter
from c7n_reflex.organisation.cloudtrail.kinds import Kind
from c7n_reflex.organisation.cloudtrail.trail import Trail

SERVICES = ("ec2", "s3", "iam", "lambda", "rds", "kms", "cloudtrail", "sqs", "sns", "secretsmanager")


def apis_of(service):
    source = f"{service}.amazonaws.com"
    found = (apis.call(source, name) for name in sorted(apis.event_names(source)))
    return [each for each in found if each]


@pytest.mark.parametrize("service", SERVICES)
def test_every_call_has_a_sample_that_its_pattern_matches_and_no_other(service):
    source = f"{service}.amazonaws.com"
    stock = {"source": [f"aws.{service}"], "detail-type": ["AWS API Call via CloudTrail"]}
    of_source = patterns.compile({**stock, "detail": {"eventSource": [source]}})
    for api in apis_of(service):
        event = apicalls.sample(api, Setting())
        json.dumps(event)
        assert of_source.matches(event)
        assert event["detail"]["eventName"] == api.name
    one = patterns.compile({**stock, "detail": {"eventSource": [source], "eventName": [api.name]}})
    assert one.matches(event)
    assert not one.matches({**event, "detail": {**event["detail"], "eventName": "Other"}})


@pytest.mark.parametrize("service", SERVICES)
def test_the_parameters_are_those_that_the_api_takes(service):
    for api in apis_of(service):
        call = apicalls._call(api, Setting())
        if call.model.input_shape is not None:
            report = ParamValidator().validate(call.params, call.model.input_shape)
            assert not report.has_errors(), (api.name, report.generate_report())


def paths(value, path=()):
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from paths(item, (*path, key))
    elif isinstance(value, list) and value:
        for item in value:
            yield from paths(item, path)
    else:
        yield path


@pytest.mark.parametrize("key", sorted(famous.PARAMETERS))
def test_the_fields_of_a_sample_are_those_that_lint_knows(key):
    service, _, operation = key.partition(":")
    source = "s3.amazonaws.com" if service == "s3control" else f"{service}.amazonaws.com"
    (api,) = [
        each
        for name in apis.event_names(source)
        for each in apis.calls(source, name)
        if (each.service, each.operation) == (service, operation)
    ]
    detail = apicalls.sample(api, Setting())["detail"]
    for path in paths(detail):
        assert apis.field_exists(source, api.name, path).knowledge is not Knowledge.NO, path


def test_famous_calls_exist():
    for key in [*famous.PARAMETERS, *famous.ANSWERS]:
        service, _, operation = key.partition(":")
        assert operation in models.model(service).operation_names


def test_the_record_has_the_very_keys_that_the_organisation_writes():
    nobody = SimpleNamespace(operations=SimpleNamespace(before=lambda *_: None))
    emitter = Emitter(nobody, Trail())
    api = apis.call("ec2.amazonaws.com", "AttachInternetGateway")
    call = apicalls._call(api, Setting())
    theirs = emitter._record(call, Result(200), Kind.WRITE)
    ours = apicalls.sample(api, Setting())["detail"]
    assert list(ours) == list(theirs)
    varying = {"eventID", "userIdentity"}
    assert {key: ours[key] for key in ours.keys() - varying} == {
        key: theirs[key] for key in theirs.keys() - varying
    }


def test_what_was_opened_is_in_it():
    detail = sample("AuthorizeSecurityGroupIngress")["detail"]
    (permission,) = detail["requestParameters"]["ipPermissions"]["items"]
    assert permission["ipRanges"] == {"items": [{"cidrIp": "0.0.0.0/0", "description": "temporary"}]}
    assert (permission["fromPort"], permission["toPort"]) == (22, 22)
    wrapped = sample("ModifySecurityGroupRules")["detail"]["requestParameters"]
    assert wrapped["ModifySecurityGroupRulesRequest"]["GroupId"] == "sg-0a1b2c3d4e5f60718"


def test_ids_and_times_are_well_formed():
    event = sample("iam:CreateAccessKey")
    detail = event["detail"]
    assert event["region"] == detail["awsRegion"] == "us-east-1"
    assert event["id"] == detail["eventID"] == str(uuid.UUID(detail["eventID"]))
    assert event["time"] == detail["eventTime"]
    session = detail["userIdentity"]["sessionContext"]
    began = dt.datetime.fromisoformat(session["attributes"]["creationDate"])
    assert began < dt.datetime.fromisoformat(event["time"])
    assert "secretAccessKey" not in json.dumps(detail)


@pytest.mark.parametrize("name", ["CreateVpc", "ecs:CreateCluster", "ConsoleLogin", "RotateKey", "S3.2"])
def test_the_same_name_gives_the_same_event(name):
    assert json.dumps(sample(name)) == json.dumps(sample(name))


def test_different_names_have_different_ids():
    assert sample("CreateVpc")["id"] != sample("DeleteVpc")["id"]
    assert sample("ConsoleLogin")["id"] != sample("SwitchRole")["id"]


def test_account_and_region_are_everywhere():
    text = json.dumps(sample("RunInstances", account="200000000001", region="eu-west-1"))
    assert "200000000001" in text
    assert "123456789012" not in text
    assert "us-east-1" not in text
    assert "$account" not in text


def test_a_global_service_is_in_its_own_region():
    assert sample("iam:CreateUser", region="eu-west-1")["region"] == "us-east-1"
    assert sample("mturk-requester:GetHIT", region="eu-west-1")["region"] == "eu-west-1"


@pytest.mark.parametrize(
    ("principal", "kind"), [("root", "Root"), ("user", "IAMUser"), ("role", "AssumedRole")]
)
def test_principals(principal, kind):
    for name in ("StopLogging", "ConsoleLogin"):
        identity = sample(name, principal=principal)["detail"]["userIdentity"]
        assert identity["type"] == kind
        assert ("sessionContext" in identity) is (kind == "AssumedRole")
        # Who signs in as himself has no key yet.
        assert bool(identity["accessKeyId"]) is (name == "StopLogging" or kind == "AssumedRole")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("RunInstances", "Client.UnauthorizedOperation"),
        ("StopLogging", "AccessDenied"),
        ("ConsoleLogin", "Failure"),
    ],
)
def test_failed_calls_are_failures_to_the_modes(name, code):
    assert mode_calls.failure(sample(name, failed=True)["detail"]) == code
    assert mode_calls.failure(sample(name)["detail"]) == ""


def test_a_sign_in_has_its_own_detail_type():
    event = sample("ConsoleLogin")
    assert event["detail-type"] == "AWS Console Sign In via CloudTrail"
    assert event["source"] == "aws.signin"
    assert event["detail"]["responseElements"] == {"ConsoleLogin": "Success"}
    assert sample("RotateKey")["detail-type"] == "AWS Service Event via CloudTrail"


def test_reads_have_no_answer_and_data_events_say_so():
    assert sample("ec2:DescribeInstances")["detail"]["responseElements"] is None
    assert sample("s3:PutObject")["detail"]["eventCategory"] == "Data"
