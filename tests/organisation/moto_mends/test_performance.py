"""The cache that saves half of a small call."""

from __future__ import annotations

from collections.abc import Callable

from c7n_reflex.organisation.organisation import Organisation


def test_stock_moto_looks_the_methods_up_anew_each_time() -> None:
    from moto.core import utils

    assert not hasattr(utils.method_names_from_class, "cache_info"), "moto caches this now: remove the mend"


def test_methods_are_looked_up_once(inprocess: Callable[..., Organisation]) -> None:
    from moto.core import responses

    organisation = inprocess("moto_mends.performance")
    client = organisation.client("ec2", "200000000001", "us-east-1")
    client.describe_vpcs()
    misses = responses.method_names_from_class.cache_info().misses
    client.describe_vpcs()
    assert responses.method_names_from_class.cache_info().misses == misses
