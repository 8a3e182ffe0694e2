"""A case more, which records what a policy says now."""

from __future__ import annotations

import json

import pytest
import yaml

from c7n_reflex.authoring import fleet
from c7n_reflex.authoring.cases.session import prepare, results
from c7n_reflex.authoring.scaffolds import cases, drafts
from c7n_reflex.errors import InputError

EVENT, CALL = "ec2:AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupIngress"
CASES = "tests/policies/cloudtrail/a.yml"


@pytest.fixture
def root(tmp_path):
    write(tmp_path, "policies/cloudtrail/a.yml", policy("closed"))
    return tmp_path


def write(root, path, data):
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(data if isinstance(data, str) else yaml.safe_dump(data), encoding="utf-8")
    return file


def policy(*names):
    event = {"source": "ec2.amazonaws.com", "event": CALL, "ids": "requestParameters.groupId"}
    mode = {"type": "cloudtrail", "role": "arn:aws:iam::{account_id}:role/r", "events": [event]}
    one = {
        "resource": "aws.security-group",
        "mode": mode,
        "filters": [{"GroupName": "web"}],
        "actions": ["revoke-open-ingress"],
    }
    return {"policies": [{"name": name, **one} for name in names]}


def chosen(root, name="closed"):
    return fleet.named(fleet.load([root / "policies"]), name)


def added(root, name, *, policy="closed", **given):
    new = cases.new(chosen(root, policy), name, given.pop("event", EVENT), root=root, **given)
    drafts.write([new.draft])
    return new


def verdicts(root):
    session = prepare([root / "tests/policies"], [root / "policies"])
    return {each.case.name: str(each.verdict) for each in results(session.cases)}


def recorded(root, index=-1):
    return yaml.safe_load((root / CASES).read_text(encoding="utf-8"))["tests"][index]


def test_the_first_case_begins_the_file_and_passes(root):
    new = added(root, "a group named otherwise")
    assert new.draft.path == root / CASES
    assert verdicts(root) == {"a group named otherwise": "pass"}
    assert recorded(root)["expect"] == {
        "outcome": "no-match",
        "matched": [],
        "denied": {"leaf": "filters[0]", "reason": "field absent"},
    }
    assert "recorded by `c7n-reflex new case`" in (root / CASES).read_text(encoding="utf-8")


def test_what_is_known_of_the_resources_is_recorded_with_what_would_be_done(root):
    group = {"GroupId": "sg-0a1b2c3d4e5f60718", "GroupName": "web", "IpPermissions": []}
    resources = write(root, "groups.json", json.dumps([group]))
    added(root, "a web server", resources=resources)
    assert verdicts(root) == {"a web server": "pass"}
    expect = recorded(root)["expect"]
    assert expect["outcome"] == "acted"
    assert expect["matched"] == [group["GroupId"]]
    assert expect["actions"] == ["revoke-open-ingress"]
    assert expect["calls"] == ["ec2:RevokeSecurityGroupIngress"]
    assert group["GroupId"] in expect["changes"][group["GroupId"]]
    assert recorded(root)["resources"] == [group]


def test_an_event_from_a_file_is_named_from_the_cases(root):
    from c7n_reflex.authoring.samples import sample

    file = write(root, "tests/policies/cloudtrail/events/one.json", json.dumps(sample(EVENT)))
    added(root, "from a file", event=str(file))
    assert recorded(root)["event"] == {"file": "events/one.json"}
    assert verdicts(root) == {"from a file": "pass"}


@pytest.mark.parametrize("indent", ["", "  ", "    "])
@pytest.mark.parametrize("end", ["\n", "", "\n\n# the end\n"])
def test_what_is_in_the_file_stays(root, indent, end):
    kept = (
        f"# mine\npolicy: closed\ntests:\n{indent}- name: old  # why\n{indent}  event: {{sample: {EVENT}}}\n"
    )
    kept += f"{indent}  resources: []\n{indent}  expect: {{outcome: gone}}{end}"
    write(root, CASES, kept)
    added(root, "new")
    text = (root / CASES).read_text(encoding="utf-8")
    assert text.startswith(kept)
    assert verdicts(root) == {"old": "pass", "new": "pass"}


def test_of_several_policies_in_a_file_the_case_names_its_own(root):
    write(root, "policies/cloudtrail/a.yml", policy("closed", "shut"))
    added(root, "first")
    added(root, "second", policy="shut")
    assert [each["policy"] for each in yaml.safe_load((root / CASES).read_text())["tests"]] == [
        "closed",
        "shut",
    ]
    assert set(verdicts(root).values()) == {"pass"}


