"""Certificates, seals, time stamps, and the check of a sealed file."""
