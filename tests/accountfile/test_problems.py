"""c7n-org's format: what is taken, what is refused and why, and all that is wrong at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from c7n_reflex import accounts
from c7n_reflex.accountfile import entries
from c7n_reflex.accountfile.schema import DEPLOYMENT
from c7n_reflex.errors import InputError
from c7n_reflex.modes import deployment

CORE = {
    "account_id": "111122223333",
    "name": "core",
    "role": "arn:aws:iam::111122223333:role/R",
    "regions": ["us-east-1"],
    "tags": ["core-compliance"],
}
OTHER = {"account_id": "200000000001", "name": "other", "role": "Role", "regions": ["all"]}


def write(folder: Path, *given: Any, **top: Any) -> Path:
    file = folder / "accounts.yml"
    file.write_text(yaml.safe_dump({"accounts": list(given), **top}, sort_keys=False))
    return file


def load(folder: Path, *given: Any, **top: Any) -> accounts.Directory:
    return accounts.load(write(folder, *given, **top))


def test_a_chain_of_roles_ends_in_the_accounts(tmp_path: Path) -> None:
    roles = ["arn:aws:iam::111122223333:role/Hop", "arn:aws:iam::200000000001:role/R"]
    other = load(tmp_path, CORE, {**OTHER, "role": roles, "external_id": "x"})["other"]
    assert (other.through, other.role, other.external_id) == ((roles[0],), roles[1], "x")
    assert load(tmp_path, CORE, OTHER)["other"].through == ()


def test_all_regions_stay_a_word_until_they_are_resolved(tmp_path: Path) -> None:
    directory = load(tmp_path, {**CORE, "regions": ["us-gov-west-1,us-gov-east-1", "all"]}, OTHER)
    assert directory.core.regions == ("us-gov-west-1", "us-gov-east-1", "all")
    assert directory.settings.home_region == "us-gov-west-1"
    assert directory["other"].regions == ("all",)
    assert directory["other"].entrance == "us-east-1"


def test_vars_are_the_accounts_over_those_for_all(tmp_path: Path) -> None:
    own = {"a": 1, "deployment": {"retries": 0}}
    top = {"a": 2, "b": 3, "deployment": {"retries": 1, "alarm": True}}
    directory = load(tmp_path, CORE, {**OTHER, "vars": own}, vars=top)
    other = directory["other"]
    assert other.deployment == {"retries": 0, "alarm": True}
    assert (other.variables["a"], other.variables["b"]) == (1, 3)
    assert directory.deployment == directory.core.deployment == top["deployment"]


def test_without_any_deployment_there_is_none(tmp_path: Path) -> None:
    directory = load(tmp_path, CORE)
    assert (directory.deployment, directory.core.deployment) == ({}, {})
    assert "deployment" not in directory.core.variables


@pytest.mark.parametrize(
    ("key", "value", "place", "says"),
    [
        ("retrys", 1, "vars.deployment.retrys", "did you mean 'retries'"),
        ("retries", 3, "vars.deployment.retries", "from 0 to 2"),
        ("event-age", 30, "vars.deployment.event-age", "seconds from 60 to 21600"),
        ("log-retention", 2, "vars.deployment.log-retention", "CloudWatch Logs"),
        ("tracing", "On", "vars.deployment.tracing", "Active, PassThrough"),
        ("alarm", "yes", "vars.deployment.alarm", "true or false"),
        ("memory", 512, "vars.deployment.memory", "not known"),
    ],
)
def test_a_bad_deployment_is_named(tmp_path: Path, key: str, value: object, place: str, says: str) -> None:
    with pytest.raises(InputError) as raised:
        load(tmp_path, CORE, vars={"deployment": {key: value}})
    assert f": {place}: " in str(raised.value)
    assert says in str(raised.value)
    with pytest.raises(InputError, match=r"accounts\[0\]\.vars\.deployment"):
        load(tmp_path, {**CORE, "vars": {"deployment": {key: value}}})


_VALUES = st.one_of(st.none(), st.booleans(), st.integers(-2, 22_000), st.sampled_from(["Active", "on", ""]))


@given(st.sampled_from([*DEPLOYMENT["properties"], "memory"]), _VALUES)
def test_accounts_and_policies_take_the_same_deployment(key: str, value: object) -> None:
    mine = Draft7Validator(DEPLOYMENT).is_valid({key: value})
    assert mine == (not list(deployment.problems({key: value})))


@given(st.sampled_from(list(deployment.RETENTIONS)))
def test_every_retention_is_taken(days: int) -> None:
    assert Draft7Validator(DEPLOYMENT).is_valid({"log-retention": days})


@pytest.mark.parametrize(
    ("given_", "top", "says"),
    [
        ([{**CORE, "regions": ["all"]}], {}, "home region is not named"),
        ([{**CORE, "regions": ["us-esat"]}], {}, "'us-esat' is not a region"),
        ([CORE, {**OTHER, "regions": []}], {}, "us-east-1 and us-west-2"),
        ([CORE, {k: v for k, v in OTHER.items() if k != "regions"}], {}, "us-east-1 and us-west-2"),
        ([CORE, {**OTHER, "role": ["R"]}], {}, "not a role's ARN"),
        ([CORE, {**OTHER, "role": []}], {}, "has no role"),
        (
            [CORE, {k: v for k, v in {**OTHER, "profile": "dev"}.items() if k != "role"}],
            {},
            "a profile is only",
        ),
        ([CORE], {"subscriptions": []}, "other clouds"),
        ([CORE], {"deployment": {}}, "`vars.deployment`"),
        ([CORE], {"acounts": []}, "did you mean 'accounts'"),
    ],
)
def test_what_is_refused_says_why(tmp_path: Path, given_: list[Any], top: dict[str, Any], says: str) -> None:
    found = accounts.problems(write(tmp_path, *given_, **top))
    assert len(found) == 1
    assert says in str(found[0])


def test_all_problems_come_at_once_in_the_files_order(tmp_path: Path) -> None:
    bad = {**OTHER, "account_id": "12", "owner": "Ann", "notices": {"time_zone": "X"}}
    file = write(tmp_path, {**CORE, "regions": ["x"]}, bad, OTHER, OTHER, vars={"deployment": {"alarm": 1}})
    keys = [each.place.key for each in accounts.problems(file) if each.place]
    assert keys == [
        "vars.deployment.alarm",
        "accounts[0].regions",
        "accounts[1].account_id",
        "accounts[1].owner",
        "accounts[1].notices.time_zone",
        "accounts[3].account_id",
        "accounts[2].name",
        "accounts[3].name",
    ]
    assert accounts.problems(write(tmp_path, CORE, OTHER)) == []


@given(st.lists(st.sampled_from(["us-east-1", "eu-west-1", "us-east-1, eu-west-1", "all", ","]), max_size=5))
def test_regions_are_read_as_c7n_org_reads_them(written: list[str]) -> None:
    from c7n_org.cli import comma_expand

    expected = tuple(region for region in comma_expand(written) if region)
    assert entries.regions_of({"regions": written}) == expected
