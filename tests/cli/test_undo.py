"""`c7n-reflex undo`: what is shown and asked, and what is not done."""

from __future__ import annotations

import pytest

from c7n_reflex.cli.undo import command
from c7n_reflex.errors import InputError
from tests.cli.desk import ALICE, Person, invoke, sit_down
from tests.ledger.conftest import atomic, ledger, s3, session, table  # noqa: F401 - fixtures
from tests.ledger.examples import ID
from tests.operator.conftest import gateway  # noqa: F401 - fixture


@pytest.fixture(autouse=True)
def person(ledger, session, monkeypatch):  # noqa: F811
    return sit_down(Person(ledger, session), monkeypatch)


def test_it_is_shown_asked_and_done(gateway, ledger, person):  # noqa: F811
    done = invoke(command, ID, "--reason", "CHG-1", answer="y\n")
    assert done.exit_code == 0
    assert f"aws.internet-gateway {gateway.id} in payments-prod (200000000001), us-east-1" in done.stdout
    assert f'+ attachments[]: "{gateway.vpc}"' in done.stdout
    assert f"Undone {gateway.id}: it is as it was before." in done.stdout
    assert gateway.vpcs == [gateway.vpc]
    assert person.entered == ["200000000001"]
    mine = ledger.get(ledger.get(ID).undone_by)
    assert (mine.cause.principal, mine.detail) == (ALICE, "CHG-1")


def test_no_means_no(gateway, ledger):  # noqa: F811
    done = invoke(command, ID, answer="n\n")
    assert (done.exit_code, "Nothing was changed." in done.stdout) == (1, True)
    assert gateway.vpcs == []
    assert ledger.get(ID).undone_by == ""


def test_no_answer_means_no(gateway):  # noqa: F811
    with pytest.raises(InputError, match="--yes"):
        invoke(command, ID)
    assert gateway.vpcs == []


def test_what_is_undone_already_is_completed_without_asking(gateway, ledger):  # noqa: F811
    gateway.ec2.attach_internet_gateway(InternetGatewayId=gateway.id, VpcId=gateway.vpc)
    done = invoke(command, ID)
    assert (done.exit_code, "is undone already" in done.stdout) == (0, True)
    assert ledger.get(ID).undone_by != ""


def test_what_was_changed_since_needs_force_and_is_shown(gateway, ledger):  # noqa: F811
    other = gateway.ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    ledger.save(gateway.entry, "actions")
    gateway.ec2.attach_internet_gateway(InternetGatewayId=gateway.id, VpcId=other)
    with pytest.raises(InputError, match="--force"):
        invoke(command, ID, "--yes")
    gateway.ec2.detach_internet_gateway(InternetGatewayId=gateway.id, VpcId=other)
    assert invoke(command, ID, "--yes", "--force").exit_code == 0
    assert gateway.vpcs == [gateway.vpc]


def test_nobody_enters_the_account_where_there_is_nothing_to_take_back(gateway, ledger, person):  # noqa: F811
    ledger.save(gateway.entry.with_changes(actions={}), "actions")
    with pytest.raises(InputError, match="changed nothing"):
        invoke(command, ID, "--yes")
    with pytest.raises(InputError, match="no remediation"):
        invoke(command, "0" * 32, "--yes")
    assert person.entered == []


def test_of_several_all_are_looked_at_before_the_first_is_taken_back(gateway, ledger):  # noqa: F811
    with pytest.raises(InputError, match="no remediation"):
        invoke(command, ID, "0" * 32, "--yes")
    assert gateway.vpcs == []
    assert ledger.get(ID).undone_by == ""


def test_one_that_is_named_twice_is_taken_back_once(gateway):  # noqa: F811
    done = invoke(command, ID, ID, "--yes")
    assert (done.exit_code, done.stdout.count("Undone")) == (0, 1)
    assert gateway.vpcs == [gateway.vpc]


def test_run_again_after_it_was_broken_off_it_goes_on_with_the_rest(gateway, ledger):  # noqa: F811
    other = ledger.get(ID).with_changes(id="f" * 32, undone_by="e" * 32)
    ledger.open("occasion#other", [other])
    ledger.save(other, "undone_by", "actions", "outcome")
    done = invoke(command, other.id, ID, "--yes")
    assert done.exit_code == 0
    assert f"{other.id} is undone already: see `c7n-reflex history {other.undone_by}`" in done.stdout
    assert gateway.vpcs == [gateway.vpc]
