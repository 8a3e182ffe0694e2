"""What an owner reads, variant by variant and channel by channel; see `golden`."""

from __future__ import annotations

import pytest

from mailer import notice, rendering
from tests.mailer import golden
from tests.mailer.messages import RECORD, message
from tests.mailer.variants import ENTRY


def text(variant: str) -> str:
    return golden.rendered(variant).text


def section(variant: str, heading: str) -> list[str]:
    """The lines below a heading."""
    lines = text(variant).split("\n")
    start = lines.index(heading) + 1
    rest = lines[start:]
    end = next((number for number, line in enumerate(rest) if line and not line.startswith(" ")), len(rest))
    return [line.strip() for line in rest[:end] if line.strip()]


@pytest.mark.parametrize("variant", golden.VARIANTS)
@pytest.mark.parametrize("channel", golden.CHANNELS)
def test_each_variant_reads_as_its_file(variant: str, channel: str) -> None:
    recorded = golden.file(variant, channel).read_text(encoding="utf-8")
    assert golden.content(variant, channel) == recorded, "see tests/mailer/golden/__init__.py"


def test_each_file_is_of_a_variant() -> None:
    wanted = {golden.file(variant, channel) for variant in golden.VARIANTS for channel in golden.CHANNELS}
    assert {each for each in golden.FOLDER.iterdir() if each.suffix[1:] in golden.CHANNELS} == wanted


def test_it_says_whether_somebody_looked_again() -> None:
    assert "We looked again: it is gone." in text("fixed")
    assert "We have not looked again" in text("acted")
    assert "We looked again: it is still there." in text("not-fixed")
    assert "looked again" not in text("observed")


def test_what_was_changed_is_what_differs() -> None:
    assert section("fixed", "WHAT WAS CHANGED")[-2:] == ['- attachments[]: "vpc-2"', "+ attachments: []"]
    changed = section("bucket", "WHAT WAS CHANGED")
    assert '-   "Sid": "Everyone"' in changed
    assert not [line for line in changed if "Auditors" in line]


def test_what_can_be_taken_back_names_the_command() -> None:
    assert f"c7n-reflex undo {ENTRY}" in section("fixed", "IF YOU NEED IT BACK")
    assert "c7n-reflex undo" not in text("acted")
    for variant in ("observed", "approval", "exempt", "notify", "limit", "exemption"):
        assert "IF YOU NEED IT BACK" not in text(variant), variant


def test_an_approval_says_how_and_until_when_where_the_reader_is() -> None:
    said = section("approval", "HOW TO APPROVE")
    assert said[0] == "Run, or have security@example.com run, until 24 November 2026 at 06:14 (Berlin):"
    assert said[1] == f"c7n-reflex approve {ENTRY}"
    assert "HOW TO APPROVE" not in text("observed")


def test_a_failure_says_why_and_what_is_to_be_done() -> None:
    assert "outcome:   failed - UnauthorizedOperation: no" in section("failed", "WHAT WAS TRIED")
    assert section("failed", "WHAT TO DO NOW")[0].startswith("It was tried 3 times, and the event is parked")
    assert "three times in all" in section("not-fixed", "WHAT TO DO NOW")[0]


def test_controls_have_their_titles() -> None:
    why = section("bucket", "WHY IT IS A PROBLEM")
    assert "controls:  S3.2 S3 general purpose buckets should block public read access" in why
    assert why[-1] == "S3.3"


def test_the_record_is_named() -> None:
    assert f"c7n-reflex history {ENTRY}" in section("fixed", "WHERE THE RECORD IS")
    assert "WHERE THE RECORD IS" not in text("notify")  # Custodian's own has none


def test_records_of_several_entries_are_each_named() -> None:
    records = [{**RECORD, "id": name, "resource": f"igw-{name}"} for name in ("aa", "bb")]
    made = message(remediations=records, resources=[])
    about = notice.of_message(made, golden.account())
    text = rendering.render(made, about, golden.owner(), golden.CONFIG).text
    assert "c7n-reflex history aa" in text
    assert "  record:    bb" in text
    assert "  record:    aa" not in text


def test_an_exemption_is_offered_but_not_for_what_is_none_of_the_readers_business() -> None:
    assert 'resource: "igw-1"' in section("fixed", "IF IT IS MEANT TO BE LIKE THAT")
    for variant in ("limit", "exemption", "not-fixed"):
        assert "IF IT IS MEANT TO BE LIKE THAT" not in text(variant), variant


def test_a_hostile_name_is_shown_as_it_is_and_runs_nothing() -> None:
    made = golden.rendered("hostile")
    assert "{{ 7*7 }}" in made.subject
    assert "<script>" in made.text
    assert "<script>" not in made.html
    assert "&lt;script&gt;" in made.html
