#!/usr/bin/env bash
# Runs COMMAND in a network of its own:  test/netns.sh COMMAND ARGS...
#
# Browsers hide host addresses behind mDNS names, and mDNS is multicast: on the host it would reach every machine
# of the real network. So as root on Linux COMMAND gets a network namespace with one interface (10.9.0.2, fd09::2)
# whose other end is a second namespace, "the router" (10.9.0.1, fd09::1), which forwards nothing: what is sent to
# any other address is lost without an answer, and names do not resolve. Where that cannot be had, COMMAND runs on
# the host and one line on stderr says so. COMMAND's exit code is passed on.
#
#   ICEGUARD_NETNS=0           run on the host
#   ICEGUARD_INSIDE_NETNS=1    set inside; then this script only runs COMMAND
#
# Everything made here goes away at the end: both namespaces, processes left in them, and the TMPDIR that COMMAND
# is given. What a killed run (SIGKILL) left behind is removed by the next run.
set -euo pipefail

if [ $# -eq 0 ]; then
  echo 'usage: test/netns.sh COMMAND ARGS...' >&2
  exit 2
fi
if [ "${ICEGUARD_INSIDE_NETNS:-}" = 1 ]; then
  exec "$@"
fi

on_host() { # REASON COMMAND ARGS...
  echo "netns.sh: on the host's own network: $1" >&2
  shift
  exec "$@"
}
if [ "${ICEGUARD_NETNS:-}" = 0 ]; then on_host 'ICEGUARD_NETNS=0' "$@"; fi
if [ "$(uname -s)" != Linux ]; then on_host 'not Linux' "$@"; fi
if [ "$(id -u)" != 0 ]; then on_host 'not root' "$@"; fi
if ! command -v ip >/dev/null; then on_host 'ip (iproute2) is missing' "$@"; fi

inner="iceguard-$$"
router="iceguard-$$-router"
tmp=''

# command_line PID: prints it; nothing when there is no such process.
command_line() {
  { tr '\0' ' ' <"/proc/$1/cmdline"; } 2>/dev/null || true
}

# wait_gone PID...: returns when all have ended, or after 10 s.
wait_gone() {
  local pid
  for pid in "$@"; do timeout 10 tail -s 0.1 --pid="$pid" -f /dev/null || true; done
}

# remove_netns NAME: ends what still runs in the namespace, saying what, then removes it.
remove_netns() {
  local pids pid
  pids="$(ip netns pids "$1" 2>/dev/null || true)"
  for pid in $pids; do
    echo "netns.sh: $1: killing left over process $pid: $(command_line "$pid" | cut -c1-120)" >&2
    kill -KILL "$pid" 2>/dev/null || true
  done
  # shellcheck disable=SC2086 # one word per pid
  wait_gone $pids
  ip netns del "$1" 2>/dev/null || true
  rm -rf "/etc/netns/$1"
}

# The pid in a name tells whose it is; a reused pid is told apart by its command line.
remove_stale() {
  local name pid
  for name in $(ip netns list 2>/dev/null | sed -n 's/^\(iceguard-[0-9]*\(-router\)\?\)\( .*\)\?$/\1/p'); do
    pid="${name#iceguard-}"
    pid="${pid%-router}"
    if ! command_line "$pid" | grep -q 'netns\.sh'; then
      remove_netns "$name"
      rm -rf "${TMPDIR:-/tmp}/iceguard-$pid-"??????
    fi
  done
}

cleanup() {
  trap '' INT TERM HUP
  remove_netns "$inner"
  remove_netns "$router"
  rmdir /etc/netns 2>/dev/null || true # ours when it is empty
  if [ -n "$tmp" ]; then rm -rf "$tmp"; fi
}

# The veth pair is made inside, so that no name can clash with one of the host's. nodad and link-local addresses
# set by hand: with duplicate address detection IPv6 would come up only a second or two after COMMAND has started.
make_netns() {
  ip netns add "$inner" &&
    ip netns add "$router" &&
    ip -n "$inner" link set lo up &&
    ip -n "$router" link set lo up &&
    ip -n "$inner" link add eth0 type veth peer name eth0 netns "$router" &&
    make_end "$inner" 2 &&
    make_end "$router" 1 &&
    ip -n "$inner" route add default via 10.9.0.1 &&
    ip -n "$inner" -6 route add default via fd09::1 &&
    { mkdir -p "/etc/netns/$inner" || mkdir -p "/etc/netns/$inner"; } && # a run that ends just now removes /etc/netns
    # Nothing listens there: a look-up is refused at once, where the host's resolver would be asked in vain for 10 s.
    echo 'nameserver 127.0.0.1' >"/etc/netns/$inner/resolv.conf"
}

make_end() { # NAMESPACE LAST-PART-OF-THE-ADDRESS
  ip -n "$1" link set eth0 addrgenmode none up &&
    ip -n "$1" addr add "10.9.0.$2/24" dev eth0 &&
    ip -n "$1" addr add "fd09::$2/64" dev eth0 nodad &&
    ip -n "$1" addr add "fe80::9:$2/64" dev eth0 nodad
}

remove_stale
trap cleanup EXIT
if ! reason="$(make_netns 2>&1)"; then
  cleanup
  trap - EXIT INT TERM HUP
  on_host "no network namespace: ${reason//$'\n'/ }" "$@"
fi
tmp="$(mktemp -d "${TMPDIR:-/tmp}/iceguard-$$-XXXXXX")"

# In the background, because bash would run a trap only after a command in the foreground has ended; for that the
# command must get back stdin, and SIGINT, which bash has background commands ignore.
(
  trap - INT QUIT
  ICEGUARD_INSIDE_NETNS=1 TMPDIR="$tmp" exec ip netns exec "$inner" "$@"
) <&0 &
child=$!

# on_signal NUMBER: asks COMMAND to end, waits a while, then leaves the rest to cleanup.
# shellcheck disable=SC2317 # called by the traps below
on_signal() {
  trap '' INT TERM HUP
  kill -TERM "$child" 2>/dev/null || true
  wait_gone "$child"
  exit $((128 + $1))
}
trap 'on_signal 1' HUP
trap 'on_signal 2' INT
trap 'on_signal 15' TERM

code=0
wait "$child" || code=$?
exit "$code"
