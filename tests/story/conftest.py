from __future__ import annotations

from tests.support.demo import demo_library, library_home, library_to_read

__all__ = ["demo_library", "library_home", "library_to_read"]
