#!/usr/bin/env bash
# Installs what the end-to-end tests need, and says where the browsers are:  eval "$(test/install.sh)"
#
# As root where there is apt (Debian, Ubuntu), what is missing is installed. Elsewhere nothing is installed; a missing
# program is named, with how to get it, and the exit code is 1. CHROME_BIN and FIREFOX_BIN win over any search.
# stdout gets two lines, CHROME_BIN=... and FIREFOX_BIN=..., quoted for eval; all else goes to stderr.
set -euo pipefail

# find_program VARIABLE NAME-OR-PATH...: prints the first that can be run. A variable that is set is not second-guessed.
find_program() {
  local variable="$1" name
  shift
  if [ -n "${!variable:-}" ]; then
    set -- "${!variable}"
  fi
  for name in "$@"; do
    if command -v "$name" 2>/dev/null; then return 0; fi
  done
  return 1
}

find_chrome() {
  find_program CHROME_BIN chromium chromium-browser google-chrome google-chrome-stable \
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome' \
    /Applications/Chromium.app/Contents/MacOS/Chromium
}

find_firefox() {
  find_program FIREFOX_BIN firefox-esr firefox /Applications/Firefox.app/Contents/MacOS/firefox
}

for variable in CHROME_BIN FIREFOX_BIN; do
  if [ -n "${!variable:-}" ] && ! command -v "${!variable}" >/dev/null; then
    echo "install.sh: $variable=${!variable} is no program" >&2
    exit 1
  fi
done

# missing_packages: Debian's packages for what is not there. ip and nft make the tests' own networks, openssl their
# certificates.
missing_packages() {
  find_chrome >/dev/null || echo chromium
  find_firefox >/dev/null || echo firefox-esr
  command -v ip >/dev/null || echo iproute2
  command -v nft >/dev/null || echo nftables
  command -v openssl >/dev/null || echo openssl
}

apt_install() { # PACKAGE...
  export DEBIAN_FRONTEND=noninteractive
  apt-get update && apt-get install -y --no-install-recommends "$@"
}

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  mapfile -t packages < <(missing_packages)
  if [ ${#packages[@]} -gt 0 ]; then
    echo "install.sh: installing ${packages[*]}" >&2
    log="$(mktemp)"
    trap 'rm -f "$log"' EXIT
    # Once more on failure: mirrors fail now and then.
    if ! apt_install "${packages[@]}" >"$log" 2>&1 && ! apt_install "${packages[@]}" >>"$log" 2>&1; then
      cat "$log" >&2
      echo "install.sh: apt-get could not install ${packages[*]}" >&2
      exit 1
    fi
  fi
fi

missing=0
tell_missing() { # WHAT VARIABLE DEBIAN-PACKAGE HOMEBREW-NAME
  echo "install.sh: $1 is missing: install it (Debian, Ubuntu: sudo apt-get install $3; macOS: brew install $4)${2:+ or set $2}" >&2
  missing=1
}
chrome="$(find_chrome)" || tell_missing 'Chrome or Chromium' CHROME_BIN chromium '--cask google-chrome'
firefox="$(find_firefox)" || tell_missing Firefox FIREFOX_BIN firefox-esr '--cask firefox'
command -v openssl >/dev/null || tell_missing openssl '' openssl openssl
if [ $missing = 1 ]; then exit 1; fi

printf 'CHROME_BIN=%q\nFIREFOX_BIN=%q\n' "$chrome" "$firefox"
