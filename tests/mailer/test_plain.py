"""Text that others chose, made safe to print."""

from __future__ import annotations

import json
from zoneinfo import ZoneInfoNotFoundError

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailer import plain

# With lone surrogates, as JSON may have them: they cannot be sent as UTF-8.
ANY = st.text(st.characters(codec=None))


def test_a_name_stays_as_it_is() -> None:
    assert plain.one_line("Bücher-2024 ✓") == "Bücher-2024 ✓"


def test_what_cannot_be_seen_is_written_out() -> None:
    assert plain.one_line("a\nb\t c\u2028d") == "a b c d"
    assert plain.one_line("a\x1b[2J\u202eb\ud800") == "a\\x1b[2J\\u202eb\\ud800"
    assert plain.one_line(None) == ""


def test_lines_stay_lines() -> None:
    assert plain.lines("a\nb\x07") == "a\nb\\x07"
    assert plain.lines(None) == ""


def test_an_argument_is_one_word() -> None:
    assert plain.argument("4f1c") == "4f1c"
    assert plain.argument("a; b") == "'a; b'"
    assert plain.argument("") == ""


def test_a_moment_is_readable() -> None:
    assert plain.moment("2026-11-24T03:14:07Z") == "2026-11-24 03:14:07 UTC"
    assert plain.moment(None) == ""


@pytest.mark.parametrize(
    ("time", "zone", "shown"),
    [
        ("2026-11-24T03:14:07Z", "Europe/Berlin", "24 November 2026 at 04:14 (Berlin)"),
        ("2026-07-24T03:14:07Z", "Europe/Berlin", "24 July 2026 at 05:14 (Berlin)"),
        ("2026-11-24T03:14:07", "UTC", "24 November 2026 at 03:14 (UTC)"),
        ("2026-11-24T03:14:07+01:00", "America/New_York", "23 November 2026 at 21:14 (New York)"),
        ("2026-11-24T03:14:07Z", "Mars/Olympus", "24 November 2026 at 03:14 (UTC)"),
        ("2026-11-24T03:14:07Z", "../etc/passwd", "24 November 2026 at 03:14 (UTC)"),
        ("0001-01-01T00:00:00Z", "America/New_York", "0001-01-01T00:00:00Z"),
        ("soon\n", "UTC", "soon"),
        (None, "UTC", ""),
    ],
)
def test_a_time_is_told_where_its_reader_is(time: str | None, zone: str, shown: str) -> None:
    assert plain.local_time(time, zone) == shown


def test_a_machine_without_time_zones_takes_those_of_dateutil(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ZoneInfoNotFoundError(name)

    monkeypatch.setattr(plain, "ZoneInfo", missing)
    assert plain.local_time("2026-07-24T03:14:07Z", "Europe/Berlin") == "24 July 2026 at 05:14 (Berlin)"
    assert plain.local_time("2026-07-24T03:14:07Z", "Mars/Olympus") == "24 July 2026 at 03:14 (UTC)"


def test_what_is_shortened_ends_with_a_word() -> None:
    assert plain.shortened("one two three", 13) == "one two three"
    assert plain.shortened("one two three", 12) == "one two..."
    assert plain.shortened("x" * 20, 10) == "xxxxxxx..."


def test_a_telephone_shows_what_it_can() -> None:
    assert plain.gsm("Bücher [1] {x} ~`|\\^") == "Bucher (1) (x) -'//-"


@settings(deadline=None)
@given(ANY)
def test_any_text_is_one_line_that_can_be_sent(text: str) -> None:
    line = plain.one_line(text)
    assert line.isprintable()
    assert len(line.splitlines()) <= 1
    line.encode()


@settings(deadline=None)
@given(
    st.recursive(ANY | st.none() | st.integers(), lambda some: st.lists(some) | st.dictionaries(ANY, some))
)
def test_any_state_can_be_sent(value: object) -> None:
    text = plain.state(value)
    text.encode()
    assert text.replace("\n", "").isprintable()


@pytest.mark.parametrize("text", ["[" * 2000, "[" * 900 + "]" * 900, '{"a":' * 480 + "1" + "}" * 480])
def test_a_text_that_is_nested_too_deep_stays_a_text(text: str) -> None:
    """Whoever names a resource must not be able to keep its notice back."""
    assert json.loads(plain.state({"description": text})) == {"description": text}


def test_a_document_within_a_state_is_unfolded() -> None:
    assert json.loads(plain.state({"policy": '{"Statement": []}'})) == {"policy": {"Statement": []}}
    assert json.loads(plain.state({"policy": "{broken"})) == {"policy": "{broken"}


def test_a_huge_state_is_cut() -> None:
    text = plain.state({"policy": "x" * 100_000})
    assert len(text) < 5000
    assert "the ledger has all" in text
