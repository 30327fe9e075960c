"""The doctor: database, git and blobs compared both ways; what can be mended is, what cannot is named."""

from sopctl.application.safekeeping.doctor.examination import examine, orphan_blobs
from sopctl.application.safekeeping.doctor.mending import Mended, repair
from sopctl.application.safekeeping.doctor.problem import Kind, Problem

__all__ = ["Kind", "Mended", "Problem", "examine", "orphan_blobs", "repair"]
