"""The findings of today, as every page about them reads them."""

from __future__ import annotations

from typing import cast

from services.network.findings.findings import Findings
from services.network.findings.services import FindingServices
from services.network.reader import context


def parts() -> FindingServices:
    """The wired service, as verbs about findings need it."""
    return cast(FindingServices, context.parts())


def findings() -> Findings:
    """All findings of today, over everything that is known."""
    snapshot = context.unfiltered().snapshot
    found: Findings = context.per_revision("findings", lambda: parts().findings.on(snapshot))
    return found
