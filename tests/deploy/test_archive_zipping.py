"""Sections make a zip file like any other."""

from __future__ import annotations

import io
import zipfile

from hypothesis import given, settings
from hypothesis import strategies as st

from c7n_reflex.deploy.archives.zipping import end, section

NAMES = st.text("abc/é.", min_size=1, max_size=8).map(lambda name: f"f{name}e")
CONTENTS = st.dictionaries(NAMES, st.binary(max_size=60), max_size=6)


def joined(*contents):
    sections, offset = [], 0
    for each in contents:
        sections.append(section(each, offset))
        offset += len(sections[-1].entries)
    return b"".join(each.entries for each in sections) + end(sections)


@settings(max_examples=40, deadline=None)
@given(CONTENTS, CONTENTS)
def test_holds_what_its_sections_hold(first, second):
    second = {f"second/{name}": content for name, content in second.items()}
    archive = zipfile.ZipFile(io.BytesIO(joined(first, second)))
    assert archive.testzip() is None
    assert archive.namelist() == sorted(first) + sorted(second)
    assert {name: archive.read(name) for name in archive.namelist()} == {**first, **second}


def test_is_the_same_as_a_zip_file_made_at_once():
    first, second = {"a": b"1" * 100, "b": b""}, {"c": b"2"}
    assert joined(first, second) == joined({**first, **second})
    assert joined(first, second) != joined(first, {"c": b"3"})


def test_order_dates_and_modes_are_fixed():
    archive = zipfile.ZipFile(io.BytesIO(joined({"b": b"1", "a": b"2"})))
    assert joined({"b": b"1", "a": b"2"}) == joined({"a": b"2", "b": b"1"})
    assert {each.date_time for each in archive.filelist} == {(1980, 1, 1, 0, 0, 0)}
    assert {each.external_attr >> 16 for each in archive.filelist} == {0o100644}
