# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What whoever watches an installation wants to see in the log: that something was refused, never who it was."""

from __future__ import annotations

import logging

log = logging.getLogger("participation.security")


def note(event: str, **details: str | int) -> None:
    """Log a security event. Details are codes and counts: no address, no name, nothing that was typed."""
    log.warning(event, extra={"security": True, **details})
