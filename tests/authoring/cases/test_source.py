"""Files of YAML, with the lines of their keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from c7n_reflex.authoring.cases.source import day, read
from c7n_reflex.errors import InputError


def _file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "a.yml"
    path.write_text(text)
    return path


def test_every_key_and_item_has_its_line(tmp_path: Path) -> None:
    source = read(_file(tmp_path, "a:\n  - x\n  - b: 1\n    c: {d: 2}\n"))
    assert source.data == {"a": ["x", {"b": 1, "c": {"d": 2}}]}
    assert [source.place(key).line for key in (("a",), ("a", 0), ("a", 1, "c"), ("a", 1, "c", "d"))] == [
        1,
        2,
        4,
        4,
    ]


def test_a_key_that_is_not_there_has_the_line_of_what_should_hold_it(tmp_path: Path) -> None:
    place = read(_file(tmp_path, "a:\n  - x\n  - b: 1\n")).place(("a", 1, "nothing", "below"))
    assert (place.line, place.key) == (3, "a[1].nothing.below")
    assert read(_file(tmp_path, "")).place(("a",)).line is None


def test_what_is_merged_in_may_be_overridden_and_has_its_own_line(tmp_path: Path) -> None:
    source = read(_file(tmp_path, "base: &b\n  x: 1\n  y: 2\nown:\n  <<: *b\n  y: 3\n"))
    assert source.data["own"] == {"x": 1, "y": 3}
    assert (source.place(("own", "y")).line, source.place(("own", "x")).line) == (6, 2)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a: 1\nb:\n  c: 1\n  c: 2\n", 4, "'c' is there twice"),
        ("a: [1,\n", 2, "is not YAML"),
        ("a: *nothing\n", 1, "is not YAML"),
        ("a: 1\n---\nb: 2\n", 2, "is not YAML"),
        ("a: &a [*a]\n", None, "nested too deeply"),
        ("a: 2026-02-30\n", None, "day is out of range"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(
    tmp_path: Path, text: str, line: int | None, said: str
) -> None:
    with pytest.raises(InputError) as raised:
        read(_file(tmp_path, text))
    assert raised.value.place is not None
    assert raised.value.place.line == line
    assert said in raised.value.message


def test_aliases_of_aliases_are_read_in_no_time(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30))]
    assert read(_file(tmp_path, "\n".join(lines))).data["a1"] == [["x"]] * 9


def test_a_day_is_a_day_written_or_parsed(tmp_path: Path) -> None:
    data = read(_file(tmp_path, "a: 2026-01-02\nb: '2026-01-02'\nc: 2026-01-02T03:04:05Z\nd: soon\n")).data
    assert day(data["a"]) == day(data["b"]) is not None
    assert day(data["c"]) is None
    assert day(data["d"]) is None
