"""`ids` is told only if nothing that it reads can be in the event."""

from __future__ import annotations

import pytest

from tests.authoring.lint.writing import calling, linted, only


def check(tmp_path, ids, source="ec2.amazonaws.com", event="CreateTags"):
    text = calling(f"{{source: {source}, event: {event}, ids: '{ids}'}}", resource="aws.vpc")
    return linted(tmp_path, text, select=("ids-path-unknown",))


@pytest.mark.parametrize("start", ["", "detail."])
def test_told_with_what_was_perhaps_meant(tmp_path, start):
    problem = only(check(tmp_path, f"{start}requestParameters.resourceSet.items[].resourceId"))
    assert "CreateTags events have no requestParameters.resourceSet.items.resourceId" in problem.message
    assert "requestParameters.resourcesSet" in problem.remedy


@pytest.mark.parametrize(
    "ids",
    [
        "requestParameters.resourcesSet.items[].resourceId",
        "requestParameters.groupId || requestParameters.resourcesSet.items[].resourceId",
        "userIdentity.arn",
        "@",
    ],
)
def test_left_alone(tmp_path, ids):
    assert check(tmp_path, ids).problems == ()


def test_of_an_event_that_is_not_known_nothing_is_said(tmp_path):
    assert check(tmp_path, "requestParameters.x", "new.amazonaws.com", "CreateThing").problems == ()
