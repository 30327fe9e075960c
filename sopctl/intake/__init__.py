"""Intake: files from outside, read into drafts. Nothing here is fetched, started or kept."""
