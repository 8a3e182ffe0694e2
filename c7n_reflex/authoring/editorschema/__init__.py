"""JSON schemas for editors (yaml-language-server): completion and complaints while an author types.

They are written to `docs/schemas/` and checked in, so that an editor knows them in a fresh clone, before
anything is set up; `c7n-reflex schema --check` tells when they are not current any more.
"""

from __future__ import annotations

from c7n_reflex.authoring.editorschema.files import (
    DEFAULT_FOLDER,
    KINDS,
    directive,
    outdated,
    render,
    rendered,
    write,
)

__all__ = ["DEFAULT_FOLDER", "KINDS", "directive", "outdated", "render", "rendered", "write"]
