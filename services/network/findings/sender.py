"""Whom the letters of the network service come from."""

from __future__ import annotations

from services.network.records.model import Installation
from shared import notices


def sender(installation: Installation | None, public_url: str) -> notices.Sender:
    """The centre as sender; before it is set up, a name and address of the product."""
    known = installation or Installation(id="installation", centre_name="")
    return notices.Sender(
        name=(known.sender_name or known.centre_name or "IKÖ-Netz")[:120],
        address=known.sender_address or "absender@ikoe.example",
        contact=known.contact[:400],
        imprint_url=f"{public_url}/impressum",
        privacy_url=f"{public_url}/datenschutz",
        dataset=known.dataset,
    )
