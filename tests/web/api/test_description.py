"""The description is true: whatever is generated from it is answered as it says."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance
from schemathesis.specs.openapi.schemas import OpenApiSchema

from sopctl.web.api import SUBJECTS
from tests.application.house import text
from tests.web.api.programs import Programs
from tests.web.sites import make

# A text or a day may be of the right shape and still break a rule of the ward, which no schema says.
_RULES = {"start_draft", "put_file", "compare_file", "ask_withdrawal"}
_EVERY = sorted(operation.name for subject in SUBJECTS for operation, _ in subject.listed)


@pytest.fixture(scope="module")
def described() -> tuple[OpenApiSchema, dict[str, str]]:
    """The description of a library with something in it, and the headers of a program that may use it."""
    programs = Programs(make())
    programs.site.house.publish()
    programs.site.house.publish(text(purpose="เพื่อแก้ไข"))
    programs.site.house.submit(programs.site.house.write(text("SOP-IT-002")))
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", programs.site.app)
    # RFC 6585 made 428 for just this: a change that does not say what it saw.
    schema.config.checks.missing_required_header.expected_statuses += ["428"]
    return schema, {"Authorization": f"Bearer {programs.of('quality').secret}"}


@pytest.mark.parametrize("mode", GenerationMode)
@pytest.mark.parametrize("name", _EVERY)
def test_an_operation_answers_as_described(
    described: tuple[OpenApiSchema, dict[str, str]], name: str, mode: GenerationMode
) -> None:
    schema, headers = described
    operation = schema.find_operation_by_id(name)
    excluded: list[Any] = [positive_data_acceptance] if name in _RULES else []

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(max_examples=4, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    def answers(case: Case[Any]) -> None:
        case.call_and_validate(headers=headers, excluded_checks=excluded)

    answers()
