"""`python -m c7n_reflex.library sweeps`: writes policies/sweeps/."""

from __future__ import annotations

import sys
from pathlib import Path

from c7n_reflex.library import sweeps

for file in sweeps.write(Path("policies")):
    sys.stdout.write(f"wrote {file}\n")
