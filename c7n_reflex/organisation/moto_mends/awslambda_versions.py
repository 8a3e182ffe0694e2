"""moto 5.2.5's Lambda: versions of what did not change, lists without pages, settings and archives.

Installed with the other mends of Lambda (moto_mends/awslambda.py), which gives `replace`.
"""

from __future__ import annotations

import base64
import functools
import json
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

Replace = Callable[[Any, str, Any], Any]

_PAGE = 50  # functions or versions: Lambda's most, whatever MaxItems says
_ARCHIVES_KEPT = 16  # what one deployment sends to many accounts, one after the other
_NOT_COMPARED = ("FunctionArn", "LastModified", "Version", "SnapStart", "LastUpdateStatus")


def versions_of_changes_only(replace: Replace) -> None:
    """PublishVersion makes a version after any update, even one that changed nothing."""
    from moto.awslambda.models import LambdaStorage

    def publish(self: Any, name_or_arn: str, description: str = "") -> Any:
        latest = self.get_function_by_name_or_arn_with_qualifier(name_or_arn)
        versions = self._functions[latest.function_name]["versions"]
        if versions:
            latest.code_or_config_updated = _content(latest) != _content(versions[-1])
        return stock(self, name_or_arn, description)

    stock = replace(LambdaStorage, "publish_version", publish)


def _content(function: Any) -> dict[str, Any]:
    shown = function.get_configuration()
    kept = {key: value for key, value in shown.items() if key not in _NOT_COMPARED}
    return {**kept, "ApplyOn": shown["SnapStart"]["ApplyOn"]}


def aliased_versions_stay(replace: Replace) -> None:
    """DeleteFunction removes a version that an alias points to; AWS answers ResourceConflictException."""
    from moto.awslambda.models import LambdaBackend

    def delete(self: Any, function_name: str, qualifier: str | None = None) -> None:
        version = str(self.get_function(function_name, qualifier).version)
        using = [
            alias.name for alias in self.list_aliases(function_name) if alias.function_version == version
        ]
        if qualifier and using:
            raise conflict(f"Alias {', '.join(using)} still points to version {version}")
        stock(self, function_name, qualifier)

    stock = replace(LambdaBackend, "delete_function", delete)


def conflict(message: str) -> Exception:
    """AWS's ResourceConflictException, to be raised inside moto."""
    from moto.awslambda.exceptions import LambdaClientError

    class ConflictError(LambdaClientError):  # type: ignore[misc, unused-ignore]
        code = 409

        def __init__(self) -> None:
            super().__init__("ResourceConflictException", message)

    return ConflictError()


def lists_have_pages(replace: Replace) -> None:
    """ListFunctions and ListVersionsByFunction answer with everything at once, whatever MaxItems says."""
    from moto.awslambda.responses import LambdaResponse

    def paginated(name: str, key: str) -> None:
        def call(self: Any) -> str:
            found = json.loads(stock(self))[key]
            size = min(int((self.querystring.get("MaxItems") or [_PAGE])[0]), _PAGE)
            start = int(base64.b64decode((self.querystring.get("Marker") or ["MA=="])[0]))
            answer = {key: found[start : start + size]}
            if start + size < len(found):
                answer["NextMarker"] = base64.b64encode(str(start + size).encode()).decode()
            return json.dumps(answer)

        stock = replace(LambdaResponse, name, call)

    paginated("list_functions", "Functions")
    paginated("list_versions_by_function", "Versions")


def aliases_have_revisions(replace: Replace) -> None:
    """UpdateAlias keeps the RevisionId; ListAliases ignores FunctionVersion."""
    from moto.awslambda.models import LambdaAlias
    from moto.awslambda.responses import LambdaResponse

    def update(self: Any, *args: Any) -> None:
        stock_update(self, *args)
        self.revision_id = str(uuid.uuid4())

    def listed(self: Any) -> Any:
        status, headers, body = stock_list(self)
        wanted = (self.querystring.get("FunctionVersion") or [""])[0]
        found = [each for each in json.loads(body)["Aliases"] if wanted in ("", each["FunctionVersion"])]
        return status, headers, json.dumps({"Aliases": found})

    stock_update = replace(LambdaAlias, "update", update)
    stock_list = replace(LambdaResponse, "list_aliases", listed)


def more_settings_are_kept(replace: Replace) -> None:
    """SnapStart is always off and LoggingConfig dropped; GetFunction hides a reserved concurrency of 0."""
    from moto.awslambda.models import LambdaFunction

    def init(self: Any, account_id: str, spec: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        self.snap_start = spec.get("SnapStart") or {}
        self.logging_config = spec.get("LoggingConfig") or {}
        stock_init(self, account_id, spec, *args, **kwargs)

    def update(self: Any, updates: dict[str, Any]) -> dict[str, Any]:
        self.snap_start = updates.get("SnapStart", self.snap_start)
        self.logging_config = updates.get("LoggingConfig", self.logging_config)
        answer: dict[str, Any] = stock_update(self, updates)
        return answer

    def shown(self: Any, on_create: bool = False) -> dict[str, Any]:
        answer: dict[str, Any] = stock_shown(self, on_create)
        apply_on = self.snap_start.get("ApplyOn", "None")
        on = apply_on == "PublishedVersions" and str(self.version) != "$LATEST"
        answer["SnapStart"] = {"ApplyOn": apply_on, "OptimizationStatus": "On" if on else "Off"}
        default = {"LogFormat": "Text", "LogGroup": f"/aws/lambda/{self.function_name}"}
        answer["LoggingConfig"] = {**default, **self.logging_config}
        return answer

    def code(self: Any) -> dict[str, Any]:
        answer: dict[str, Any] = stock_code(self)
        if self.reserved_concurrency is not None:
            answer["Concurrency"] = {"ReservedConcurrentExecutions": self.reserved_concurrency}
        return answer

    stock_init = replace(LambdaFunction, "__init__", init)
    stock_update = replace(LambdaFunction, "update_configuration", update)
    stock_shown = replace(LambdaFunction, "get_configuration", shown)
    stock_code = replace(LambdaFunction, "get_code", code)


def archives_are_read_once(replace: Replace) -> None:
    """UpdateFunctionCode with Publish decodes and hashes the archive twice; each function has its own copy.

    An archive of 4 MB costs a tenth of a second each time; decoded and as text it is kept for each function.
    """
    from moto.awslambda import models

    stock_content = models._zipfile_content
    known = functools.lru_cache(_ARCHIVES_KEPT)(stock_content)

    def update(self: Any, function_name: str, qualifier: str, body: dict[str, Any]) -> dict[str, Any]:
        function = self.get_function(function_name, qualifier)
        answer: dict[str, Any] = function.update_function_code(body)
        if body.get("Architectures") and not body.get("DryRun"):
            function.architectures = body["Architectures"]
        if body.get("Publish") and not body.get("DryRun"):
            function = self.publish_version(unquote(function_name))
        return dict(function.get_configuration()) if function is not None else answer

    def set_code(self: Any, updates: dict[str, Any]) -> None:
        stock_set(self, updates)
        self.code.pop("ZipFile", None)  # nobody asks for the text again

    replace(models, "_zipfile_content", known)
    replace(models.LambdaBackend, "update_function_code", update)
    stock_set = replace(models.LambdaFunction, "_set_function_code", set_code)


MENDS = (
    versions_of_changes_only,
    aliased_versions_stay,
    lists_have_pages,
    aliases_have_revisions,
    more_settings_are_kept,
    archives_are_read_once,
)
