"""Safekeeping: examined, backed up, rebuilt, carried on a stick."""
