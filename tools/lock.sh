#!/usr/bin/env bash
# Renews the locks: exact versions with hashes and without any address, so that they install through every mirror.
# A tool for developers. Needs Node; fetches the resolver into a folder of its own that it removes again.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet "uv==0.13.9"

# One lock serves every platform and every Python from 3.11 on (--universal).
compile() {
    "$work/venv/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-header --no-annotate "$@"
}

upgrade=()
if [ "${UPGRADE:-}" = "1" ]; then upgrade=(--upgrade); fi

# `make demo` shows what the solver does; the tests use every extra.
compile "${upgrade[@]}" pyproject.toml --extra planning --group build -o requirements/run.txt
compile "${upgrade[@]}" pyproject.toml --extra planning --extra themes --group build --group dev -c requirements/run.txt \
    -o requirements/dev.txt
compile "${upgrade[@]}" --group node -o requirements/node.txt

# --package-lock-only: nothing is installed here; .npmrc keeps the addresses out.
if [ "${UPGRADE:-}" = "1" ]; then rm -f package-lock.json; fi
npm install --package-lock-only --silent

if grep -nE '"resolved"|--index-url|--find-links|https?://[^ "]*\.(whl|tgz|tar\.gz)' requirements/*.txt package-lock.json; then
    echo "lock: an address got into a lock (see above); a lock holds versions and hashes only." >&2
    exit 1
fi
echo "Renewed: requirements/run.txt, requirements/dev.txt, requirements/node.txt, package-lock.json"
