"""New policies pass what every policy has to pass, and their cases pass, too."""

from __future__ import annotations

import pytest
import yaml

from c7n_reflex.authoring import fleet
from c7n_reflex.authoring.cases.model import CaseVerdict
from c7n_reflex.authoring.cases.session import prepare, results
from c7n_reflex.authoring.lint.engine import lint
from c7n_reflex.authoring.scaffolds import policies
from c7n_reflex.authoring.scaffolds.request import Request
from c7n_reflex.errors import InputError
from tests.authoring.scaffolds.conftest import ASKED


def of(project, path: str) -> dict:
    (policy,) = yaml.safe_load((project / path).read_text(encoding="utf-8"))["policies"]
    return policy


def test_all_are_there_and_custodian_takes_them(project):
    names = {each.name for each in fleet.load([project / "policies"])}
    assert names == {*(name for name, *_ in ASKED), "group-opened-sweep"}


def test_no_lint_fires(project):
    assert [str(each) for each in lint([project / "policies"], root=project).problems] == []


def test_every_case_passes_and_each_policy_acts_in_one_and_not_in_another(project):
    session = prepare([project / "tests/policies"], [project / "policies"])
    done = list(results(session.cases))
    assert [each.verdict for each in done] == [CaseVerdict.PASS] * len(done)
    outcomes = {name: set() for name in (each.name for each in session.fleet)}
    for each in done:
        outcomes[each.case.policy].add(str(each.trace.outcome))
    assert all("observed" in found and len(found) > 1 for found in outcomes.values())


def test_a_call_is_found_in_its_parameters_and_nothing_is_changed_yet(project):
    policy = of(project, "policies/cloudtrail/group_opened.yml")
    assert policy["mode"]["events"] == [
        {
            "source": "ec2.amazonaws.com",
            "event": "AuthorizeSecurityGroupIngress",
            "ids": "requestParameters.groupId",
        }
    ]
    assert policy["metadata"]["enforcement"] == "observe"
    assert policy["actions"][0] == "revoke-open-ingress"


def test_a_sweep_differs_by_having_no_event(project):
    sweep = of(project, "policies/sweeps/group_opened.yml")
    policy = of(project, "policies/cloudtrail/group_opened.yml")
    assert sweep["metadata"].pop("twin") == "group-opened"
    assert "mode" not in sweep
    assert {**sweep, "name": 0} == {
        key: value for key, value in {**policy, "name": 0}.items() if key != "mode"
    }


def test_a_control_selects_its_failed_findings(project):
    policy = of(project, "policies/securityhub/bucket_read_by_everybody.yml")
    findings = policy["mode"]["pattern"]["detail"]["findings"]
    assert findings["Compliance"] == {"SecurityControlId": ["S3.2"], "Status": ["FAILED"]}
    assert findings["Resources"] == {"Type": ["AwsS3Bucket"]}
    assert policy["metadata"]["controls"] == ["S3.2"]
    assert policy["resource"] == "aws.s3"


def test_a_guardduty_type_selects_its_findings_as_security_hub_has_them(project):
    policy = of(project, "policies/securityhub/instance_attacked.yml")
    findings = policy["mode"]["pattern"]["detail"]["findings"]
    assert findings["ProductArn"] == [{"suffix": "::product/aws/guardduty"}]
    assert "SSHBruteForce" in findings["Types"][0]


@pytest.mark.parametrize(
    "path", ["policies/cloudtrail/group_opened.yml", "tests/policies/sweeps/group_opened.yml"]
)
def test_each_file_tells_editors_its_schema(project, path):
    kind = "cases" if path.startswith("tests") else "policies"
    first = (project / path).read_text(encoding="utf-8").splitlines()[0]
    _, _, relative = first.partition("# yaml-language-server: $schema=")
    assert ((project / path).parent / relative).resolve() == project / "docs/schemas" / f"{kind}.json"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": "GroupOpened"}, "no name of a policy\n  .*: group-opened"),
        ({"resource": "aws.security-grup"}, "did you mean 'aws.security-group'"),
        ({"event": "ec2:AuthorizeSecurityGroupIngres"}, "AuthorizeSecurityGroupIngress"),
        (
            {"event": "DeleteVpc"},
            "does not seem to name an aws.security-group\n  .*--ids; its fields: requestParameters.vpcId",
        ),
        ({"event": "EC2.19", "sweep": True}, "a sweep cannot be made of a finding"),
        ({"event": "S3.2"}, "leave S3.2 alone, as nothing-named\n  the finding is of another type"),
        ({"event": "config:s3-bucket-public-read-prohibited"}, "mode `event`"),
        ({"action": "revoke-open-ingres"}, "did you mean 'revoke-open-ingress'"),
        ({"action": "{type: tag, kee: a}"}, "kee"),
        ({"action": "[a"}, "is no action"),
        ({"ids": "requestParameters.nowhere"}, "as nothing-named\n  say by --ids"),
        ({"ids": "requestParameters.["}, "ids of event"),
    ],
)
def test_what_cannot_be_had_is_refused_with_a_remedy(tmp_path, change, message):
    given = {"name": "x", "event": "AuthorizeSecurityGroupIngress", "resource": "aws.security-group"}
    with pytest.raises(InputError, match=f"(?s){message}"):
        policies.drafts(Request(**{**given, "root": tmp_path, **change}))
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_another_file_has_is_refused(project):
    with pytest.raises(InputError, match="there is a policy 'group-opened-sweep' already"):
        policies.drafts(Request("group-opened-sweep", "S3.2", "s3", project))


def test_an_action_with_options_is_written_out(tmp_path):
    action = "{type: tag, key: reviewed, value: 'no'}"
    (draft, _) = policies.drafts(Request("x", "S3.2", "s3", tmp_path, action))
    (policy,) = yaml.safe_load(draft.text)["policies"]
    assert policy["actions"][0] == {"type": "tag", "key": "reviewed", "value": "no"}


def test_of_several_services_that_of_the_resource_is_meant(tmp_path):
    (draft, cases) = policies.drafts(Request("x", "CreateUser", "iam-user", tmp_path))
    assert "iam.amazonaws.com" in draft.text
    assert "sample: iam:CreateUser" in cases.text


def test_what_has_no_tags_is_let_pass_by_its_id(tmp_path):
    (draft, _) = policies.drafts(Request("x", "CreateGroup", "iam-group", tmp_path))
    (policy,) = yaml.safe_load(draft.text)["policies"]
    assert policy["filters"] == [{"not": [{"GroupName": "approved"}]}]
