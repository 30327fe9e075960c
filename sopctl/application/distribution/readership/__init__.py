"""Read and understood: who must read what, who has, how it is declared, and who is told."""

from sopctl.application.distribution.readership.acknowledging import (
    AlreadyAcknowledgedError,
    AnswersWrongError,
    MyReading,
    ReadingChangedError,
    acknowledge,
    declare,
    my_readings,
    reading_of,
)
from sopctl.application.distribution.readership.completion import (
    Completion,
    Reader,
    RegisterReaders,
    Share,
    completion,
    readers_on,
    register_readers,
)
from sopctl.application.distribution.readership.duties import Duties, Owed
from sopctl.application.distribution.readership.lists import (
    ListView,
    NotAnAmendmentError,
    QuestionsNeededError,
    reading_list,
    set_reading_list,
    waive,
)
from sopctl.application.distribution.readership.paper import (
    SheetDayError,
    SheetScanError,
    enter_sheet,
    sign_sheet,
)
from sopctl.application.distribution.readership.pins import (
    PinLockedError,
    PinsDifferError,
    PinWeakError,
    WrongPinError,
    close_ticket,
    has_pin,
    holder,
    open_ticket,
    set_pin,
)
from sopctl.application.distribution.readership.reminding import remind_readers

__all__ = [
    "AlreadyAcknowledgedError",
    "AnswersWrongError",
    "Completion",
    "Duties",
    "ListView",
    "MyReading",
    "NotAnAmendmentError",
    "Owed",
    "PinLockedError",
    "PinWeakError",
    "PinsDifferError",
    "QuestionsNeededError",
    "Reader",
    "ReadingChangedError",
    "RegisterReaders",
    "Share",
    "SheetDayError",
    "SheetScanError",
    "WrongPinError",
    "acknowledge",
    "close_ticket",
    "completion",
    "declare",
    "enter_sheet",
    "has_pin",
    "holder",
    "my_readings",
    "open_ticket",
    "readers_on",
    "reading_list",
    "reading_of",
    "register_readers",
    "remind_readers",
    "set_pin",
    "set_reading_list",
    "sign_sheet",
    "waive",
]
