"""What a controlled document is: numbers, versions, the workflow, posts, signatures, the ledger."""
