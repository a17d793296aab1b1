#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
# Renews every lock. The Python lists hold names, versions and checksums and no address of an index, so each
# machine may use its own. The list for serving bounds the one for development: both always run the same versions.
set -euo pipefail
cd "$(dirname "$0")/.."
bundle=/etc/ssl/certs/ca-certificates.crt
if [ -r "$bundle" ]; then
    export SSL_CERT_FILE=${SSL_CERT_FILE:-$bundle} NODE_EXTRA_CA_CERTS=${NODE_EXTRA_CA_CERTS:-$bundle}
fi
compile() {
    .venv/bin/uv pip compile --quiet --upgrade --universal --generate-hashes --no-header --python-version 3.11 "$@"
}
compile --output-file requirements/uv.txt requirements/uv.in > /dev/null
compile --group build --extra analysis --output-file requirements/run.txt pyproject.toml > /dev/null
compile --group build --group dev --extra analysis --constraint requirements/run.txt --output-file requirements/dev.txt pyproject.toml > /dev/null
for list in uv run dev; do
    { printf '# SPDX-FileCopyrightText: 2026 participation contributors\n# SPDX-License-Identifier: EUPL-1.2\n'
      printf '# Made by make lock; do not edit.\n'; cat requirements/"$list".txt; } > requirements/"$list".new
    mv requirements/"$list".new requirements/"$list".txt
done
.venv/bin/python tools/frontend.py lock
