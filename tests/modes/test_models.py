"""Service models and credentials are found as by botocore, with less looking around."""

from __future__ import annotations

import boto3
import pytest
from botocore.exceptions import UnknownServiceError
from botocore.loaders import Loader

from c7n_reflex.modes.models import Models, use_environment


def test_a_model_is_the_same(monkeypatch):
    assert Models().load_service_model("sts", "service-2") == Loader().load_service_model("sts", "service-2")


def test_other_services_are_not_looked_for(monkeypatch):
    monkeypatch.setattr(Loader, "list_available_services", lambda *_: pytest.fail("looked into all folders"))
    assert Models().load_service_model("sts", "service-2")["metadata"]["serviceId"] == "STS"


def test_a_service_that_there_is_not_is_refused_with_those_that_there_are():
    with pytest.raises(UnknownServiceError, match="sts"):
        Models().load_service_model("atlantis", "service-2")


def test_all_services_are_listed_before_and_after_one_is_loaded():
    models, everything = Models(), Loader().list_available_services("service-2")
    models.load_service_model("sts", "service-2")
    assert models.list_available_services("service-2") == everything


def providers(session):
    return session._session.get_component("credential_provider").providers


@pytest.fixture
def function(monkeypatch):
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "custodian-p")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "token")


def test_a_function_takes_its_credentials_from_the_environment(function):
    session = boto3.Session()
    use_environment(session)
    assert len(providers(session)) == 1
    found = session.get_credentials()
    assert (found.access_key, found.secret_key, found.token) == ("key", "secret", "token")


@pytest.mark.parametrize("missing", ["AWS_ACCESS_KEY_ID", "AWS_LAMBDA_FUNCTION_NAME"])
def test_without_them_or_elsewhere_every_way_is_tried(function, monkeypatch, missing):
    monkeypatch.delenv(missing)
    session = boto3.Session()
    use_environment(session)
    assert len(providers(session)) > 1
