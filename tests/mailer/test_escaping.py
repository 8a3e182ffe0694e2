"""Nothing that others chose becomes markup, a heading, a link or a mention, on any channel."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailer import digest, notice
from mailer.model import Medium, Rendering
from tests.mailer.golden import CONFIG, account, owner
from tests.mailer.hostile import messages

SOME = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
_OURS = (
    *("WHAT HAPPENED", "WHY IT IS A PROBLEM", "WHAT WAS CHANGED", "WHAT IT IS ABOUT", "WHAT WOULD BE DONE"),
    *("APPROVAL IS WANTED", "HOW TO APPROVE", "WHAT WAS TRIED", "WHAT TO DO NOW", "IF YOU NEED IT BACK"),
    *(
        "IF IT IS MEANT TO BE LIKE THAT",
        "WHERE THE RECORD IS",
        "WHERE THE RECORDS ARE",
        "A LIMIT WAS REACHED",
    ),
    *("WHAT THAT MEANS", "WHAT WAS LEFT AS IT IS (at most ten are named)", "FOR YOUR INFORMATION"),
)
_TAGS = {
    *("html", "head", "meta", "title", "style", "body", "div", "p", "span", "h1", "h2"),
    *("table", "tr", "td", "strong", "ul", "li", "a", "pre"),
}
_SLACK_LINK = re.compile(r"<https://[\w.-]*console\.aws\.amazon\.com/[^\s<>|]*\|[^<>\n]*>")
# 3GPP TS 23.038, basic set, as far as it is ASCII: each takes one septet.
_GSM = set("\n !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz")


class Page(HTMLParser):
    """Tags and addresses of a page, as a browser reads them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.comments = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_comment(self, data: str) -> None:
        self.comments += 1


def rendered(given: list[dict[str, Any]], medium: Medium = Medium.SNS) -> Rendering:
    """One notice; several of them as a digest."""
    members = [digest.Single(each, notice.of_message(each, account()), owner(medium)) for each in given]
    made = members[0] if len(members) == 1 else digest.Digest(tuple(members))
    try:
        return made.render(CONFIG)
    except KeyError:  # a digest of kinds that are never joined
        assert len(members) > 1
        return members[0].render(CONFIG)


BATCHES = st.lists(messages(), min_size=1, max_size=2)


@SOME
@given(BATCHES)
def test_in_text_only_our_headings_begin_a_line(given: list[dict[str, Any]]) -> None:
    made = rendered(given)
    begun = [line for line in made.text.split("\n") if line and not line.startswith(" ")]
    first, *headings, last = begun
    assert first == "Hello Priya Raman,"
    assert last.startswith("Policy ")
    assert set(headings) <= set(_OURS)
    assert len(set(headings)) == len(headings)
    assert all(line.isprintable() for line in made.text.split("\n"))
    made.text.encode()


@SOME
@given(BATCHES)
def test_html_has_only_our_elements_and_leads_only_to_the_console(given: list[dict[str, Any]]) -> None:
    html = rendered(given).html
    page = Page(html)
    assert set(page.tags) <= _TAGS
    assert page.tags.count("style") == page.tags.count("title") == page.tags.count("body") == 1
    assert page.comments == 0
    names = {name for name, _ in page.attributes}
    assert names <= {"lang", "charset", "name", "content", "style", "class", "role", "href"}
    links = [value for name, value in page.attributes if name == "href"]
    assert all(re.match(r"https://[a-z0-9-]+\.console\.aws\.amazon\.com/", link) for link in links)
    assert "url(" not in html and "@import" not in html  # nothing is loaded from elsewhere
    html.encode()


@SOME
@given(BATCHES)
def test_slack_gets_no_mention_no_link_and_no_format_of_theirs(given: list[dict[str, Any]]) -> None:
    made = rendered(given, Medium.SLACK).data["slack"]
    assert len(made["blocks"]) <= 50
    assert "<" not in made["text"] and ">" not in made["text"]
    for block in made["blocks"]:
        texts = block.get("elements") or [block["text"]]
        for text in texts:
            _check_slack(text)
            assert len(text["text"]) <= (150 if block["type"] == "header" else 3000)
    json.dumps(made, ensure_ascii=False).encode()


