"""The pages in docs/lints are those that the lints make."""

from __future__ import annotations

from pathlib import Path

from c7n_reflex.authoring.lint import pages, registry

DOCS = Path(__file__).parents[3] / "docs" / "lints"


def test_pages_are_current():
    there = {file.name: file.read_text(encoding="utf-8") for file in DOCS.glob("*.md")}
    assert there == dict(pages.pages()), "run python -m c7n_reflex.authoring.lint.pages"


def test_a_page_has_all_that_an_author_asks():
    page = pages.page(registry.by_id("E101"))
    for part in (
        "# E101 unknown-event",
        "(error)",
        "## Why",
        "RunInstnces",
        "# reflex: ignore E101 -- ",
        "https://",
    ):
        assert part in page


def test_old_pages_go(tmp_path):
    (tmp_path / "gone.md").write_text("x")
    pages.main(tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == set(pages.pages())
