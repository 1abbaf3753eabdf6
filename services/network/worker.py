"""Background work of the network service: notices are carried to their targets."""

from __future__ import annotations

from services.network.adapters.notice_outbox import NoticeOutbox
from services.network.app import Parts, wire
from services.network.config import Settings
from shared import logs
from shared.config import load
from shared.loops import Loop, wait_until_stopped
from shared.relay import Relay

RELAY_SECONDS = 2.0
"""How long a notice waits at most before its first delivery is tried."""


def loops(parts: Parts) -> list[Loop]:
    """The background loops, not started."""
    relay = Relay(NoticeOutbox(parts.store), {"notify": parts.notify}, parts.clock)
    return [
        Loop(
            "network-relay",
            RELAY_SECONDS,
            relay.run_once,
            heartbeat=parts.settings.heartbeat_file,
        )
    ]


def main() -> None:
    """Run the loops as the environment says until SIGTERM."""
    settings = load(Settings)
    logs.configure(settings.log_format)
    parts = wire(settings)
    try:
        wait_until_stopped(loops(parts))
    finally:
        parts.store.close()


if __name__ == "__main__":
    main()
