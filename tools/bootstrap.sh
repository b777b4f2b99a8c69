#!/usr/bin/env bash
# Makes .venv from the locked, hashed requirements and installs the project into it.
#   tools/bootstrap.sh run    what the product needs
#   tools/bootstrap.sh dev    that, and what the tests need
# Does nothing, in well under a second, when the locks and pyproject.toml are what they were.
set -euo pipefail
cd "$(dirname "$0")/.."

kind=${1:-run}
lock=requirements/$kind.txt
python=${PYTHON:-python3}

stop() {
    printf '\n%s\n' "$@" >&2
    exit 1
}

command -v "$python" >/dev/null || stop "Groundswell needs Python 3.11 or newer, and there is no '$python' here." \
    "On Debian or Ubuntu type:   sudo apt-get install python3 python3-venv"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    stop "Groundswell needs Python 3.11 or newer; '$python' is $("$python" -V)." \
        "If a newer one is installed, name it:   make PYTHON=python3.12 demo"

make_environment() {
    "$python" -c 'import ensurepip, venv' 2>/dev/null || install_venv
    # An environment whose interpreter has gone, or that stopped half way, is made anew.
    "$python" -m venv --clear .venv
}

install_venv() {
    # Debian keeps this part of Python in a package of its own, one for each version.
    local package
    package="python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
    local line="apt-get install --yes --no-install-recommends $package"
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Python's venv module is missing; installing $package."
        export DEBIAN_FRONTEND=noninteractive
        { apt-get update -qq && $line >/dev/null; } || stop "$package could not be installed. Type:   $line"
    else
        stop "Python's venv module is missing. Type this line, then run make again:" "  sudo $line"
    fi
}

# Without these libraries everything works but PDF files; so their absence stops nothing.
install_paper_libraries() {
    local packages line
    packages=$(.venv/bin/python -c 'from groundswell.kernel.documents import missing; print(*missing())')
    if [ -z "$packages" ]; then return; fi
    line="apt-get install --yes --no-install-recommends $packages"
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing what PDF files are laid out with: $packages."
        export DEBIAN_FRONTEND=noninteractive
        if apt-get update -qq && $line >/dev/null; then return; fi
    fi
    printf '%s\n' "PDF files can't be made on this machine yet. Whenever you want them, type this line:" "  sudo $line"
}

# A stamp holds the hash of everything that the environment was made from.
hash_of() { cat "$1" pyproject.toml | sha256sum | cut -d' ' -f1; }
stamped() { [ -f ".venv/.stamp-$1" ] && [ "$(cat ".venv/.stamp-$1")" = "$2" ]; }

wanted=$(hash_of "$lock")
if .venv/bin/python -c '' 2>/dev/null && stamped "$kind" "$wanted"; then exit 0; fi
.venv/bin/python -m pip --version >/dev/null 2>&1 || make_environment

rm -f .venv/.stamp-run .venv/.stamp-dev
echo "Installing the locked dependencies ($lock)."
pip=(.venv/bin/python -m pip --disable-pip-version-check --quiet install)
"${pip[@]}" --require-hashes --requirement "$lock" ||
    stop "The dependencies in $lock could not be installed; pip says why above." \
        "Without a connection, or behind a mirror, set PIP_INDEX_URL or PIP_FIND_LINKS and run make again."
# setuptools comes from the lock, hence no isolation: nothing is fetched here.
"${pip[@]}" --no-deps --no-build-isolation --editable .
install_paper_libraries

# dev.txt holds everything that run.txt holds, at the same versions.
hash_of requirements/run.txt >.venv/.stamp-run
if [ "$kind" = dev ]; then hash_of requirements/dev.txt >.venv/.stamp-dev; fi
