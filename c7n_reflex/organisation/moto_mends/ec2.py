"""moto adds an instance's first security groups to those of each of its interfaces, for ever.

On AWS an interface has exactly the groups that were last given to it, and the groups of an instance are those
of its primary interface (EC2 user guide, "Change the security groups for your instance").
"""

from __future__ import annotations

from typing import Any

from c7n_reflex.organisation.calls import Call, Result
from c7n_reflex.organisation.organisation import Organisation


def install(organisation: Organisation) -> None:
    """Keep the groups of interfaces apart, and those of the primary one and its instance together."""
    from moto.ec2.models.elastic_network_interfaces import NetworkInterface

    NetworkInterface.group_set = property(_own_groups)

    def interface_modified(call: Call, _: Result) -> None:
        if call.params.get("Groups"):
            _instance_follows(organisation, call)

    def instance_modified(call: Call, _: Result) -> None:
        if call.params.get("Groups"):
            _interface_follows(organisation, call)

    organisation.operations.after("ec2", "ModifyNetworkInterfaceAttribute", interface_modified)
    organisation.operations.after("ec2", "ModifyInstanceAttribute", instance_modified)


def _own_groups(interface: Any) -> list[Any]:
    return list(interface._group_set)


def _instance_follows(organisation: Organisation, call: Call) -> None:
    with organisation.lock:
        backend = organisation.backend("ec2", call.account, call.region)
        interface = backend.enis[call.params["NetworkInterfaceId"]]
        if interface.instance is not None and interface.device_index == 0:
            interface.instance.security_groups = list(interface._group_set)


def _interface_follows(organisation: Organisation, call: Call) -> None:
    with organisation.lock:
        backend = organisation.backend("ec2", call.account, call.region)
        instance = backend.get_instance(call.params["InstanceId"])
        instance.nics[0]._group_set = list(instance.security_groups)
