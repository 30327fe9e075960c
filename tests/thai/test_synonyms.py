from __future__ import annotations

import pytest

from sopctl.resources import asset
from sopctl.thai.synonyms import Group, Synonyms, read_groups
from sopctl.thai.text import fold


def asked(synonyms: Synonyms, question: str) -> list[str]:
    asking = synonyms.asking(question)
    return asking.questions(asking.others) if asking else []


def test_a_file_has_one_group_a_line_and_tells_the_line_that_is_none() -> None:
    read = read_groups("# หมายเหตุ\nCPR = ปั๊มหัวใจ  # ช่วยชีวิต\n\nไวรัส > มัลแวร์ = malware\n")
    assert read == [Group(("CPR", "ปั๊มหัวใจ")), Group(("ไวรัส",), ("มัลแวร์", "malware"))]
    for wrong in ("คำเดียว", "ก = ก", "IT = it", "ก =", "ก > ข > ค"):
        with pytest.raises(ValueError, match=wrong):
            read_groups(f"ก = ข\n{wrong}\n")


def test_words_of_a_group_ask_for_each_other_and_those_before_an_arrow_for_those_behind_it() -> None:
    synonyms = Synonyms({}).extended(read_groups("ไฟไหม้ = อัคคีภัย\nไวรัส > มัลแวร์"))
    assert asked(synonyms, "ไฟไหม้ทำอย่างไร") == ["อัคคีภัยทำอย่างไร"]
    assert asked(synonyms, "แผน อัคคีภัย") == ["แผน ไฟไหม้"]
    assert asked(synonyms, "ไวรัส") == ["มัลแวร์"]
    assert asked(synonyms, "มัลแวร์") == []
    longer = Synonyms({}).extended(read_groups("ยินยอม = ความยินยอม = consent"))
    assert asked(longer, "ยินยอม") == ["consent"]  # the longer one holds it, and is found anyway
    assert asked(longer, "ความยินยอม") == ["ยินยอม", "consent"]
    assert asked(longer, "ความยินยอมของใคร") == ["consentของใคร"]
    assert asked(synonyms, "อื่น ๆ") == asked(synonyms, "") == []


def test_two_words_are_exchanged_one_by_one_and_then_both() -> None:
    synonyms = Synonyms({}).extended(read_groups("ไฟไหม้ = อัคคีภัย\nคอม = computer"))
    questions = asked(synonyms, "คอมไฟไหม้")
    assert questions == ["computerไฟไหม้", "คอมอัคคีภัย", "computerอัคคีภัย"]
    asking = synonyms.asking("คอมไฟไหม้")
    assert asking is not None
    assert asking.questions({"อัคคีภัย"}) == ["คอมอัคคีภัย"]


def test_only_whole_words_are_exchanged() -> None:
    synonyms = Synonyms({}).extended(
        read_groups("HN = เลขประจำตัวผู้ป่วย\nOR = ห้องผ่าตัด\nมือ = hand\nSOP = ระเบียบ")
    )
    assert asked(synonyms, "HN ผู้ป่วย") == ["เลขประจำตัวผู้ป่วย ผู้ป่วย"]
    for other in ("john", "cats or dogs", "มือถือ", "SOP-IT-001", "ฝีมือ"):
        assert asked(synonyms, other) == [], other
    assert asked(synonyms, "or") == ["ห้องผ่าตัด"]


def test_the_packaged_groups_are_words_and_a_hospital_adds_to_them() -> None:
    groups = read_groups(asset("words", "synonyms.txt").read_text("utf-8"))
    assert len(groups) >= 100
    for words, beside in groups:
        every = [fold(word) for word in (*words, *beside)]
        assert len(set(every)) == len(every), words
    own = Synonyms.packaged().extended([Group(("โค้ดชมพู", "เด็กหาย"))])
    assert asked(own, "โค้ดชมพู") == ["เด็กหาย"]
    assert "มัลแวร์เรียกค่าไถ่" in asked(own, "โดน ransomware ทำยังไง")[2]
    assert asked(Synonyms.packaged(), "โค้ดชมพู") == []
