"""Resource types of detection.yml, which moto 5.2.5's CloudFormation silently leaves out.

Each is made as the service's API makes it, and refused where the account has one already, as on AWS.
Conformance packs, which moto does not have at all, are held here.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

from moto.config.models import config_backends
from moto.core.common_models import CloudFormationModel
from moto.core.utils import get_service_model
from moto.guardduty.models import guardduty_backends
from moto.macie2.models import macie2_backends

from c7n_reflex.organisation.calls import ApiError, Call
from c7n_reflex.organisation.identity import root
from c7n_reflex.organisation.moto_mends.cloudformation_types import _Type

if TYPE_CHECKING:
    from c7n_reflex.organisation.organisation import Organisation

_NAME = "default"
_current: dict[str, Organisation] = {}  # one organisation a process, as moto's state
_packs: dict[tuple[str, str, str], dict[str, Any]] = {}  # by account, region, name


def install(organisation: Organisation) -> None:
    """Have CloudFormation make these types; Security Hub and Access Analyzer are the organisation's parts."""
    from moto.cloudformation import parsing

    for cached in (parsing.get_model_list, parsing.get_model_map, parsing.get_name_type_map):
        cached.cache_clear()
    _current["organisation"] = organisation
    organisation.operations.override("config", "DescribeConformancePacks", _describe_packs)
    organisation.at_close(_current.clear)
    organisation.at_close(_packs.clear)


def _describe_packs(call: Call) -> dict[str, Any]:
    mine = [pack for (account, region, _), pack in _packs.items() if (account, region) == _place(call)]
    names = call.params.get("ConformancePackNames") or [pack["ConformancePackName"] for pack in mine]
    found = [pack for pack in mine if pack["ConformancePackName"] in names]
    if len(found) < len(names):
        raise ApiError("NoSuchConformancePackException", f"Conformance packs {names} do not all exist.")
    return {"ConformancePackDetails": found}


def _place(call: Call) -> tuple[str, str]:
    return call.account, call.region


def _ask(service: str, operation: str, account: str, region: str, **parameters: Any) -> dict[str, Any]:
    """Have the organisation's part answer, as if the account's root had called."""
    call = Call(
        id=str(uuid.uuid4()),
        time=dt.datetime.now(dt.UTC),
        principal=root(account),
        account=account,
        region=region,
        service=service,
        operation=operation,
        model=get_service_model(service).operation_model(operation),
        params=parameters,
    )
    return _current["organisation"].operations.overrides[service, operation](call)


class ConfigurationRecorder(_Type, CloudFormationModel):
    """AWS::Config::ConfigurationRecorder: records once there is a delivery channel."""

    @staticmethod
    def cloudformation_type() -> str:
        return "AWS::Config::ConfigurationRecorder"

    def _apply(self, account: str, region: str) -> None:
        wanted, self.name = self.properties, self.properties.get("Name", _NAME)
        group = {key[0].lower() + key[1:]: value for key, value in wanted["RecordingGroup"].items()}
        config_backends[account][region].put_configuration_recorder(
            {"name": self.name, "roleARN": wanted["RoleARN"], "recordingGroup": group}
        )

    def _remove(self, account: str, region: str) -> None:
        config_backends[account][region].delete_configuration_recorder(self.name)


class DeliveryChannel(_Type, CloudFormationModel):
    """AWS::Config::DeliveryChannel: with it the recorder starts, without it the recorder stops."""

    @staticmethod
    def cloudformation_type() -> str:
        return "AWS::Config::DeliveryChannel"

    def _apply(self, account: str, region: str) -> None:
        backend, self.name = config_backends[account][region], self.properties.get("Name", _NAME)
        backend.put_delivery_channel({"name": self.name, "s3BucketName": self.properties["S3BucketName"]})
        for recorder in list(backend.recorders):
            backend.start_configuration_recorder(recorder)

    def _remove(self, account: str, region: str) -> None:
        backend = config_backends[account][region]
        for recorder in list(backend.recorders):
            backend.stop_configuration_recorder(recorder)
        backend.delete_delivery_channel(self.name)


