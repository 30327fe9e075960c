"""The git repository: submitted sources, release tags, the released set, the ledger's anchor, a mirror."""

from sopctl.storage.git.mirror import GitMirror
from sopctl.storage.git.plumbing import GitFailedError
from sopctl.storage.git.sources import GitSources

__all__ = ["GitFailedError", "GitMirror", "GitSources"]
