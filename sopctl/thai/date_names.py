"""Names of months, weekdays and eras, as they are written and as they are misspelt."""

from enum import Enum

MONTHS = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
MONTHS_SHORT = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
)  # fmt: skip
_SPOKEN = (
    "มกรา", "กุมภา", "มีนา", "เมษา", "พฤษภา", "มิถุนา", "กรกฎา", "สิงหา", "กันยา", "ตุลา", "พฤศจิกา", "ธันวา",
)  # fmt: skip
_ENGLISH = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
# Misspellings too short, or too like another month, for a distance to decide.
_MISSPELT = {"กรกฏา": 7, "พฤศภา": 5, "พฤษจิกา": 11, "พฤษจิ": 11, "เมศา": 4, "มิถุนะ": 6, "กันย์ยายน": 9, "กุมพา": 2}

WEEKDAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")
WEEKDAYS_ENGLISH = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_EXACT = {name: n for names in (MONTHS, _SPOKEN, _ENGLISH) for n, name in enumerate(names, 1)}
_EXACT |= {"พฤศจิ": 11, "sept": 9} | {name[:3]: n for n, name in enumerate(_ENGLISH, 1)}
_SHORT = {name.replace(".", ""): n for n, name in enumerate(MONTHS_SHORT, 1)}
_WEEKDAY = {name: n for n, name in enumerate(WEEKDAYS)}
_WEEKDAY |= {"พฤหัส": 3, "พฤหัสฯ": 3}
_WEEKDAY |= {name: n for n, name in enumerate(("จ.", "อ.", "พ.", "พฤ.", "ศ.", "ส.", "อา."))}
_WEEKDAY |= {name.lower(): n for n, name in enumerate(WEEKDAYS_ENGLISH)}
_WEEKDAY |= {name[:3].lower(): n for n, name in enumerate(WEEKDAYS_ENGLISH)} | {
    "tues": 1,
    "thur": 3,
    "thurs": 3,
}


class Era(Enum):
    """An era that is read."""

    BUDDHIST = "พ.ศ."
    COMMON = "ค.ศ."


_ERAS = {
    "พศ": Era.BUDDHIST, "พุทธศักราช": Era.BUDDHIST, "be": Era.BUDDHIST,
    "คศ": Era.COMMON, "คริสต์ศักราช": Era.COMMON, "คริสตศักราช": Era.COMMON, "ce": Era.COMMON, "ad": Era.COMMON,
}  # fmt: skip


def month_of(name: str) -> tuple[int, bool, bool] | None:
    """The month (1–12) that ``name`` means, whether it is misspelt, and whether a space tears it; None
    for no month.

    Abbreviations are read with or without their dots and spaces; they must be right, because they lie one
    letter apart (ม.ค. January, มี.ค. March). A full name may be misspelt as long as it is near one month
    and far from all others.
    """
    bare = name.replace(".", "").replace(" ", "")
    if bare in _SHORT:
        return _SHORT[bare], False, False
    written = name.rstrip(".").lower() if name.isascii() else name
    if "." in written:
        return None
    joined = written.replace(" ", "")
    torn = joined != written
    if joined in _EXACT:
        return _EXACT[joined], False, torn
    month = _MISSPELT.get(joined) or _nearest_month(joined)
    return (month, True, torn) if month else None


def weekday_of(name: str) -> int | None:
    """The weekday, Monday 0, that ``name`` means; None for no weekday."""
    name = name.lower()
    return _WEEKDAY.get(name, _WEEKDAY.get(name.rstrip(".")) if name.isascii() else None)


def era_of(word: str) -> Era | None:
    """The era that ``word`` means; None for one that is not read."""
    return _ERAS.get(word.replace(".", "").replace(" ", "").lower())


def _nearest_month(name: str) -> int | None:
    if not 5 <= len(name) <= 14 or name.isascii():
        return None
    ranked = sorted((_distance(name, month), n) for n, month in enumerate(MONTHS, 1))
    (best, month), (second, _) = ranked[:2]
    return month if best <= 2 and second - best >= 2 else None


def _distance(a: str, b: str) -> int:
    """Edits from ``a`` to ``b``: a letter put in, left out, changed, or two neighbours swapped."""
    older: list[int] = []
    old = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        row = [i]
        for j, right in enumerate(b, 1):
            cost = min(old[j] + 1, row[-1] + 1, old[j - 1] + (left != right))
            if i > 1 and j > 1 and left == b[j - 2] and a[i - 2] == right:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        older, old = old, row
    return old[-1]
