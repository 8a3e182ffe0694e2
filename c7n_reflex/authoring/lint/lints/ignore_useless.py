"""I008: a comment that silences nothing."""

from __future__ import annotations

from c7n_reflex.authoring.lint.base import Lint


class IgnoreUseless(Lint):
    """Told by the engine, when all lints that the comment names have run."""

    id = "I008"
    name = "ignore-useless"
    title = "A comment that silences a lint is removed with the problem."
    why = "It would silence the next mistake at that place. `--fix` removes it."
    avoid = """\
policies:
  - name: list-instances
    resource: aws.ec2  # reflex: ignore E101 -- a new API
"""
    prefer = """\
policies:
  - name: list-instances
    resource: aws.ec2
"""
    source = "c7n_reflex.authoring.lint.ignores"
