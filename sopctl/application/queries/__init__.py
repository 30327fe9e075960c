"""What a reader asks: documents, the register, history, comparison, whether a copy is valid."""
