"""A notice's subject."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailer import notice
from mailer.subject import subject_of
from tests.mailer.messages import PAYMENTS, action, directory, message


def subject(**changes: Any) -> str:
    made = message(**changes)
    return subject_of(made, notice.of_message(made, directory()[PAYMENTS]))


def test_it_begins_with_the_accounts_name() -> None:
    assert subject() == "payments-prod: An internet gateway was detached"


def test_a_kind_has_its_prefix_once() -> None:
    wanted = "payments-prod: Failed: An internet gateway was detached"
    assert subject(action=action(outcome="failed")) == wanted
    assert (
        subject(action=action(outcome="failed", subject="Failed: An internet gateway was detached")) == wanted
    )


def test_it_is_a_template_as_with_c7n_mailer() -> None:
    assert subject(action=action(subject="{{ policy.name }} in {{ region }}")) == (
        "payments-prod: internet-gateway-attached in eu-west-1"
    )
    given = {"type": "notify", "to": []}
    assert subject(action=given) == "payments-prod: Custodian notification - internet-gateway-attached"


@pytest.mark.parametrize("text", ["{{ broken", "{{ ''.__class__.__mro__[1].__subclasses__() }}", "{% x %}"])
def test_what_is_no_template_or_an_attempt_is_shown_as_it_is(
    text: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert subject(action=action(subject=text)) == f"payments-prod: {text}"
    assert "is no template" in caplog.text


@settings(deadline=None)
@given(st.text(st.characters(codec=None), min_size=1))
def test_any_subject_is_one_line(text: str) -> None:
    line = subject(action=action(subject=text))
    assert line.isprintable()
    assert len(line) <= 200
