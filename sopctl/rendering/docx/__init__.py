"""The official copy as DOCX: real styles, lists, tables and notes that Word and LibreOffice both open."""

from sopctl.rendering.docx.renderer import DocxRenderer

__all__ = ["DocxRenderer"]
