"""Regular expressions compiled on first use: compiling them all takes longer than importing Thai may take."""

import re
from functools import cached_property


class Lazy:
    """A regular expression; ``compiled`` is made on first use and kept."""

    def __init__(self, source: str) -> None:
        self.source = source

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The compiled expression."""
        return re.compile(self.source)
