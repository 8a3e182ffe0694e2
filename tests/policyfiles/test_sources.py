"""Which files, and where in them something is."""

from __future__ import annotations

import json

import pytest

from c7n_reflex import policyfiles
from c7n_reflex.errors import InputError

POLICY = "policies:\n  - name: {}\n    resource: aws.ec2\n"


def test_folders_give_their_policy_files_sorted_and_once(tmp_path):
    for name in ("b/z.yml", "a.yaml", "notes.md", ".hidden/c.yml", "b/.d.yml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(POLICY.format("x"))
    found = policyfiles.expand([tmp_path, tmp_path / "a.yaml"])
    assert [str(path.relative_to(tmp_path)) for path in found] == ["a.yaml", "b/z.yml"]


def test_lines_are_of_the_keys(tmp_path):
    (tmp_path / "a.yml").write_text(POLICY.format("x") + "    actions:\n      - stop\n      - type: tag\n")
    file = policyfiles.load([tmp_path / "a.yml"])[0]
    place = file.place(("policies", 0, "actions", 1, "type"))
    assert (place.line, place.key) == (6, "policies[0].actions[1].type")
    assert file.place(("policies", 0, "actions", 1, "absent")).line == 6


@pytest.mark.parametrize(
    ("text", "said", "line"),
    [
        ("policies: [\n", "is not YAML", 2),
        ("policies: []\npolicies: []\n", "'policies' is there twice", 2),
        ("a: 'x\n", "is not YAML", 2),
    ],
)
def test_bad_yaml_is_an_input_error_with_its_line(tmp_path, text, said, line):
    (tmp_path / "a.yml").write_text(text)
    with pytest.raises(InputError, match=said) as caught:
        policyfiles.load([tmp_path])
    assert caught.value.place.line == line


def test_what_is_not_there_is_an_input_error(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        policyfiles.load([tmp_path / "absent.yml"])
    with pytest.raises(InputError, match="holds no policy files"):
        policyfiles.load([tmp_path])


def test_merged_is_one_file_that_is_gone_afterwards(tmp_path):
    for name in "ab":
        (tmp_path / f"{name}.yml").write_text(POLICY.format(name))
    with policyfiles.merged(policyfiles.load([tmp_path])) as path:
        assert [policy["name"] for policy in json.loads(path.read_text())["policies"]] == ["a", "b"]
    assert not path.exists()
