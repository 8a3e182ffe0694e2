"""With the prefix, and only where there is a function."""

from __future__ import annotations

from tests.authoring.lint.writing import METADATA, linted, only


def policy(name, mode):
    return f"policies:\n  - name: {name}\n    resource: aws.ec2\n{METADATA}{mode}"


def check(tmp_path, length, mode):
    return linted(tmp_path, policy("n" * length, mode))


def test_at_the_limit(tmp_path):
    mode = "    mode: {type: cloudtrail, events: [RunInstances]}\n"
    assert check(tmp_path, 54, mode).problems == ()
    assert only(check(tmp_path, 55, mode)).remedy == "shorten it by 1"


def test_another_prefix(tmp_path):
    mode = "    mode: {type: cloudtrail, events: [RunInstances], function-prefix: 'c7n-'}\n"
    assert check(tmp_path, 60, mode).problems == ()
    assert "65 characters" in only(check(tmp_path, 61, mode)).message


def test_a_sweep_by_hand_has_no_function(tmp_path):
    assert check(tmp_path, 90, "").problems == ()
