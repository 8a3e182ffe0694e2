"""An embedded organisation with core-compliance, one account, and some of the policies."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from c7n_reflex.deploy.units.model import ALIAS
from c7n_reflex.organisation.client import OrganisationClient, launch
from c7n_reflex.settings import ACCOUNT_LIMIT_VARIABLE
from tests.conftest import ROOT
from tests.proofs.faults import CORE, MEMBER, REGION


@contextmanager
def deployed(folder: Path, *policies: str) -> Iterator[OrganisationClient]:
    """With infrastructure, mailer and the policies of these files in one region; output goes to `folder`.

    The hourly limit of an account is out of the way (`limit` sets one).
    """
    accounts = ("-a", CORE, "-a", MEMBER)
    files = [argument for file in policies for argument in ("-u", file)]
    with launch(ROOT / "accounts.yml") as organisation:
        run(organisation, "infrastructure", "apply", *accounts)
        run(organisation, "mailer", "deploy")
        run(organisation, "deploy", "-r", REGION, *files, *accounts)
        organisation.wait_idle(120)
        limit(organisation, 100_000)
        yield organisation


def limit(organisation: OrganisationClient, changes: int) -> None:
    """How many changes an hour the functions may make in an account: what C7N_REFLEX_ACCOUNT_LIMIT says."""
    for account in (CORE, MEMBER):
        functions = organisation.session(account, REGION).client("lambda")
        for known in functions.list_functions()["Functions"]:
            name, variables = known["FunctionName"], known.get("Environment", {}).get("Variables", {})
            if not name.startswith("custodian-"):
                continue
            variables = {**variables, ACCOUNT_LIMIT_VARIABLE: str(changes)}
            functions.update_function_configuration(FunctionName=name, Environment={"Variables": variables})
            version = functions.publish_version(FunctionName=name)["Version"]
            functions.update_alias(FunctionName=name, Name=ALIAS, FunctionVersion=version)


def run(organisation: OrganisationClient, *arguments: str) -> None:
    """A command of c7n-reflex, as core-compliance's root."""
    done = subprocess.run(
        [sys.executable, "-m", "c7n_reflex", *arguments],
        cwd=ROOT,
        env=organisation.root_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
