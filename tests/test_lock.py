from __future__ import annotations

from tests.support.lock_is_clean import asked_for, missing, problems, strangers

HASH = " \\\n    --hash=sha256:" + "0" * 64 + "\n"
PINNED = f"flask==3.1.0{HASH}psycopg[binary]==3.2.1{HASH}"


def test_what_is_asked_for_and_not_pinned_is_named() -> None:
    assert missing(["Flask", "psycopg[binary]>=3"], PINNED) == []
    assert missing(["flask", "requests"], PINNED) == ["not pinned: requests"]


def test_a_server_is_given_what_the_database_of_its_choice_needs() -> None:
    project = {
        "project": {"dependencies": ["flask"], "optional-dependencies": {"postgresql": ["psycopg"]}},
        "dependency-groups": {"dev": ["pytest"], "docs": ["mkdocs"]},
    }
    assert asked_for(project) == (["flask", "pytest", "mkdocs"], ["flask", "psycopg"])


def test_another_version_an_address_and_a_loose_pin_are_named() -> None:
    assert problems(PINNED) == []
    assert strangers(PINNED, PINNED) == []
    assert strangers(PINNED, PINNED.replace("3.1.0", "3.1.1")) == ["not as in the lock: flask==3.1.0"]
    assert problems(f"--index-url https://registry.example\n{PINNED}")[0] == "it names an address"
    assert problems("flask==3.1.0") == ["not pinned with a hash: flask==3.1.0"]
