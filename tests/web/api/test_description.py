"""The description is true: whatever is generated from it is answered as it says."""

from __future__ import annotations

from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.application.house import text
from tests.web.api.programs import Programs
from tests.web.sites import make

_programs = Programs(make())
_programs.site.house.publish()
_programs.site.house.publish(text(purpose="เพื่อแก้ไข"))
_programs.site.house.submit(_programs.site.house.write(text("SOP-IT-002")))
_quality = _programs.of("quality")
# A text or a day may be of the right shape and still break a rule of the ward, which no schema says.
_RULES = {"start_draft", "put_file", "ask_withdrawal"}

schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", _programs.site.app)
# RFC 6585 made 428 for just this: a change that does not say what it saw.
schema.config.checks.missing_required_header.expected_statuses += ["428"]


@schema.parametrize()
@settings(
    max_examples=4, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
def test_every_operation_answers_as_described(case: Any) -> None:
    name = case.operation.definition.raw["operationId"]
    case.call_and_validate(
        headers={"Authorization": f"Bearer {_quality.secret}"},
        excluded_checks=[positive_data_acceptance] if name in _RULES else [],
    )
