"""The generated parts of infrastructure/account.yml."""

from __future__ import annotations

import pytest
import yaml

from c7n_reflex.deploy.permissions import Need, template
from c7n_reflex.errors import InputError
from tests.conftest import ROOT

ARN = "arn:${AWS::Partition}:ec2:*:${AWS::AccountId}:vpc/*"
TEXT = """\
Resources:
  # generated: c7n-reflex permissions --write (remediation)
  Old: 1
  # end of generated

  # by hand
  # generated: c7n-reflex permissions --write (undo)
  # end of generated

  Role:
    - by hand
    # generated: c7n-reflex permissions --write (remediation_attached)
    # end of generated
    # generated: c7n-reflex permissions --write (undo_attached)
    # end of generated
"""


def need(role: str, action: str, *arns: str, because: str = "policy acme, action mend") -> Need:
    return Need(role, action, arns or ("*",), because)


def resources(*needs: Need) -> dict[str, object]:
    written = template.rendered(TEXT, needs).replace("!Sub ", "").replace("!Ref ", "")
    found: dict[str, object] = yaml.safe_load(written)["Resources"]
    return found


def statements(*needs: Need) -> tuple[list[object], list[object]]:
    found = resources(*needs)
    return _of(found, "Remediation"), _of(found, "Undo")


def _of(found: dict[str, object], name: str) -> list[object]:
    policy = found.get(name)
    if policy is None:
        return []
    assert isinstance(policy, dict)
    listed: list[object] = policy["Properties"]["PolicyDocument"]["Statement"]
    return listed


def test_only_what_is_between_the_markers_is_written() -> None:
    found, undo = statements(need("lambda", "ec2:DescribeVpcs"))
    assert found == [{"Effect": "Allow", "Action": ["ec2:DescribeVpcs"], "Resource": ["*"]}]
    assert undo == []
    written = resources(need("lambda", "ec2:DescribeVpcs"))
    assert set(written) == {"Remediation", "Role"}
    assert written["Role"] == ["by hand", "Remediation"]


def test_both_roles_may_do_what_policies_need_and_the_engine_as_member() -> None:
    found, _ = statements(
        need("lambda", "ec2:A"),
        need("member", "ec2:B"),
        need("member", "ec2:C", because="engine, x"),
        need("lambda", "ec2:D", because="engine, x"),
        need("undo", "ec2:E"),
    )
    assert found[0] == {"Effect": "Allow", "Action": ["ec2:A", "ec2:B", "ec2:C"], "Resource": ["*"]}


def test_undoing_has_besides_what_remediations_do_not_have() -> None:
    _, undo = statements(
        need("member", "ec2:A", ARN), need("undo", "ec2:A", ARN, ARN + "/x"), need("undo", "ec2:B", ARN)
    )
    assert undo == [
        {"Effect": "Allow", "Action": ["ec2:B"], "Resource": [ARN]},
        {"Effect": "Allow", "Action": ["ec2:A"], "Resource": [ARN + "/x"]},
    ]


def test_conditions_are_written() -> None:
    found, _ = statements(need("member", "s3:PutBucketPolicy", "arn:${AWS::Partition}:s3:::*"))
    assert isinstance(found[0], dict)
    assert found[0]["Condition"] == {"StringEquals": {"aws:ResourceAccount": "AWS::AccountId"}}


def test_writing_twice_changes_nothing_more(needs: tuple[Need, ...]) -> None:
    current = (ROOT / template.FILE).read_text(encoding="utf-8")
    assert template.rendered(current, needs) == current
    stale = current.replace("              - ec2:DescribeVpcs\n", "")
    assert stale != current
    assert template.rendered(stale, needs) == current


@pytest.mark.parametrize("gone", ["# end of generated", "(undo)", "(undo_attached)"])
def test_lost_markers_are_an_error_with_the_file(gone: str) -> None:
    with pytest.raises(InputError, match=r"expected: remediation, remediation_attached, undo, undo_attached"):
        template.rendered(TEXT.replace(gone, ""), ())


def long(number: int) -> Need:
    return need("member", f"ec2:Describe{'x' * 500}{number}", f"{ARN}{number}")


def test_what_does_not_fit_into_one_policy_is_split_and_attached_in_parts() -> None:
    found = resources(*(long(number) for number in range(20)))
    parts = [name for name in found if name.startswith("Remediation")]
    assert len(parts) > 1
    assert found["Role"] == ["by hand", *parts]
    names = {found[part]["Properties"]["ManagedPolicyName"] for part in parts}  # type: ignore[index]
    assert {"c7n-reflex-remediation", "c7n-reflex-remediation-2"} <= names
    assert sum(len(_of(found, part)) for part in parts) == 20


def test_more_than_a_role_can_have_is_an_error() -> None:
    with pytest.raises(InputError, match="too long for 7 policies"):
        template.rendered(TEXT, [long(number) for number in range(80)])
