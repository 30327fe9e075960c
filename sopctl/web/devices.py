"""A browser in plain words, from what it says of itself; a guess for its owner, never a proof."""

from __future__ import annotations

from sopctl.web.language import say

# The first that matches: browsers name their ancestors too.
_BROWSERS = (
    ("Line/", "LINE"), ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)  # fmt: skip
_MACHINES = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "Chromebook"),
    ("Windows", "Windows"), ("Macintosh", "Mac"), ("Linux", "Linux"),
)  # fmt: skip


def device(agent: str) -> str:
    """“Chrome บน Windows”, or as much of it as is known."""
    browser = next((name for sign, name in _BROWSERS if sign in agent), "")
    machine = next((name for sign, name in _MACHINES if sign in agent), "")
    if browser and machine:
        return say(f"{browser} บน {machine}", f"{browser} on {machine}")
    return browser or machine or say("เครื่องที่ไม่รู้จัก", "An unknown device")
