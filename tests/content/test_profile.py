"""Official profiles: what a hospital may set, and how a mistake names its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from sopctl.content.profile import ProfileMalformedError, load_profile

FOLDER = Path(__file__).parents[2] / "templates" / "official"
DEFAULT = (FOLDER / "default.yaml").read_text(encoding="utf-8")


def line_of(start: str) -> int:
    return next(k for k, line in enumerate(DEFAULT.split("\n"), 1) if line.startswith(start))


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_profile_of_the_program_loads_under_its_own_name(path: Path) -> None:
    assert load_profile(path.read_text(encoding="utf-8")).name == path.stem


def test_the_default_profile_follows_the_published_specification() -> None:
    profile = load_profile(DEFAULT)
    assert (profile.page_width, profile.page_height) == (21.0, 29.7)
    assert (profile.margin_top, profile.margin_bottom) == (1.91, 1.91)
    assert (profile.margin_left, profile.margin_right) == (2.54, 2.54)
    assert (profile.header_distance, profile.footer_distance) == (1.25, 1.25)
    assert (profile.body.size, profile.body.leading, profile.body.align) == (11, 20.8, "thai")
    assert (profile.cover_type_size, profile.cover_title_size, profile.cover_owner_size) == (36, 24, 28)
    assert profile.logo_height == 8.17


def test_the_official_letter_profile_has_the_margins_of_official_letters() -> None:
    profile = load_profile((FOLDER / "ratchakan.yaml").read_text(encoding="utf-8"))
    assert (profile.margin_left, profile.margin_right) == (3.0, 2.0)
    assert (profile.docx_font, profile.docx_size) == ("TH Sarabun New", 16)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("digits: thai", "digits: roman", "one of thai, arabic"),
        ("page_width: 21.0", "page_width: wide", "a number such as"),
        ("page_width: 21.0", "page_width: -1", "a number such as"),
        ("page_width: 21.0", "page_width: ๒๑", "a number such as"),
        ("contents_from: 4", "contents_from: 4.5", "a whole number"),
        ("contents_from: 4", "contents_form: 4", "no setting “contents_form”"),
        ("contents_from: 4", "contents_from: 4\ncontents_from: 5", "given twice"),
        ("contents_from: 4", "contents_from: [4]", "holds one value"),
        ('accent: "#2F4A6D"', "accent: blue", "a colour such as"),
        ("title_en: Standard", 'title_en: ""', "“title_en” is text"),
        ("cell: {size: 10, leading: 16.6}", "cell: 10", "holds settings"),
        ("cell: {size: 10, leading: 16.6}", "cell: {size: 10}", "lacks “leading”"),
        ("cell: {size: 10, leading: 16.6}", "cell: {size: 10, leading: 5}", "one to four times"),
        ("cell: {size: 10, leading: 16.6}", "cell: {size: 10, leading: 16.6, bold: 1}", "true or false"),
        ("digits: thai", "digits: [thai", "expected"),
    ],
)
def test_a_mistake_is_named_with_its_line(old: str, new: str, said: str) -> None:
    assert old in DEFAULT
    with pytest.raises(ProfileMalformedError) as caught:
        load_profile(DEFAULT.replace(old, new, 1))
    assert said in str(caught.value)
    first = line_of(old)
    assert first <= int(caught.value.facts["line"]) <= first + 3


@pytest.mark.parametrize("text", ["", "- 1\n", "text", "\x00", "a: !!python/object:x 1"])
def test_what_is_no_profile_is_refused(text: str) -> None:
    with pytest.raises(ProfileMalformedError):
        load_profile(text)


def test_a_missing_setting_is_named() -> None:
    with pytest.raises(ProfileMalformedError, match="lacks “digits”"):
        load_profile(DEFAULT.replace("digits: thai\n", "", 1))


def test_margins_must_leave_room() -> None:
    with pytest.raises(ProfileMalformedError, match="leave less"):
        load_profile(DEFAULT.replace("margin_left: 2.54", "margin_left: 12"))
