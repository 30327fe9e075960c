"""Upkeep: what is due to be looked at again, and who is reminded."""
