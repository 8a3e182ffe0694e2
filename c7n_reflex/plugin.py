"""What makes Custodian ours: importing this module is all that is needed, in a terminal and in a function.

It uses Custodian's registries and changes nothing else (reference: c7n.registry.PluginRegistry). Custodian
loads a resource type when a policy of that type is loaded; only then are the remediations for it imported.
"""

from __future__ import annotations

import importlib
from typing import Any

import c7n.resources.securityhub  # noqa: F401  # registers the stock mode that ours takes the place of
from c7n.policy import execution
from c7n.resources.aws import AWS

from c7n_reflex.modes.cloudtrail import CloudTrail
from c7n_reflex.modes.config_rule import ConfigRule
from c7n_reflex.modes.event import Event
from c7n_reflex.modes.guard_duty import GuardDuty
from c7n_reflex.modes.hub_action import HubAction
from c7n_reflex.modes.hub_finding import HubFinding
from c7n_reflex.modes.sweep import Periodic, Sweep
from custom_actions import ACTIONS, FILTERS

EVERY_RESOURCE = "*"
MODES = {
    "cloudtrail": CloudTrail,
    "config-rule": ConfigRule,
    "event": Event,
    "guard-duty": GuardDuty,
    "hub-action": HubAction,
    "hub-finding": HubFinding,
    "periodic": Periodic,
    "pull": Sweep,
}


def register_vocabulary(_registry: Any, resource_class: Any = None) -> None:
    """Add our actions and filters to a c7n resource class; called for each that is loaded, perhaps again."""
    if resource_class is None:
        return
    name = f"{AWS.type}.{resource_class.type}"
    for vocabulary, target in ((ACTIONS, "action_registry"), (FILTERS, "filter_registry")):
        elements = {**vocabulary.get(EVERY_RESOURCE, {}), **vocabulary.get(name, {})}
        for element, reference in elements.items():
            _register(getattr(resource_class, target), element, reference)


def _register(registry: Any, name: str, reference: str) -> None:
    if name in registry:
        return
    module, _, attribute = reference.partition(":")
    registry.register(name, getattr(importlib.import_module(module), attribute))


def register() -> None:
    """Register everything with Custodian; a second call changes nothing."""
    for name, mode in MODES.items():
        execution.register(name, mode)
    if register_vocabulary not in AWS.resources._subscribers:
        AWS.resources.subscribe(register_vocabulary)


register()
