"""Unit `configuration`: everything of the function but its code (Lambda's FunctionConfiguration)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from c7n_reflex.deploy.units.model import Found, Site, Source, State, Survey, Wanted
from c7n_reflex.deploy.units.waiting import patiently, settled

_PLAIN = ("Description", "Role", "Handler", "Runtime", "Timeout", "MemorySize", "KMSKeyArn")
_VARIABLE = "environment."
_LONGEST_DESCRIPTION = 256  # CreateFunction


class Configuration:
    """See the module."""

    name: ClassVar[str] = "configuration"

    def wanted(self, source: Source) -> State:
        """Custodian's configuration of the function, flat."""
        config = dict(source.function.get_config())
        config["Description"] = " ".join(str(config["Description"]).split())[:_LONGEST_DESCRIPTION]
        if source.deployment.tracing:
            config["TracingConfig"] = {"Mode": source.deployment.tracing}
        if source.deployment.snapstart:
            config["SnapStart"] = {"ApplyOn": "PublishedVersions"}
        return flat(config)

    def found(self, survey: Survey) -> State | None:
        """As GetFunction has it."""
        configuration = survey.latest.get("Configuration")
        return flat(configuration) if configuration else None

    def put(self, wanted: Wanted, found: Found) -> None:  # noqa: ARG002
        """UpdateFunctionConfiguration."""
        client = wanted.site.client("lambda")
        given = arguments(wanted.units[self.name] or {})
        answer = patiently(client.update_function_configuration, FunctionName=wanted.function, **given)
        settled(client, wanted.function, answer)

    def remove(self, site: Site, found: Found) -> None:
        """Goes with the function."""


def flat(config: Mapping[str, Any]) -> State:
    """One level, and what is not set left out."""
    network = config.get("VpcConfig") or {}
    layers = [each["Arn"] if isinstance(each, Mapping) else each for each in config.get("Layers") or ()]
    state = {
        **{key: config.get(key) for key in _PLAIN},
        "tracing": (config.get("TracingConfig") or {}).get("Mode", "PassThrough"),
        "dead-letters": (config.get("DeadLetterConfig") or {}).get("TargetArn"),
        "subnets": sorted(network.get("SubnetIds") or ()),
        "security-groups": sorted(network.get("SecurityGroupIds") or ()),
        "layers": layers,
        "snapstart": (config.get("SnapStart") or {}).get("ApplyOn", "None"),
    }
    variables = (config.get("Environment") or {}).get("Variables") or {}
    state.update({f"{_VARIABLE}{name}": value for name, value in variables.items()})
    return {key: value for key, value in state.items() if value not in (None, "", [])}


def arguments(state: State) -> dict[str, Any]:
    """What CreateFunction and UpdateFunctionConfiguration take: all of it, so that what is gone is unset."""
    variables = {
        key.removeprefix(_VARIABLE): value for key, value in state.items() if key.startswith(_VARIABLE)
    }
    return {
        **{key: state.get(key, "") for key in _PLAIN},
        "TracingConfig": {"Mode": state["tracing"]},
        "DeadLetterConfig": {"TargetArn": state.get("dead-letters", "")},  # left out, it would stay
        "VpcConfig": {
            "SubnetIds": state.get("subnets", []),
            "SecurityGroupIds": state.get("security-groups", []),
        },
        "Layers": state.get("layers", []),
        "SnapStart": {"ApplyOn": state["snapstart"]},
        "Environment": {"Variables": variables},
    }
