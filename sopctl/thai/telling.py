"""Words that ask, join and soften: every text holds them, and none is found by them.

A document that shares only these with a question does not answer it. When they are
typed as they stand they are asked for like any other word; only matched one by one do they count for nothing.
"""

from __future__ import annotations

from sopctl.thai.words import Words

_THAI = """
ที่ ซึ่ง อัน และ หรือ แต่ กับ แก่ ต่อ ของ ใน บน จาก โดย ด้วย เพื่อ ให้ ได้ เป็น คือ มี ไม่ จะ ต้อง ควร อาจ แล้ว ยัง
อยู่ ไป มา ขึ้น ลง เข้า ออก การ ความ นี้ นั้น นี่ นั่น ทุก บาง หลาย กี่ อะไร ใคร ไหน เมื่อไร เมื่อไหร่ เมื่อใด อย่างไร
ยังไง ทำไม เท่าไร เท่าไหร่ เท่าใด ไหม มั้ย หรือไม่ บ้าง เลย ก็ กัน ดี แน่ แน่นอน คะ ค่ะ ครับ นะ วิธี วิธีการ วิธีทำ ทำ คำ
ถ้า หาก เมื่อ ตาม ถึง แห่ง ว่า จึง เพราะ เรา ฉัน ผม คุณ ท่าน เขา เอา อยาก ต้องการ ช่วย หน่อย มาก น้อย อีก ทั้ง เดียว
เอง ใช่ ได้ไหม ไม่มี มีผล ทำให้ สามารถ โดยที่ ระหว่าง เช่น เรื่อง อย่าง แบบ พบ ที่ไหน ตรงไหน
โดน ไง เหรอ หรอ หรือเปล่า รึเปล่า ล่ะ จ้ะ จ๊ะ
"""
_ENGLISH = """
a an the of to in on at for and or is are be was were how what when where who which why do does did can
may must should i we you my our your it its this that these those with from by as not no any
if there have has get got find me please help
"""
SAY_NOTHING = frozenset((_THAI + _ENGLISH).split())


def tells(folded: str) -> bool:
    """Whether folded text holds a word that a document may be found by."""
    words = Words.default().segment(folded)
    return any(word not in SAY_NOTHING and any(map(str.isalnum, word)) for word in words)