class ConformancePack(_Type, CloudFormationModel):
    """AWS::Config::ConformancePack: remembered, its rules are not made."""

    @staticmethod
    def cloudformation_type() -> str:
        return "AWS::Config::ConformancePack"

    def _apply(self, account: str, region: str) -> None:
        name = self.name = self.properties["ConformancePackName"]
        if not config_backends[account][region].recorders:
            raise ApiError("NoAvailableConfigurationRecorderException", "There is no configuration recorder.")
        identity = f"conformance-pack-{uuid.uuid4().hex[:8]}"
        arn = f"arn:aws:config:{region}:{account}:conformance-pack/{name}/{identity}"
        details = {"ConformancePackName": name, "ConformancePackArn": arn, "ConformancePackId": identity}
        _packs[account, region, name] = details

    def _remove(self, account: str, region: str) -> None:
        _packs.pop((account, region, self.name), None)


class Detector(_Type, CloudFormationModel):
    """AWS::GuardDuty::Detector: one an account and region."""

    @staticmethod
    def cloudformation_type() -> str:
        return "AWS::GuardDuty::Detector"

    def _apply(self, account: str, region: str) -> None:
        backend = guardduty_backends[account][region]
        if backend.detectors:
            raise ApiError("BadRequestException", "A detector already exists for the current account.")
        often = self.properties.get("FindingPublishingFrequency", "SIX_HOURS")
        self.name = str(backend.create_detector(self.properties["Enable"], often, {}, {}, []))

    def _remove(self, account: str, region: str) -> None:
        guardduty_backends[account][region].delete_detector(self.name)


class MacieSession(_Type, CloudFormationModel):
    """AWS::Macie::Session."""

    @staticmethod
    def cloudformation_type() -> str:
        return "AWS::Macie::Session"

    def _apply(self, account: str, region: str) -> None:
        backend = macie2_backends[account][region]
        if backend.macie_session:
            raise ApiError("ConflictException", "Macie has already been enabled.", status=409)
        backend.enable_macie(self.properties["FindingPublishingFrequency"], self.properties["Status"])
        self.name = account

    def _remove(self, account: str, region: str) -> None:
        macie2_backends[account][region].disable_macie()


class Hub(_Type, CloudFormationModel):
    """AWS::SecurityHub::Hub."""

    @staticmethod
    def cloudformation_type() -> str:
        return "AWS::SecurityHub::Hub"

    def _apply(self, account: str, region: str) -> None:
        _ask("securityhub", "EnableSecurityHub", account, region)
        self.name = _ask("securityhub", "DescribeHub", account, region)["HubArn"]

    def _remove(self, account: str, region: str) -> None:
        _ask("securityhub", "DisableSecurityHub", account, region)


class FindingAggregator(_Type, CloudFormationModel):
    """AWS::SecurityHub::FindingAggregator."""

    @staticmethod
    def cloudformation_type() -> str:
        return "AWS::SecurityHub::FindingAggregator"

    def _apply(self, account: str, region: str) -> None:
        mode = self.properties["RegionLinkingMode"]
        made = _ask("securityhub", "CreateFindingAggregator", account, region, RegionLinkingMode=mode)
        self.name = made["FindingAggregatorArn"]

    def _remove(self, account: str, region: str) -> None:
        _ask("securityhub", "DeleteFindingAggregator", account, region, FindingAggregatorArn=self.name)


class Analyzer(_Type, CloudFormationModel):
    """AWS::AccessAnalyzer::Analyzer: named by CloudFormation where the template does not."""

    @staticmethod
    def cloudformation_type() -> str:
        return "AWS::AccessAnalyzer::Analyzer"

    def _apply(self, account: str, region: str) -> None:
        name = self.properties.get("AnalyzerName") or f"Analyzer-{uuid.uuid4().hex[:12]}"
        kind = self.properties["Type"]
        made = _ask("accessanalyzer", "CreateAnalyzer", account, region, analyzerName=name, type=kind)
        self.name = made["arn"]

    def _remove(self, account: str, region: str) -> None:
        name = self.name.rsplit("/", 1)[-1]
        _ask("accessanalyzer", "DeleteAnalyzer", account, region, analyzerName=name)
