"""What stands on a copy, put together from a round and its frozen sources."""
