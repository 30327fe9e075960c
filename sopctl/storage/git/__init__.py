"""The git repository: submitted sources, release tags, the released set, the ledger's anchor."""

from sopctl.storage.git.plumbing import GitFailedError
from sopctl.storage.git.sources import GitSources

__all__ = ["GitFailedError", "GitSources"]
