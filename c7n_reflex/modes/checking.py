"""The event by which a deployment asks a new function whether it can load its policy; nothing is acted on."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

CHECK = {"c7n-reflex": "check"}
_CONFIG = "config.json"  # beside the handler (c7n.mu.PolicyLambda)


def is_check(event: object) -> bool:
    """True for that event, exactly: EventBridge sends none without `detail`."""
    return event == CHECK


def answer() -> dict[str, Any]:
    """{"policy": its name, "version": of the function}, having loaded and validated it as for an event.

    Raises what loading raises (c7n.handler.dispatch_event), so that the invocation fails.
    """
    from c7n import handler
    from c7n.policy import PolicyCollection
    from c7n.resources import load_resources
    from c7n.structure import StructureParser

    data = json.loads(Path(_CONFIG).read_text(encoding="utf-8"))
    options = handler.init_config(data)
    load_resources(StructureParser().get_resource_types(data))
    (policy,) = PolicyCollection.from_data(data, options)
    policy.validate()
    return {"policy": policy.name, "version": os.environ.get("AWS_LAMBDA_FUNCTION_VERSION", "")}
