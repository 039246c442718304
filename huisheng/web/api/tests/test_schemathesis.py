"""The API is what its description says: generated calls, valid and broken, of every operation.

No 5xx, no status, content type or shape that is not documented, and no broken call that passes. What cannot be told from the
description is left out: a well-formed code may name a category that does not exist.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from huisheng.web.api.tests.make import make_machine
from huisheng.web.api.urls import api
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("default")]

schema = schemathesis.openapi.from_dict(api.get_openapi_schema(path_prefix="/api/v1/"))
schema.app = get_wsgi_application()
SETTINGS = settings(
    max_examples=12, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)


@pytest.fixture
def given(cast: Cast) -> Iterator[dict[str, Any]]:
    """A key and a ticket that is there, for half of the calls. The application shares the test's connection."""
    machine = make_machine()
    number = machine.ticket()["number"]
    for signal in (request_started, request_finished):  # as Django's own test client does
        signal.disconnect(close_old_connections)
    yield {"headers": machine.headers(), "number": number}
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schema.parametrize()
@SETTINGS
def test_every_answer_is_as_described(case: schemathesis.Case[Any], given: dict[str, Any]) -> None:
    asked = case.path_parameters or {}
    if len(str(asked.get("number", ""))) % 2:
        asked["number"] = given["number"]
    case.call_and_validate(headers=given["headers"], excluded_checks=[positive_data_acceptance])
