"""sopctl keeps a hospital's controlled documents, from the draft to the copy on the ward."""

__version__ = "0.1.0"
