# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""A city's people, businesses, staff and works council draft its digital roadmap together."""

__version__ = "0.1.0"
