"""Events that do not exist are told; what may exist is left alone."""

from __future__ import annotations

import pytest

from tests.authoring.lint.writing import calling, linted, only


def check(tmp_path, source, event):
    text = calling(f"{{source: {source}, event: {event}, ids: userIdentity.arn}}")
    return linted(tmp_path, text, select=("unknown-event",))


@pytest.mark.parametrize(
    ("source", "event", "message", "remedy"),
    [
        (
            "ec2.amazonaws.com",
            "RunInstnces",
            "ec2.amazonaws.com has no event 'RunInstnces'",
            "'RunInstances'",
        ),
        ("lambda.amazonaws.com", "CreateFunction", "no event 'CreateFunction'", "'CreateFunction20150331'"),
        ("aws.ec2", "RunInstances", "no event has the source 'aws.ec2'", "'ec2.amazonaws.com'"),
        ("ec2", "RunInstances", "no event has the source 'ec2'", "'ec2.amazonaws.com'"),
        ("nothing", "RunInstances", "no event has the source 'nothing'", "they end in .amazonaws.com"),
    ],
)
def test_told(tmp_path, source, event, message, remedy):
    problem = only(check(tmp_path, source, event))
    assert message in problem.message
    assert remedy in problem.remedy


@pytest.mark.parametrize(
    ("source", "event"),
    [
        ("ec2.amazonaws.com", "RunInstances"),
        ("signin.amazonaws.com", "ConsoleLogin"),
        ("kms.amazonaws.com", "RotateKey"),  # what the service does itself
        ("brand-new.amazonaws.com", "CreateThing"),
        ("lambda.amazonaws.com", "AddPermission20150331"),  # now it is AddPermission20150331v2
    ],
)
def test_left_alone(tmp_path, source, event):
    assert check(tmp_path, source, event).problems == ()


def test_shortcuts_are_custodian_s_own_business(tmp_path):
    assert linted(tmp_path, calling("RunInstances"), select=("unknown-event",)).problems == ()
