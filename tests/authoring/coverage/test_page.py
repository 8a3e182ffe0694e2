"""Coverage as a page."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from c7n_reflex.authoring.cases.running import run
from c7n_reflex.authoring.coverage import Kind, Unit, html, measure
from c7n_reflex.authoring.coverage.page import state
from c7n_reflex.authoring.fleet import FleetPolicy
from tests.authoring.coverage import policies


class Page(HTMLParser):
    """Lines of YAML by number: (class, title, text)."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.lines: dict[int, tuple[str, str]] = {}
        self.yaml, self._classes, self._in_number, self._in_pre = "", ("", ""), False, False
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.tags.append((tag, known))
        self._in_number = tag == "i"
        self._in_pre = self._in_pre or tag == "pre"
        if tag == "span":
            self._classes = (known.get("class") or "", known.get("title") or "")

    def handle_endtag(self, tag: str) -> None:
        self._in_number = False
        self._in_pre = self._in_pre and tag != "pre"
        if tag == "span" and self._in_pre:
            self.yaml += "\n"

    def handle_data(self, data: str) -> None:
        if self._in_number:
            self.lines[int(data)] = self._classes
        elif self._in_pre:
            self.yaml += data


def page_of(policy: FleetPolicy) -> str:
    return html(measure([policy], [run(each, policy) for each in policies.weak()]))


def test_lines_are_coloured_by_their_units(policy: FleetPolicy) -> None:
    lines = Page(page_of(policy)).lines
    text = policies.POLICY.splitlines()
    by_text = {line.strip(): lines[n] for n, line in enumerate(text, 1)}
    assert by_text["- tag:keep: present"][0] == "partly"
    assert by_text["event: StartInstances"][0] == "missing"
    assert by_text["- stop"][0] == "covered"
    assert by_text["actions:"] == ("", "")
    assert "✗ filters[2].not[0] was true: tag:keep is present (0 cases)" in by_text["- tag:keep: present"][1]


def test_all_lines_of_a_filter_are_coloured(policy: FleetPolicy) -> None:
    lines = Page(page_of(policy)).lines
    first = policies.POLICY.splitlines().index("      - type: value  # only these") + 1
    assert [lines[first + n][0] for n in range(4)] == ["partly"] * 4
    assert lines[first + 4][0] == ""


def test_the_yaml_stands_as_it_is_written(policy: FleetPolicy) -> None:
    assert Page(page_of(policy)).yaml.strip() == policies.POLICY.strip()


def test_what_policies_say_is_escaped(tmp_path: Path) -> None:
    evil = "<script>alert(1)</script>\"'&"
    text = policies.POLICY.replace("tag:keep: present", f"{{type: value, key: a, value: '{evil[:25]}\"&'}}")
    page = page_of(policies.load(tmp_path, text))
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_it_needs_nothing_from_elsewhere(policy: FleetPolicy) -> None:
    page = page_of(policy)
    assert not re.search(r"https?:|url\(|@import", page)
    assert not [tag for tag, known in Page(page).tags if tag in ("script", "link", "img") or "src" in known]


def test_a_file_that_is_gone_leaves_the_figures(tmp_path: Path) -> None:
    policy = policies.load(tmp_path)
    coverage = measure([policy], [])
    (tmp_path / "policies.yml").unlink()
    assert "stop-large" in html(coverage)


def test_state() -> None:
    yes, no = Unit(Kind.LEAF, "a", "", hits=2), Unit(Kind.LEAF, "b", "")
    assert [state(units) for units in ([], [yes], [no], [yes, no])] == ["", "covered", "missing", "partly"]
