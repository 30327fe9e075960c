"""The database: one transaction over documents, versions, people, the ledger and the search index."""
