"""Where a run finds its exemptions: in the function's archive, or where the command line put them."""

from __future__ import annotations

import os
from pathlib import Path

from c7n_reflex.safeguards.exemptions import Exemption, load_packed, loads

EXEMPTIONS_VARIABLE = "C7N_REFLEX_EXEMPTIONS"  # path of the prepared JSON file


def exemptions() -> tuple[Exemption, ...]:
    """All that are known here. ValueError if they cannot be read: then nothing must be acted on."""
    file = os.environ.get(EXEMPTIONS_VARIABLE)
    if not file:
        return load_packed(Path(os.environ.get("LAMBDA_TASK_ROOT", ".")))
    try:
        return loads(Path(file).read_text(encoding="utf-8"))
    except OSError as error:
        raise ValueError(f"{file} cannot be read: {error}") from error
