from __future__ import annotations

from sopctl.application.memory import Memory


def test_what_was_not_asked_for_longest_is_forgotten() -> None:
    memory = Memory(2)
    for key in ("a", "b", "a", "c"):
        memory.get(key, lambda key=key: key)  # type: ignore[misc]
    assert [memory.recall(key) for key in ("a", "b", "c")] == ["a", None, "c"]


def test_nothing_of_an_era_that_is_over_is_held() -> None:
    memory = Memory()
    memory.during(1).keep("a", "first")
    assert memory.during(1).recall("a") == "first"
    assert memory.during(2).recall("a") is None
    assert memory.during(1).recall("a") is None
