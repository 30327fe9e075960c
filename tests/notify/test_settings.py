from __future__ import annotations

from pathlib import Path

import pytest

from sopctl.config import SettingWrongError, load_settings


def test_settings_of_channels_are_read(tmp_path: Path) -> None:
    environ = {
        "SOPCTL_SMTP_URL": "smtps://u:p@mail.h.go.th?from=sop@h.go.th",
        "SOPCTL_LINE_TOKEN": "token",
        "SOPCTL_LINE_SECRET": "secret",
    }
    settings = load_settings(environ, tmp_path)
    assert settings.smtp is not None
    assert (settings.smtp.host, settings.smtp.sender) == ("mail.h.go.th", "sop@h.go.th")
    assert settings.line_address == "https://api.line.me"
    assert "token" not in repr(settings)
    assert "secret" not in repr(settings.smtp)
    assert load_settings({}, tmp_path).smtp is None


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"SOPCTL_SMTP_URL": "smtp://u:hidden@mail?from=a@b.c"}, "SOPCTL_SMTP_URL"),
        ({"SOPCTL_SMTP_URL": "smtp://[hidden"}, "SOPCTL_SMTP_URL"),
        ({"SOPCTL_LINE_TOKEN": "hidden"}, "SOPCTL_LINE_SECRET"),
        ({"SOPCTL_LINE_TOKEN": "hidden\nx", "SOPCTL_LINE_SECRET": "s"}, "SOPCTL_LINE_TOKEN"),
        ({"SOPCTL_LINE_ADDRESS": "api.line.me"}, "SOPCTL_LINE_ADDRESS"),
    ],
)
def test_a_wrong_one_is_named_and_no_password_is_told(
    tmp_path: Path, environ: dict[str, str], named: str
) -> None:
    with pytest.raises(SettingWrongError, match=named) as wrong:
        load_settings(environ, tmp_path)
    assert "hidden" not in str(wrong.value)
