"""Leavers: what waits for them, and who takes it over."""
