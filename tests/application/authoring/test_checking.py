"""The checks of a text know the library: which documents there are, and which are withdrawn."""

from __future__ import annotations

from sopctl.application.authoring.checking import findings_in, read_source
from sopctl.application.library import Actor
from sopctl.application.queries.readers import Reader
from sopctl.application.release import withdrawal
from sopctl.domain.numbers import DocumentNumber
from tests.application.house import PASSWORD, House, text

NUMBER = DocumentNumber("SOP-IT-001")


def codes(house: House) -> dict[str, str]:
    naming = text().replace("SOP-IT-001", "SOP-IT-009") + "\nดู SOP-IT-001 และ SOP-IT-777\n"
    with house.library.reading() as uow:
        found = findings_in(house.library, uow, read_source(house.library, naming), {}, Reader())
    return {one.excerpt: one.code for one in found if one.code.startswith("reference-")}


def test_what_a_text_names_is_known_missing_or_withdrawn(house: House) -> None:
    assert codes(house)[NUMBER.text] == "reference-undefined"
    house.publish()
    found = codes(house)
    assert NUMBER.text not in found
    assert found["SOP-IT-777"] == "reference-undefined"
    withdrawal.ask_withdrawal(house.library, Actor("quality"), NUMBER, reason="เลิกใช้ระบบ", from_day=None)
    view = withdrawal.withdrawal_view(house.library, Actor("director"), NUMBER)
    assert view is not None
    withdrawal.sign_withdrawal(house.library, Actor("director"), NUMBER, password=PASSWORD, shown=view.shown)
    assert codes(house)[NUMBER.text] == "reference-withdrawn"


def test_a_department_without_a_reviewer_is_told_before_anybody_submits(house: House) -> None:
    def steps(department: str) -> list[str]:
        written = text().replace("department: IT", f"department: {department}")
        with house.library.reading() as uow:
            found = findings_in(house.library, uow, read_source(house.library, written), {}, Reader())
        return [one.excerpt for one in found if one.code == "signer-unknown"]

    assert steps("IT") == []
    assert steps("XX") == ["ผู้ทบทวน"]
