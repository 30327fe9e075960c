from __future__ import annotations

from sopctl.application import hospital
from sopctl.application.library import Actor
from sopctl.application.queries import finding
from sopctl.application.queries.readers import Reader
from tests.application.house import House, text

ADMIN = Actor("admin")


def found(house: House, query: str) -> list[str]:
    return [str(hit.number) for hit in finding.search(house.library, Reader(), query).hits]


def test_a_hospitals_own_words_add_to_the_programs(house: House) -> None:
    house.publish(text(purpose="ค้นหา เด็กหาย ทุกชั้น เมื่อเกิด อัคคีภัย"))
    assert found(house, "โค้ดชมพู") == []
    hospital.set_own(house.library, ADMIN, "synonyms.txt", "โค้ดชมพู = เด็กหาย\n".encode())
    assert found(house, "โค้ดชมพู") == found(house, "ไฟไหม้") == ["SOP-IT-001"]
    hospital.set_own(house.library, ADMIN, "synonyms.txt", None)
    assert found(house, "โค้ดชมพู") == []


def test_when_nothing_is_found_near_words_are_offered_that_find_something(house: House) -> None:
    house.publish(text(purpose="พบ มัลแวร์เรียกค่าไถ่ เปลี่ยน รหัสผ่าน"))
    for query, near in (("ransomwear", "ransomware"), ("รหัดผ่าน", "รหัสผ่าน")):
        answer = finding.search(house.library, Reader(), query)
        assert (answer.hits, answer.whole, answer.near[0]) == ((), False, near)
        assert found(house, near)
    assert finding.search(house.library, Reader(), "zzzz").near == ()
