"""Every mistake is found before anything is run, with file, line, key and what was probably meant."""

from __future__ import annotations

from pathlib import Path

import pytest

import c7n_reflex.plugin  # noqa: F401
from c7n_reflex import policyfiles
from c7n_reflex.errors import InputError

ROOT = Path(__file__).parent.parent.parent


def mistake(tmp_path, *texts):
    for number, text in enumerate(texts):
        (tmp_path / f"{number}.yml").write_text(text)
    with pytest.raises(InputError) as caught:
        policyfiles.check(policyfiles.load([tmp_path]))
    return str(caught.value).replace(f"{tmp_path}/", "")


HEAD = "policies:\n  - name: one\n    resource: aws.ec2\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("policy: []\n", "0.yml: has no list of policies"),
        ("policies: []\nother: 1\n", "0.yml:2: other: unknown key 'other'"),
        ("policies:\n  - one\n", "0.yml:2: policies[0]: a policy is a mapping"),
        ("policies:\n  - name: one\n", "0.yml:2: policies[0]: the policy has no resource"),
        (
            HEAD + "    action: [stop]\n",
            "policies[0].action: unknown key 'action'\n  did you mean 'actions'?",
        ),
        (
            HEAD.replace("ec2", "ec3"),
            "0.yml:3: policies[0].resource: unknown resource 'aws.ec3'\n  did you mean",
        ),
        (HEAD.replace("aws.ec2", "azzure.vm"), "unknown resource 'azzure.vm'"),
        (
            HEAD + "    actions:\n      - stopp\n",
            "0.yml:5: policies[0].actions[0]: unknown action of aws.ec2",
        ),
        (
            HEAD + "    filters:\n      - or:\n          - type: imagee\n",
            "0.yml:6: policies[0].filters[0].or[0].type: unknown filter of aws.ec2 'imagee'",
        ),
        (HEAD + "    mode: {type: cloudtrial}\n", "unknown mode 'cloudtrial'\n  did you mean 'cloudtrail'?"),
        (
            HEAD + "    actions:\n      - type: stop\n        forse: true\n",
            "0.yml:6: policies[0].actions[0].forse: unknown key 'forse'\n  did you mean 'force'?",
        ),
        (HEAD + "    mode: {type: cloudtrail, role: r, events: [Nope]}\n", "event 'Nope' is no shortcut"),
        (HEAD + "    actions: stop\n", "must use a list for actions"),
        (
            HEAD + "  - name: one\n    resource: aws.s3\n",
            "0.yml:4: policies[1].name: policy name 'one' is used twice",
        ),
    ],
)
def test_mistakes(tmp_path, text, said):
    assert said in mistake(tmp_path, text)


def test_a_name_used_in_two_files_is_a_mistake(tmp_path):
    said = mistake(tmp_path, HEAD, HEAD)
    assert said == "1.yml:2: policies[0].name: policy name 'one' is used twice\n  it is also in " + str(
        f"{tmp_path}/0.yml:2: policies[0].name"
    ).replace(f"{tmp_path}/", "")


def test_all_mistakes_are_told_at_once(tmp_path):
    said = mistake(tmp_path, HEAD + "    actions: [stopp, startt]\n")
    assert said.startswith("2 mistakes in the policy files")
    assert "'stopp'" in said
    assert "'startt'" in said


def test_our_actions_modes_and_variables_are_fine(tmp_path):
    (tmp_path / "a.yml").write_text(
        HEAD + "    actions: [quarantine]\n"
        "    mode: {type: hub-finding, role: r, member-role: c7n-reflex-member, timeout: '{seconds}'}\n"
    )
    policyfiles.check(policyfiles.load([tmp_path]))


def test_the_project_s_own_policies_are_fine():
    policyfiles.check(policyfiles.load([ROOT / "policies"]))