def _check_slack(given: dict[str, Any]) -> None:
    text = given["text"]
    bare = _SLACK_LINK.sub("", text)
    assert "<" not in bare and ">" not in bare, bare
    assert re.sub(r"&(amp|lt|gt);", "", bare).count("&") == 0
    if given["type"] == "plain_text":
        return
    assert given["verbatim"] is True
    lines = bare.split("\n")
    fences = [number for number, line in enumerate(lines) if "```" in line]
    assert len(fences) % 2 == 0 and all(lines[number] == "```" for number in fences)
    inside = False
    for line in lines:
        inside = not inside if line == "```" else inside
        if inside or line == "```":
            continue
        spoken = re.sub(r"`[^`]+`", "", line)
        assert "`" not in spoken and "~" not in spoken
        assert "*" not in spoken or spoken.strip("*") in _OURS


@SOME
@given(BATCHES)
def test_teams_gets_no_markdown_at_all(given: list[dict[str, Any]]) -> None:
    made = rendered(given, Medium.TEAMS).data["teams"]
    [attachment] = made["attachments"]
    card = attachment["content"]
    assert {each["type"] for each in card["body"]} == {"RichTextBlock"}  # a TextBlock would read Markdown
    runs = [run for each in card["body"] for run in each["inlines"]]
    assert {run["type"] for run in runs} == {"TextRun"}
    assert all(run["text"] and "\n" not in run["text"] and "selectAction" not in run for run in runs)
    for link in card.get("actions", ()):
        assert re.match(r"https://[a-z0-9-]+\.console\.aws\.amazon\.com/", link["url"])
    assert len(json.dumps(made).encode()) < 28_000


@SOME
@given(BATCHES)
def test_a_telephone_gets_a_line_of_its_own_alphabet(given: list[dict[str, Any]]) -> None:
    made = rendered(given)
    assert set(made.short) <= _GSM - {"\n"}
    assert 0 < len(made.short) <= 140


@SOME
@given(BATCHES)
def test_what_programs_get_is_json_and_words(given: list[dict[str, Any]]) -> None:
    made = rendered(given)
    assert json.loads(json.dumps(made.data)) == made.data
    for word in (made.group, made.identity):
        assert re.fullmatch(r"[!-~]{1,128}", word)
    assert all(made.attributes.values())
    assert made.subject.isprintable()


@pytest.mark.parametrize("medium", [Medium.SLACK, Medium.TEAMS])
@pytest.mark.parametrize("letter", ["<", "x", "ü", "*"])
def test_whatever_is_long_fits_what_the_service_takes(medium: Medium, letter: str) -> None:
    given = _long(letter * 5000)
    made = rendered([given], medium).data[medium]
    size = len(json.dumps(made, ensure_ascii=False))
    assert size < (13_000 if medium is Medium.SLACK else 28_000)
    assert "the ledger has all of it" in json.dumps(made)
    if medium is Medium.SLACK:
        for block in made["blocks"]:
            for text in block.get("elements") or [block["text"]]:
                _check_slack(text)
                assert len(text["text"]) <= 3000


def _long(text: str) -> dict[str, Any]:
    from tests.mailer.variants import MESSAGES

    base = MESSAGES["fixed"]
    [resource] = base["resources"]
    [record] = resource["c7n-reflex:remediations"]
    states = {"before": {f"key-{n}": text for n in range(60)}, "after": None}
    changed = {**record, "resource": text, "change": text, "error": text, **states}
    resources = [{**resource, "c7n-reflex:remediations": [{**changed, "action": str(n)} for n in range(9)]}]
    policy = {**base["policy"], "description": text}
    return {**base, "policy": policy, "resources": resources}
