"""Thai text: repairs that are reported, findings, folding for comparison, dictionary order.

The public names of four rooms: `repairs`, `scripts`, `folding` and `order`.
"""

from sopctl.thai.folding import fold, fold_with_offsets, unfold_span
from sopctl.thai.order import sort_key
from sopctl.thai.repairs import Repair, RepairCode, Repaired, repair
from sopctl.thai.scripts import Finding, FindingCode, inspect

__all__ = [
    "Finding",
    "FindingCode",
    "Repair",
    "RepairCode",
    "Repaired",
    "fold",
    "fold_with_offsets",
    "inspect",
    "repair",
    "sort_key",
    "unfold_span",
]
