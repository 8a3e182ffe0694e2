"""E007: a comment that would silence a lint, but gives no reason or names none."""

from __future__ import annotations

from c7n_reflex.authoring.lint.base import Lint


class IgnoreComment(Lint):
    """Told by the engine; the comment silences nothing."""

    id = "E007"
    name = "ignore-comment"
    title = "A comment that silences a lint names it, and says why."
    why = "Without a reason nobody knows, a year from now, whether the problem may still be ignored."
    avoid = """\
policies:
  - name: stop-the-untagged
    resource: aws.ec2
    filters:
      - tag:owner: absent  # reflex: ignore W203
"""
    prefer = """\
policies:
  - name: stop-the-untagged
    resource: aws.ec2
    filters:
      - tag:owner: absent
      - tag:owner: absent  # reflex: ignore W203 -- shows what a filter twice looks like
"""
    source = "c7n_reflex.authoring.lint.ignores"
