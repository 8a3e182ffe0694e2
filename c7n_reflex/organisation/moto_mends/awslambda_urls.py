"""moto 5.2.5 has no ListFunctionUrlConfigs. It keeps one URL a function, that of the function itself."""

from __future__ import annotations

import functools
from typing import Any

from c7n_reflex.organisation.calls import ApiError, Call
from c7n_reflex.organisation.organisation import Organisation


def install(organisation: Organisation) -> None:
    """Answer the operation from what moto keeps."""
    answer = functools.partial(_configs, organisation)
    organisation.operations.override("lambda", "ListFunctionUrlConfigs", answer)


def _configs(organisation: Organisation, call: Call) -> dict[str, Any]:
    from moto.awslambda.exceptions import UnknownFunctionException

    with organisation.lock:
        try:
            function = organisation.backend("lambda", call.account, call.region).get_function(
                call.params["FunctionName"]
            )
        except UnknownFunctionException as error:
            raise ApiError("ResourceNotFoundException", str(error.message), status=404) from error
        kept = function.url_config
        found = {key: value for key, value in kept.to_dict().items() if value is not None} if kept else None
    return {"FunctionUrlConfigs": [found] if found else []}
