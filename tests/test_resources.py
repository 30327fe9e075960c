from pathlib import Path

import pytest

import sopctl.resources as resources


def test_what_travels_with_the_program_is_found() -> None:
    assert resources.asset("words", "hospital.txt").is_file()
    for folder in (resources.templates_dir(), resources.migrations_dir(), resources.documents_dir()):
        assert folder.is_dir()


def test_a_missing_asset_is_named() -> None:
    with pytest.raises(resources.ResourceMissingError, match="assets/words/none") as missing:
        resources.asset("words", "none.txt")
    assert missing.value.code == "resource-missing"


def test_in_a_wheel_folders_lie_inside_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "sopctl"
    (package / "_share" / "templates").mkdir(parents=True)
    (tmp_path / "templates").mkdir()  # someone else's package
    monkeypatch.setattr(resources, "_package", lambda: package)
    assert resources.templates_dir() == package / "_share" / "templates"
    with pytest.raises(resources.ResourceMissingError, match="install sopctl again"):
        resources.migrations_dir()
