"""The official copy as PDF: tagged, archival and sealed, written in one pass."""

from sopctl.rendering.pdf.renderer import PdfRenderer

__all__ = ["PdfRenderer"]
