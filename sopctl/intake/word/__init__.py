"""Word documents: WordprocessingML read into the block tree."""
