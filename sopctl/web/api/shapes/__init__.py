"""The shapes of what the interface for programs takes and gives; the description is made from them."""
