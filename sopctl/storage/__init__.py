"""Where things are kept: the database, the git repository, the blobs."""
