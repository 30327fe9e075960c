"""Drafts from files that came from elsewhere."""
