"""The web door."""

from sopctl.web.app import create_app

__all__ = ["create_app"]
