# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The `participation` command. Errors are one line on standard error; 2 is bad input, 1 a check that failed."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence

from sqlalchemy.exc import OperationalError, ProgrammingError

from participation.cli import (
    account,
    care,
    check,
    codes,
    demo,
    draft,
    export,
    imports,
    openapi,
    serve,
    triage,
)
from participation.cli.base import BadInput, CheckFailed, Installation
from participation.cli.logs import configure_logging
from participation.config import SettingsError

BAD_INPUT = 2
FAILED = 1
FAMILIES = (care, check, demo, serve, draft, imports, export, openapi, account, codes, triage)


def parser() -> argparse.ArgumentParser:
    """Return the command's description of itself."""
    top = argparse.ArgumentParser(
        prog="participation", description="Run and feed a participation platform."
    )
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    for family in FAMILIES:
        family.add(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit status."""
    chosen = parser().parse_args(arguments)
    configure_logging()
    here = Installation()
    try:
        chosen.run(here, chosen)
    except SettingsError as error:
        return _fail(error.faults, BAD_INPUT)
    except BadInput as error:
        return _fail(error.lines, BAD_INPUT)
    except CheckFailed as error:
        return _fail(error.lines, FAILED)
    except (OperationalError, ProgrammingError) as error:
        logging.getLogger(__name__).debug("database error", exc_info=True)
        return _fail(
            [f"the database cannot be used: {error.orig} (has it been migrated?)"], BAD_INPUT
        )
    except BrokenPipeError:
        return FAILED
    finally:
        here.close()
    return 0


def _fail(lines: Sequence[str], status: int) -> int:
    for line in lines:
        print("participation: " + " ".join(line.split()), file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
