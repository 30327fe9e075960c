"""Review: rounds on their way through the signers."""
