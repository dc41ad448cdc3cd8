#!/bin/sh
# Installs the Debian packages of the groups named (run, test) that are missing: as root at
# once; otherwise it names the command and fails.
set -eu
list="$(dirname "$0")/debian-packages.txt"
missing=""
command -v dpkg-query >/dev/null || { echo "Not Debian: install what $list names by hand." >&2; exit 0; }
for group in "$@"; do
    for package in $(awk -v group="$group" '!/^#/ && $2 == group { print $1 }' "$list"); do
        case "$(dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null || true)" in
        *" installed") ;;
        *) missing="$missing $package" ;;
        esac
    done
done
[ -n "$missing" ] || exit 0
# coturn's package would start a TURN server on every address, and tests start their own: what is
# masked systemd leaves alone.
mask=""
units=/etc/systemd/system
case "$missing" in *" coturn"*)
    if [ -d "$units" ] && [ ! -L "$units/coturn.service" ] && [ ! -e "$units/coturn.service" ]; then
        mask="ln -s /dev/null $units/coturn.service"
    fi ;;
esac
if [ "$(id -u)" -ne 0 ]; then
    echo "Missing Debian packages. Please run:" >&2
    [ -z "$mask" ] || echo "  sudo $mask" >&2
    echo "  sudo apt-get install --no-install-recommends$missing" >&2
    exit 1
fi
echo "Installing Debian packages:$missing"
[ -z "$mask" ] || $mask
apt-get update -qq
# shellcheck disable=SC2086 # a list of words
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
