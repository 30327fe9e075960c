"""Authoring: drafts, their checks and files, up to the submission."""
