"""What is shared between policies, until something changes; and which reads were denied."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from c7n.config import Config
from c7n.policy import Policy
from c7n.resources import load_resources

from c7n_reflex.sweeps.fetches import Cache, Fetches, denied_read

KEY = {"account": "1", "region": "us-east-1", "resource": "Thing", "source": "describe", "q": None}


@pytest.fixture
def fetches():
    return Fetches()


@pytest.fixture
def cache(fetches, tmp_path):
    """cache() is that of another policy each time; cache(everywhere=True) one of a global resource."""

    def make(*, everywhere=False):
        options = Config.empty(cache=str(tmp_path / "run.cache"), cache_period=5)
        manager = SimpleNamespace(type="thing", resource_type=SimpleNamespace(global_resource=everywhere))
        made = Cache(options, manager, fetches)
        made.load()
        return made

    return make


def model(call):
    service, _, operation = call.partition(":")
    return SimpleNamespace(name=operation, service_model=SimpleNamespace(service_name=service))


def note(fetches, call, code=""):
    fetches.note(parsed={"Error": {"Code": code}} if code else {}, model=model(call), http_response=None)


def test_what_one_policy_fetched_the_next_has_as_a_copy(cache):
    first, second = cache(), cache()
    assert first.get(KEY) is None
    fetched = [{"id": 1}]
    first.save(KEY, fetched)
    fetched[0]["c7n:MatchedFilters"] = ["x"]
    assert second.get(KEY) == [{"id": 1}]
    assert (first.fetched, first.shared, second.fetched, second.shared) == (1, 0, 0, 1)


@pytest.mark.parametrize("call", ["ec2:CreateTags", "s3:PutBucketPolicy", "iam:UpdateAccessKey"])
def test_whatever_changes_something_empties_it(cache, fetches, call):
    cache().save(KEY, [{"id": 1}])
    note(fetches, call)
    assert cache().get(KEY) is None


@pytest.mark.parametrize(
    "call", ["ec2:DescribeTags", "sts:AssumeRole", "cloudwatch:PutMetricData", "iam:GenerateCredentialReport"]
)
def test_reading_and_metrics_do_not(cache, fetches, call):
    cache().save(KEY, [{"id": 1}])
    note(fetches, call)
    assert cache().get(KEY) == [{"id": 1}]


def test_only_what_is_global_is_the_same_in_another_region(cache):
    elsewhere = {**KEY, "region": "eu-west-1"}
    cache().save(KEY, [{"id": 1}])
    assert cache().get(elsewhere) is None
    cache(everywhere=True).save(KEY, [{"id": 2}])
    assert cache(everywhere=True).get(elsewhere) == [{"id": 2}]


def test_what_was_denied_to_one_is_denied_to_all_who_use_it(cache, fetches):
    note(fetches, "sqs:GetQueueAttributes", "AccessDenied")
    cache().save(KEY, [])
    assert fetches.take_denied() == ("sqs:GetQueueAttributes AccessDenied",)
    assert fetches.take_denied() == ()
    cache().get(KEY)
    assert fetches.take_denied() == ("sqs:GetQueueAttributes AccessDenied",)


@pytest.mark.parametrize(
    ("operation", "code", "denied"),
    [
        ("DescribeInstances", "UnauthorizedOperation", True),
        ("DescribeInstances", "Client.UnauthorizedOperation", True),
        ("ListKeys", "AccessDeniedException", True),
        ("ListKeys", "ThrottlingException", False),
        ("GetBucketPolicy", "NoSuchBucketPolicy", False),
        ("CreateTags", "UnauthorizedOperation", False),
        ("DescribeInstances", "", False),
    ],
)
def test_which_errors_are_denied_reads(fetches, operation, code, denied):
    assert denied_read(operation, code) is denied
    note(fetches, f"ec2:{operation}", code)
    assert bool(fetches.take_denied()) is denied


@pytest.mark.parametrize(("period", "counts"), [(0, False), (5, True)])
def test_without_a_cache_nothing_is_counted(fetches, tmp_path, period, counts):
    load_resources(["aws.internet-gateway"])
    options = Config.empty(account_id="1", region="us-east-1", cache=str(tmp_path / "c"), cache_period=period)
    policy = Policy({"name": "a", "resource": "aws.internet-gateway"}, options)
    assert (fetches.attach(policy) is not None) is counts
    assert isinstance(policy.get_cache(), Cache) is counts
