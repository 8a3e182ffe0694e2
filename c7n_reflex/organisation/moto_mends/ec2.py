"""moto 5.2.5's EC2, where it differs from AWS in what our policies look at.

It adds an instance's first security groups to those of each of its interfaces, for ever. On AWS an interface
has exactly the groups that were last given to it, and the groups of an instance are those of its primary
interface (EC2 user guide, "Change the security groups for your instance").

It forgets the metadata options that a call does not mention; on AWS they stay (API reference,
ModifyInstanceMetadataOptions). It makes session tokens optional where a launch does not ask for them; on AWS
they are required with images whose ImdsSupport is v2.0, as all of Amazon's current ones (API reference,
InstanceMetadataOptionsRequest).

It has no serial console access, which AWS keeps for each account and region, off at first (API reference,
GetSerialConsoleAccessStatus).
"""

from __future__ import annotations

from typing import Any

from c7n_reflex.organisation.calls import Call, Result
from c7n_reflex.organisation.organisation import Organisation

_MENDED = "c7n_reflex_mended"


def install(organisation: Organisation) -> None:
    """Mend all of that."""
    from moto.ec2.models.elastic_network_interfaces import NetworkInterface

    NetworkInterface.group_set = property(_own_groups)
    _keep_metadata_options()
    _keep_serial_console(organisation)

    def interface_modified(call: Call, _: Result) -> None:
        if call.params.get("Groups"):
            _instance_follows(organisation, call)

    def instance_modified(call: Call, _: Result) -> None:
        if call.params.get("Groups"):
            _interface_follows(organisation, call)

    organisation.operations.after("ec2", "ModifyNetworkInterfaceAttribute", interface_modified)
    organisation.operations.after("ec2", "ModifyInstanceAttribute", instance_modified)


def _keep_metadata_options() -> None:
    from moto.ec2.models.instances import InstanceBackend, MetadataOptions

    def modify_instance_metadata_options(
        backend: Any,
        instance_id: str,
        http_tokens: str | None = None,
        hop_limit: int | None = None,
        http_endpoint: str | None = None,
        dry_run: bool | None = False,  # noqa: ARG001 - moto passes it, and has checked it
        http_protocol: str | None = None,
        metadata_tags: str | None = None,
    ) -> Any:
        options = MetadataOptions()
        given = {
            "http_tokens": http_tokens,
            "http_put_response_hop_limit": None if hop_limit is None else int(hop_limit),
            "http_endpoint": http_endpoint,
            "http_protocol_ipv6": http_protocol,
            "instance_metadata_tags": metadata_tags,
        }
        instance = backend.get_instance(instance_id)
        kept = vars(instance.metadata_options)
        vars(options).update(kept | {key: value for key, value in given.items() if value is not None})
        instance.metadata_options = options
        return options

    InstanceBackend.modify_instance_metadata_options = modify_instance_metadata_options
    if not hasattr(MetadataOptions, _MENDED):
        _require_tokens(MetadataOptions)


def _require_tokens(options_class: Any) -> None:
    stock = options_class.__init__

    def start(options: Any, given: dict[str, Any] | None = None) -> None:
        stock(options, {"HttpTokens": "required", **(given or {})})

    options_class.__init__ = start
    setattr(options_class, _MENDED, True)


def _keep_serial_console(organisation: Organisation) -> None:
    enabled: set[tuple[str, str]] = set()

    def answer(call: Call) -> dict[str, Any]:
        place = (call.account, call.region)
        if call.operation == "EnableSerialConsoleAccess":
            enabled.add(place)
        elif call.operation == "DisableSerialConsoleAccess":
            enabled.discard(place)
        return {"SerialConsoleAccessEnabled": place in enabled}

    for verb in ("EnableSerialConsoleAccess", "DisableSerialConsoleAccess", "GetSerialConsoleAccessStatus"):
        organisation.operations.override("ec2", verb, answer)


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
