"""`c7n-reflex approve`: what is shown and asked, and the exit code by what came of it."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from c7n_reflex.cli.approve import command
from c7n_reflex.errors import InputError
from c7n_reflex.ledger import Result
from c7n_reflex.pipeline.outcome import Outcome
from tests.cli.desk import ALICE, Person, invoke, sit_down
from tests.ledger.conftest import atomic, ledger, s3, session, table  # noqa: F401 - fixtures
from tests.ledger.examples import ID, KEY, RECORD, WAITING


class Function:
    """A Lambda client; the function does to the ledger what it is given."""

    def __init__(self, does: Callable[[], None] = lambda: None, error: str = "") -> None:
        self.does, self.error, self.runs = does, error, 0

    def invoke(self, **_):
        self.runs += 1
        self.does()
        if self.error:
            return {"FunctionError": "Unhandled", "Payload": io.BytesIO(self.error.encode())}
        return {"Payload": io.BytesIO(b"null")}


@pytest.fixture(autouse=True)
def person(ledger, session, monkeypatch):  # noqa: F811
    plan = RECORD.with_changes(outcome=Result.PLANNED)
    ledger.open("occasion", [WAITING.with_changes(planned={KEY: plan.as_dict()})])
    person = sit_down(Person(ledger, session), monkeypatch)
    person.lambdas = Function()
    return person


def ending(ledger, outcome: Outcome) -> Function:  # noqa: F811
    return Function(lambda: ledger.save(ledger.get(ID).with_changes(outcome=outcome), "outcome"))


@pytest.mark.parametrize(
    ("outcome", "code"),
    [(Outcome.FIXED, 0), (Outcome.ACTED, 0), (Outcome.STATE_CHANGED, 1), (Outcome.NOT_FIXED, 1)],
)
def test_the_outcome_is_shown_and_is_the_exit_code(person, ledger, outcome, code):  # noqa: F811
    person.lambdas = ending(ledger, outcome)
    done = invoke(command, ID, answer="y\n")
    assert done.exit_code == code
    assert f"{outcome}: {outcome.sentence}" in done.stdout
    assert "detach: planned. Detached igw-1 from vpc-1." in done.stdout
    assert "can be approved until 2999-01-01T00:00:00Z" in done.stdout
    assert ledger.get(ID).approval.by == ALICE


def test_no_means_no(person, ledger):  # noqa: F811
    assert invoke(command, ID, answer="n\n").exit_code == 1
    assert (ledger.get(ID).approval.by, person.lambdas.runs) == ("", 0)


def test_a_function_that_fails_is_an_exit_code_of_1(person):
    person.lambdas = Function(error="killed")
    done = invoke(command, ID, "--yes")
    assert (done.exit_code, "The function failed: killed" in done.stderr) == (1, True)


def test_approved_twice_runs_once_unless_again(person, ledger):  # noqa: F811
    invoke(command, ID, "--yes")
    with pytest.raises(InputError, match=f"approved by {ALICE}"):
        invoke(command, ID, "--yes")
    assert person.lambdas.runs == 1
    person.lambdas = ending(ledger, Outcome.FIXED)
    assert invoke(command, ID, "--yes", "--again").exit_code == 0


def test_what_does_not_wait_is_refused(person, ledger):  # noqa: F811
    ledger.save(WAITING.with_changes(outcome=Outcome.APPROVAL_EXPIRED), "outcome")
    with pytest.raises(InputError, match="Nobody approved the change in time"):
        invoke(command, ID, "--yes")
    assert person.lambdas.runs == 0
