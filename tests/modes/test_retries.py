"""What a retry of the same event does: what is missing, and nothing twice."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError
from c7n.policy import CloudTrailMode

from tests.modes.support import A, call, group_policy, group_tags, notices, policy, security_group

TAG_THEN_TELL = [
    {"type": "tag", "key": "seen", "value": "yes"},
    {"type": "notify-owner", "subject": "Tagged"},
]
UNTAGGED = [{"tag:seen": "absent"}]
PLAIN = {
    "type": "notify",
    "to": ["owner"],
    "assume_role": False,
    "transport": {"type": "sqs", "queue": "arn:aws:sqs:us-east-1:111122223333:c7n-reflex-notices"},
}


def test_stock_never_tells_the_owner_when_the_notice_failed_at_first(tmp_path, core, fail):
    data = group_policy(filters=UNTAGGED, actions=[TAG_THEN_TELL[0], PLAIN])
    event = call(security_group(A, "a"))
    fail("SendMessage", "AccessDenied", times=1)
    with pytest.raises(ClientError, match="AccessDenied"):
        CloudTrailMode(policy(data, tmp_path)).run(event, None)
    assert CloudTrailMode(policy(data, tmp_path)).run(event, None) is None  # the filter matches no more
    assert notices() == []


@pytest.mark.parametrize("teller", [TAG_THEN_TELL[1], PLAIN])
def test_the_owner_is_told_by_the_retry(tmp_path, core, fail, push, teller):
    group = security_group(A, "a")
    data = group_policy(filters=UNTAGGED, actions=[TAG_THEN_TELL[0], teller])
    event = call(group)
    fail("SendMessage", "AccessDenied", times=1)
    assert push(policy(data, tmp_path), event, request="r") == ["unreported"]
    assert group_tags(A, group) == {"seen": "yes"}
    assert push(policy(data, tmp_path), event, request="r") == ["acted"]
    (notice,) = notices()
    assert [each["GroupId"] for each in notice["resources"]] == [group]
    push(policy(data, tmp_path), event, request="another")
    assert notices() == []  # once
