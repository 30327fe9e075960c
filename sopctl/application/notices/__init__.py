"""Notices: who is told what, inside the program, by mail and by LINE."""