@pytest.mark.parametrize(
    "written",
    [
        f"tests: [{{name: a, event: {{sample: {EVENT}}}, expect: {{outcome: acted}}}}]\npolicy: closed\n",
        f"tests:\n  - {{name: a, event: {{sample: {EVENT}}}, expect: {{outcome: acted}}}}\npolicy: closed\n",
    ],
)
def test_a_file_that_a_case_cannot_be_added_to_is_left_alone(root, written):
    file = write(root, CASES, written)
    with pytest.raises(InputError, match="cannot be added at its end"):
        added(root, "new")
    assert file.read_text(encoding="utf-8") == written


def test_what_cannot_be_used_is_refused(root):
    added(root, "one")
    with pytest.raises(InputError, match="there is a case 'one' already"):
        added(root, "one")
    with pytest.raises(InputError, match="reacts to events"):
        added(root, "two", event="")
    two = write(root, "two.json", json.dumps([{"detail-type": "a", "source": "b", "detail": {}}] * 2))
    with pytest.raises(InputError, match="has 2 events"):
        added(root, "two", event=str(two))
    assert verdicts(root) == {"one": "pass"}


@pytest.mark.parametrize("event", ["ec2:AttachInternetGateway", "S3.2"])
def test_an_event_of_another_kind_is_a_case_too(root, event):
    added(root, "another kind", event=event)
    assert recorded(root)["expect"] == {"outcome": "not-subscribed"}
    assert "resources" not in recorded(root)
    assert verdicts(root) == {"another kind": "pass"}


def test_a_call_is_no_finding(root):
    finding = {"type": "hub-finding", "role": "arn:aws:iam::{account_id}:role/r"}
    found = {"name": "found", "resource": "aws.security-group", "mode": finding, "actions": ["delete"]}
    write(root, "policies/securityhub/f.yml", {"policies": [found]})
    added(root, "a call", policy="found")
    assert verdicts(root) == {"a call": "pass"}


def test_resources_that_are_gone_are_written_so(root):
    added(root, "gone by now", resources=write(root, "none.json", "[]"))
    assert recorded(root)["resources"] == []
    assert recorded(root)["expect"]["outcome"] == "gone"
    assert verdicts(root) == {"gone by now": "pass"}


def test_answers_that_filters_need_are_written(root):
    write(
        root,
        "policies/cloudtrail/b.yml",
        """policies:
  - name: attached
    resource: aws.internet-gateway
    mode:
      type: cloudtrail
      role: arn:aws:iam::{account_id}:role/r
      events:
        - source: ec2.amazonaws.com
          event: AttachInternetGateway
          ids: requestParameters.internetGatewayId
    filters:
      - type: attached-vpc
        unless-tagged: {internet-access: approved}
    actions: [detach]
""",
    )
    gateway = {"InternetGatewayId": "igw-0c0ffee0c0ffee001"}
    gateway["Attachments"] = [{"VpcId": "vpc-0123456789abcdef0", "State": "available"}]
    given = {"policy": "attached", "event": "ec2:AttachInternetGateway"}
    given["resources"] = write(root, "gateways.json", json.dumps([gateway]))
    added(root, "nothing is known of the VPC", **given)
    answers = write(root, "vpcs.yml", {"ec2:DescribeVpcs": {"Vpcs": []}})
    added(root, "the VPC is not approved", **given, answers=answers)
    tests = yaml.safe_load((root / "tests/policies/cloudtrail/b.yml").read_text())["tests"]
    assert [each["expect"]["outcome"] for each in tests] == ["unknown", "acted"]
    assert tests[1]["answers"] == {"ec2:DescribeVpcs": {"Vpcs": []}}
    assert set(verdicts(root).values()) == {"pass"}


def test_a_sweep_takes_no_event(root):
    swept = {"name": "swept", "resource": "aws.security-group", "filters": [{"GroupName": "web"}]}
    write(root, "policies/sweeps/s.yml", {"policies": [swept]})
    with pytest.raises(InputError, match="no event starts it"):
        added(root, "x", policy="swept")
    resources = write(root, "groups.yml", [{"GroupId": "sg-1", "GroupName": "db"}])
    added(root, "a database", policy="swept", event="", resources=resources)
    assert verdicts(root) == {"a database": "pass"}
