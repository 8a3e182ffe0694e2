"""E001: the file is not YAML."""

from __future__ import annotations

from c7n_reflex.authoring.lint.base import Lint


class FileUnreadable(Lint):
    """Told by the engine, when it reads the file."""

    id = "E001"
    name = "file-unreadable"
    title = "A policy file is YAML, in UTF-8, without a key that is there twice."
    why = (
        "Nothing in the file can be checked or run. Of a key that is there twice YAML keeps the last, "
        "and what the first says is lost without a word."
    )
    avoid = "policies: [\n"
    prefer = "resource: aws.ec2\n"
    source = "https://yaml.org/spec/1.1/"
