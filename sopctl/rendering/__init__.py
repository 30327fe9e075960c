"""Official copies and pages from the block tree: PDF, DOCX, HTML."""
