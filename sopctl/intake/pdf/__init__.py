"""PDF files that are a document's body: looked through in a process of their own, within bounds."""
