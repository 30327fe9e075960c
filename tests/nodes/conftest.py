from __future__ import annotations

from tests.support.demo import demo_library, library_home

__all__ = ["demo_library", "library_home"]
