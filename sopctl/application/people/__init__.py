"""People: who works here, how they prove it, and with what authority."""
