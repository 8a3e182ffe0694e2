"""Bytecode depends on name, source and version alone; what is kept of it is not trusted blindly."""

from __future__ import annotations

import importlib.util
import marshal
import stat
import sys

import pytest

from c7n_reflex.deploy.archives import bytecode, compiler_worker, interpreters

RUNTIME = "python3.11"
SOURCES = {
    "a/one.py": b'NAMES = {"x", "y", "os"}\n\ndef f(os, data=("x", 1.5)):\n    """Doc."""\n    return os\n',
    "a/two.py": b"from os import path\nprint = path.join\n",
    "a/data.json": b"{}",
}
A = "__pycache__/a.cpython-311.pyc"
ONE = "a/__pycache__/one.cpython-311.pyc"


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "c7n-reflex" / "bytecode"


def kept(cache):
    return sorted(each for each in cache.iterdir() if each.is_file())


def test_is_what_python_takes_without_a_look_at_the_source(cache):
    made = bytecode.of(SOURCES, RUNTIME)
    assert sorted(made) == [ONE, "a/__pycache__/two.cpython-311.pyc"]
    head, code = made[ONE][:16], marshal.loads(made[ONE][16:])
    assert head == importlib.util.MAGIC_NUMBER + b"\1\0\0\0" + importlib.util.source_hash(SOURCES["a/one.py"])
    assert code.co_filename == "/var/task/a/one.py"
    space = {}
    exec(code, space)
    assert space["f"](3) == 3
    assert space["f"].__doc__ == "Doc."


def test_is_the_same_from_any_process_and_after_any_other(cache):
    """marshal flags what is interned: here, but not in a fresh process, these characters are."""
    _ = [sys.intern(character) for character in "{}!?"]
    source = b"def f(): return {'{': '}', '!': b'?'}\n"
    assert compiler_worker.pyc("a.py", source) == bytecode.of({"a.py": source}, RUNTIME)[A]
    made = bytecode.of(SOURCES, RUNTIME)
    assert compiler_worker.pyc("a/one.py", SOURCES["a/one.py"]) == made[ONE]
    assert compiler_worker.pyc("a/two.py", SOURCES["a/two.py"]) != made[ONE]


def test_is_not_made_by_an_interpreter_of_another_version(cache):
    assert bytecode.of(SOURCES, "python3.99") == {}
    assert bytecode.of(SOURCES, "nodejs20.x") == {}


def test_what_does_not_compile_has_none(cache):
    assert bytecode.of({"bad.py": b"def", "good.py": b"x = 1"}, RUNTIME).keys() == {
        "__pycache__/good.cpython-311.pyc"
    }


def test_is_kept_and_not_made_again(cache, monkeypatch):
    made = bytecode.of(SOURCES, RUNTIME)
    asked = []
    monkeypatch.setattr(bytecode, "_compiled", lambda _, sources: asked.extend(sources) or {})
    assert bytecode.of(SOURCES, RUNTIME) == made
    assert asked == []
    bytecode.of({**SOURCES, "a/one.py": b"x = 2"}, RUNTIME)
    assert asked == ["a/one.py"]


def test_another_name_is_another_result(cache):
    first, second = (bytecode.of({name: b"x = 1"}, RUNTIME) for name in ("a.py", "b.py"))
    assert [*first.values()] != [*second.values()]


@pytest.mark.parametrize("harm", ["broken", "cut", "empty", "writable"])
def test_what_is_broken_or_writable_by_others_is_made_again(cache, harm):
    made = bytecode.of({"a.py": b"x = 1"}, RUNTIME)
    [file] = kept(cache)
    content = file.read_bytes()
    foreign = content[:-1] + bytes([content[-1] ^ 1])
    file.write_bytes({"broken": foreign, "cut": content[:-3], "empty": b"", "writable": content}[harm])
    if harm == "writable":
        file.chmod(0o666)
    assert bytecode.of({"a.py": b"x = 1"}, RUNTIME) == made
    assert kept(cache)[0].read_bytes() == content
    assert not stat.S_IMODE(kept(cache)[0].stat().st_mode) & 0o022


def test_a_folder_that_others_may_write_to_is_not_used(cache):
    cache.mkdir(parents=True)
    cache.chmod(0o777)
    assert bytecode.of({"a.py": b"x = 1"}, RUNTIME)
    assert kept(cache) == []


def test_works_where_nothing_can_be_kept(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert bytecode.of({"a.py": b"x = 1"}, RUNTIME)


def test_an_interpreter_that_is_not_what_its_name_says_is_not_used(tmp_path, monkeypatch):
    liar = tmp_path / "python3.12"
    liar.write_text("#!/bin/sh\necho 3 11 a70d0d0a\n")
    liar.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert interpreters.for_runtime.__wrapped__("python3.12") is None
    liar.write_text("#!/bin/sh\necho 3 12 cb0d0d0a\n")
    found = interpreters.for_runtime.__wrapped__("python3.12")
    assert found == interpreters.Interpreter(str(liar), "cpython-312", "cb0d0d0a")
