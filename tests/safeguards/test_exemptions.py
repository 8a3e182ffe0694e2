"""Exemptions as a function knows them: what they match, and what they look like in its archive."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from c7n_reflex.safeguards.exemptions import Exemption, dumps, for_policy, load_packed, loads, matching

TODAY = date(2026, 11, 24)
A, B = "200000000001", "200000000002"
ARN = f"arn:aws:ec2:eu-west-1:{A}:instance/i-1"
INSTANCE = {"InstanceId": "i-1", "Tags": [{"Key": "team", "Value": "web"}, {"Key": "keep", "Value": ""}]}


def exemption(**changes: Any) -> Exemption:
    given = {
        "policy": "open-bucket",
        "account": A,
        "region": "*",
        "until": TODAY,
        "owner": "ann@example.com",
        "reason": "It is meant so.",
        "resource": "" if "tags" in changes else "i-1",
    }
    return Exemption(**{**given, **changes})


def found(*exemptions: Exemption, **changes: Any) -> Exemption | None:
    given = {
        "policy": "open-bucket",
        "account": A,
        "region": "eu-west-1",
        "resource": INSTANCE,
        "ids": ("i-1", ARN),
        "today": TODAY,
    }
    return matching(exemptions, **{**given, **changes})


def test_it_holds_for_what_it_names() -> None:
    one = exemption()
    assert found(one) is one


@pytest.mark.parametrize(
    "other",
    [
        {"policy": "open-bucket-2"},
        {"account": B},
        {"ids": ("i-2", ARN.replace("i-1", "i-2"))},
        {"ids": ()},
        {"today": TODAY + timedelta(days=1)},
    ],
)
def test_it_holds_for_nothing_else(other: dict[str, Any]) -> None:
    assert found(exemption(), **other) is None


def test_the_whole_last_day_counts() -> None:
    assert found(exemption(until=TODAY), today=TODAY) is not None
    assert found(exemption(until=TODAY), today=TODAY + timedelta(days=1)) is None


def test_an_expired_one_does_not_hide_a_valid_one() -> None:
    valid = exemption(until=TODAY + timedelta(days=9))
    assert found(exemption(until=TODAY - timedelta(days=1)), valid) is valid


@pytest.mark.parametrize(
    ("glob", "holds"),
    [
        ("i-*", True),
        (ARN, True),
        ("arn:*:instance/i-?", True),
        ("i", False),
        ("I-1", False),
        ("*/i-2", False),
    ],
)
def test_globs_on_ids_and_arns(glob: str, holds: bool) -> None:
    assert (found(exemption(resource=glob)) is not None) is holds


@pytest.mark.parametrize(
    ("region", "holds"), [("*", True), ("eu-west-1", True), ("us-east-1", False), ("eu-*", False)]
)
def test_regions(region: str, holds: bool) -> None:
    assert (found(exemption(region=region)) is not None) is holds


@pytest.mark.parametrize(
    ("tags", "holds"),
    [
        ({"team": "web"}, True),
        ({"team": "w*"}, True),
        ({"team": "*", "keep": "*"}, True),
        ({"keep": ""}, True),
        ({"team": "web", "keep": "yes"}, False),  # all must hold
        ({"team": "web", "missing": "*"}, False),
        ({"TEAM": "web"}, False),
        ({"te*": "web"}, False),  # the key is no glob
    ],
)
def test_tags(tags: dict[str, str], holds: bool) -> None:
    assert (found(exemption(tags=tags)) is not None) is holds


@pytest.mark.parametrize(
    ("resource", "holds"),
    [
        ({"Tags": [{"Key": "team", "Value": "web"}]}, True),
        ({"tags": [{"key": "team", "value": "web"}]}, True),  # ECS
        ({"Tags": [{"TagKey": "team", "TagValue": "web"}]}, True),  # KMS
        ({"tags": {"team": "web"}}, True),  # EKS
        ({"Tags": []}, False),
        ({"Tags": None}, False),
        ({"Tags": ["team"]}, False),
        ({"Tags": [{"Value": "web"}]}, False),
        ({}, False),
    ],
)
def test_every_shape_of_tags(resource: dict[str, Any], holds: bool) -> None:
    assert (found(exemption(tags={"team": "web"}), resource=resource) is not None) is holds


@pytest.mark.parametrize("wrong", [{"resource": ""}, {"resource": "i-1", "tags": {"a": "b"}}, {"tags": {}}])
def test_one_that_names_nothing_or_two_things_cannot_be(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="either"):
        exemption(**wrong)


def test_those_of_a_policy() -> None:
    one, other, expired = exemption(), exemption(policy="sg-*"), exemption(policy="*", until=date(2020, 1, 1))
    assert for_policy([one, other, expired], "open-bucket") == (one, expired)


class TestPacked:
    def test_there_and_back(self, tmp_path: Path) -> None:
        all_ = (exemption(), exemption(tags={"team": "w*"}, ticket="SEC-1"))
        (tmp_path / "exemptions.json").write_text(dumps(all_), encoding="utf-8")
        assert load_packed(tmp_path) == all_

    def test_the_same_text_for_the_same_exemptions(self) -> None:
        first, second = exemption(tags={"a": "1", "b": "2"}), exemption(tags={"b": "2", "a": "1"})
        assert dumps([first]) == dumps([second])

    def test_no_file_is_no_exemption(self, tmp_path: Path) -> None:
        assert load_packed(tmp_path) == ()

    @pytest.mark.parametrize(
        "change",
        [
            {"until": "soon"},
            {"until": 20261124},
            {"surprise": "x"},
            {"owner": None},
            {"tags": ["x"]},
            {"tags": {"a": 1}, "resource": ""},
            {"resource": ""},
        ],
    )
    def test_a_corrupt_file_is_not_taken_for_none(self, change: dict[str, Any], tmp_path: Path) -> None:
        data = {"exemptions": [{**exemption().as_dict(), **change}]}
        (tmp_path / "exemptions.json").write_text(json.dumps(data), encoding="utf-8")
        with pytest.raises(ValueError, match=r"exemptions\.json cannot be read"):
            load_packed(tmp_path)

    @pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"exemptions": {}}', b"{", b"\xff", b"null"])
    def test_nor_one_of_another_shape(self, content: bytes, tmp_path: Path) -> None:
        (tmp_path / "exemptions.json").write_bytes(content)
        with pytest.raises(ValueError, match=r"exemptions\.json cannot be read"):
            load_packed(tmp_path)

    def test_nor_one_that_cannot_be_opened(self, tmp_path: Path) -> None:
        (tmp_path / "exemptions.json").mkdir()
        with pytest.raises(ValueError, match=r"exemptions\.json cannot be read"):
            load_packed(tmp_path)


texts = st.text(min_size=1, max_size=8)
plain = st.text("abcXYZ012-:/ ", min_size=1, max_size=8)  # without what globs give a meaning to
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
accounts = st.sampled_from([A, B, "200000000003"])
tags = st.dictionaries(texts, texts, min_size=1, max_size=3)


@st.composite
def exemptions(draw: st.DrawFn) -> Exemption:
    meant: dict[str, Any] = draw(
        st.one_of(texts.map(lambda glob: {"resource": glob}), tags.map(lambda t: {"tags": t}))
    )
    return Exemption(
        policy=draw(texts | st.just("*")),
        account=draw(accounts | st.just("*")),
        region=draw(st.sampled_from(["*", "eu-west-1", "us-east-1"])),
        until=draw(days),
        owner="ann@example.com",
        reason=draw(texts),
        **meant,
    )


def resource_of(tagged: dict[str, str]) -> dict[str, Any]:
    return {"Tags": [{"Key": key, "Value": value} for key, value in tagged.items()]}


@given(st.lists(exemptions(), max_size=5), accounts, st.lists(texts, max_size=2), tags, texts, days)
def test_whatever_is_found_is_not_expired_and_of_this_account(
    all_: list[Exemption], account: str, ids: list[str], tagged: dict[str, str], policy: str, today: date
) -> None:
    hit = found(*all_, policy=policy, account=account, resource=resource_of(tagged), ids=ids, today=today)
    if hit is not None:
        assert hit in all_
        assert hit.until >= today
        assert hit.account in ("*", account)
        assert hit.region in ("*", "eu-west-1")


@given(plain, plain, days, st.integers(1, 5000))
def test_an_exact_exemption_holds_until_its_day_and_never_after(
    policy: str, identity: str, until: date, later: int
) -> None:
    one = exemption(policy=policy, resource=identity, until=until)
    assert found(one, policy=policy, ids=[identity], today=until) is one
    assert found(one, policy=policy, ids=[identity], today=until - timedelta(days=later)) is one
    assert found(one, policy=policy, ids=[identity], today=until + timedelta(days=later)) is None


@given(accounts, accounts)
def test_one_of_an_account_never_holds_in_another(mine: str, other: str) -> None:
    hit = found(exemption(account=mine, policy="*", resource="*"), account=other)
    assert (hit is not None) is (mine == other)


@given(plain, plain, plain)
def test_a_glob_matches_what_begins_and_ends_so(begin: str, middle: str, end: str) -> None:
    one = exemption(resource=f"{begin}*{end}")
    assert found(one, ids=[begin + middle + end]) is one
    assert found(one, ids=[f"_{begin}{middle}{end}"]) is None


@given(st.dictionaries(plain, plain, min_size=1, max_size=4), st.data())
def test_all_tags_must_hold(tagged: dict[str, str], data: st.DataObject) -> None:
    some = data.draw(st.sets(st.sampled_from(sorted(tagged)), min_size=1))
    one = exemption(tags={key: tagged[key] for key in some})
    assert found(one, resource=resource_of(tagged)) is one
    lacking = data.draw(st.sampled_from(sorted(some)))
    without = {key: value for key, value in tagged.items() if key != lacking}
    assert found(one, resource=resource_of(without)) is None
    assert found(one, resource=resource_of({**tagged, lacking: tagged[lacking] + "_"})) is None


@given(st.lists(exemptions(), max_size=4))
def test_json_there_and_back(all_: list[Exemption]) -> None:
    assert loads(dumps(all_)) == tuple(all_)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | texts, lambda x: st.lists(x) | st.dictionaries(texts, x)
    )
)
def test_anything_else_is_a_value_error(data: Any) -> None:
    for content in (data, {"exemptions": data}, {"exemptions": [data]}):
        try:
            assert loads(json.dumps(content)) == ()
        except ValueError:
            continue
        assert content == {"exemptions": []}
