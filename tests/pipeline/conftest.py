"""The pipeline is tested on the same AWS in this process as the modes."""

from __future__ import annotations

from tests.modes.conftest import aws, cloud, core, fail, hub, push, waits

__all__ = ["aws", "cloud", "core", "fail", "hub", "push", "waits"]
