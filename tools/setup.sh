#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
# Makes .venv: `tools/setup.sh run` what serving needs, `tools/setup.sh dev` everything.
# Packages come by name and checksum from whatever index this machine is set up with.
set -euo pipefail
cd "$(dirname "$0")/.."
want=${1:?run or dev}
python=${PYTHON:-python3}

# A machine behind an inspecting proxy has its certificates in the system's bundle, which none of the three
# installers reads by itself.
bundle=/etc/ssl/certs/ca-certificates.crt
if [ -r "$bundle" ]; then
    export SSL_CERT_FILE=${SSL_CERT_FILE:-$bundle}
    export PIP_CERT=${PIP_CERT:-$bundle}
    export NODE_EXTRA_CA_CERTS=${NODE_EXTRA_CA_CERTS:-$bundle}
fi
# A service account may have a home that it cannot write.
if [ ! -w "${HOME:-/nonexistent}" ]; then
    export UV_CACHE_DIR=$PWD/.cache/uv PIP_CACHE_DIR=$PWD/.cache/pip npm_config_cache=$PWD/.cache/npm
fi
export PIP_DISABLE_PIP_VERSION_CHECK=1 UV_NO_PROGRESS=1 UV_PYTHON_DOWNLOADS=never
unset VIRTUAL_ENV PYTHONPATH PYTHONHOME

if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    rm -rf .venv
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
        echo "setup: Python 3.11 or newer is needed; name one with PYTHON=…" >&2
        exit 1
    }
    "$python" -m venv .venv || {
        echo "setup: $python cannot make a virtual environment (on Debian: the package python3-venv)" >&2
        exit 1
    }
fi
.venv/bin/pip install --quiet --require-hashes --requirement requirements/uv.txt
# uv stays: it is in neither list, so it is installed beside what the list names.
.venv/bin/uv pip sync --quiet --python .venv/bin/python --require-hashes requirements/"$want".txt requirements/uv.txt
.venv/bin/uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable .
.venv/bin/python tools/frontend.py "$want"
touch ".venv/.ready-$want"
[ "$want" = run ] || touch .venv/.ready-run
