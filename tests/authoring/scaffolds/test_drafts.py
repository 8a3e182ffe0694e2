"""Files are written all or none, and never over what is there."""

from __future__ import annotations

import pytest

from c7n_reflex.authoring.scaffolds.drafts import Draft, write
from c7n_reflex.errors import InputError


def test_folders_are_made(tmp_path):
    write([Draft(tmp_path / "a/b.yml", "b"), Draft(tmp_path / "c.yml", "c")])
    assert (tmp_path / "a/b.yml").read_text() == "b"
    assert (tmp_path / "c.yml").read_text() == "c"


def test_nothing_is_written_where_one_is_there(tmp_path):
    (tmp_path / "b.yml").write_text("mine")
    with pytest.raises(InputError, match=r"b\.yml: is there already; nothing was written"):
        write([Draft(tmp_path / "a.yml", "a"), Draft(tmp_path / "b.yml", "b")])
    assert (tmp_path / "b.yml").read_text() == "mine"
    assert not (tmp_path / "a.yml").exists()


def test_a_file_that_is_changed_may_be_there(tmp_path):
    (tmp_path / "b.yml").write_text("mine")
    write([Draft(tmp_path / "b.yml", "mine and more", changed=True)])
    assert (tmp_path / "b.yml").read_text() == "mine and more"


def test_what_cannot_be_written_is_bad_input(tmp_path):
    (tmp_path / "a").write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        write([Draft(tmp_path / "a/b.yml", "b")])
