"""Run by Python at start-up when this folder is on PYTHONPATH; see organisation/endpoint_shim.py."""

import importlib.util
import os
from pathlib import Path

# Loaded by path: importing c7n_reflex.organisation would import far more, and may not even be installed.
if os.environ.get("AWS_ENDPOINT_URL"):
    _file = Path(__file__).resolve().parent.parent / "endpoint_shim.py"
    _spec = importlib.util.spec_from_file_location("endpoint_shim", _file)
    if _spec is not None and _spec.loader is not None:
        _module = importlib.util.module_from_spec(_spec)
        _spec.loader.exec_module(_module)
        _module.install()
