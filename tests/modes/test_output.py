"""The output in S3, which is the audit of what an invocation saw and did."""

from __future__ import annotations

import pytest
from c7n.policy import CloudTrailMode

from c7n_reflex.modes.member import own_output
from tests.modes import support
from tests.modes.support import HUB, A, B, call, group_policy, group_tags, policy, security_group

BUCKET = "audit"


@pytest.fixture
def audit(monkeypatch):
    """The keys of the objects in a bucket of core-compliance, by the folder that they are in."""
    support.run_as(monkeypatch, HUB)
    s3 = support.session(HUB).client("s3")
    s3.create_bucket(Bucket=BUCKET)
    yield lambda: {each["Key"].rpartition("/")[0] for each in s3.list_objects_v2(Bucket=BUCKET)["Contents"]}
    for each in s3.list_objects_v2(Bucket=BUCKET)["Contents"]:
        s3.delete_object(Bucket=BUCKET, Key=each["Key"])
    s3.delete_bucket(Bucket=BUCKET)


def built(written=f"s3://{BUCKET}/reflex?region=us-east-1"):
    return policy(group_policy(), written)


def test_stock_overwrites_what_it_wrote_within_the_hour(audit):
    for account in (A, B, A):
        CloudTrailMode(built()).run(call(security_group(account, "x"), account=account), None)
    assert len(audit()) in (1, 2)  # two if the hour has just passed


def test_each_invocation_has_its_own_folder(audit, push):
    for account in (A, B, A):
        assert push(built(), call(security_group(account, "x"), account=account)) == ["acted"]
    folders = audit()
    assert len(folders) == 3
    assert [sum(f"/{account}-us-east-1-" in each for each in folders) for account in (A, B)] == [2, 1]
    assert all(each.startswith("reflex/open/20") for each in folders)


def test_the_query_of_the_address_stays_at_its_end():
    own = own_output("s3://audit/x/?region=eu-west-1")
    assert own.startswith("s3://audit/x/{policy_name}/")
    assert own.endswith("{uuid}?region=eu-west-1")


@pytest.mark.parametrize("written", ["", "/tmp/out", "s3://audit/{account_id}"])
def test_what_is_not_in_s3_or_has_variables_stays(written):
    assert own_output(written) == written


def test_an_output_that_cannot_be_written_is_an_end_with_a_name(tmp_path, monkeypatch, push, caplog):
    """Custodian uploads last of all, when everything is done: the error must not be nameless."""
    from c7n.ctx import ExecutionContext

    def refuse(*_):
        raise OSError("no such bucket")

    monkeypatch.setattr(ExecutionContext, "__exit__", refuse)
    group = security_group(A, "a")
    assert push(policy(group_policy(), tmp_path), call(group)) == ["unreported"]
    assert group_tags(A, group) == {"seen": "yes"}
