"""What was approved on paper, one by one or a list at a time."""
