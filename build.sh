#!/usr/bin/env bash
# The one way to build, run and test iceguard. `./build.sh help` lists the commands.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

usage() {
  cat <<'EOF'
usage: ./build.sh [command]

  build   dist/ (the npm package's module, script and types) and build/demo; the default
  demo    build, then serve the demo page on http://localhost:8080 (arguments go to the demo: --addr, --help)
  test    everything: Go, WebAssembly, Node, real Chromium and Firefox; installs what it needs on Debian as root
  bench   side-by-side measurements, printed as ratios: [core|border [SECTION...]], the Go core beside pion, or what
          crosses the border beside what a page would use instead (the default)
  lab     run a command (default: a shell) in the network namespace that the browser tests run in
  check   formatting, vet, staticcheck, types, import rules, size budget
EOF
}

fail() {
  printf 'build.sh: %s\n' "$*" >&2
  exit 1
}

# at_least HAVE WANT: compares dotted versions.
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

# The Go and Node that everything else stands on; the rest is installed by npm, go and, for tests, apt.
need_tools() {
  command -v go >/dev/null || fail "Go is missing: install Go 1.26 or newer from https://go.dev/dl/"
  local go_version node_version
  go_version=$(go env GOVERSION | sed 's/^go//; s/[-+ ].*//')
  at_least "$go_version" 1.26 || fail "Go $go_version is too old: install Go 1.26 or newer from https://go.dev/dl/"
  command -v node >/dev/null || fail "Node is missing: install Node 20.19 or newer from https://nodejs.org/"
  node_version=$(node --version | sed 's/^v//')
  at_least "$node_version" 20.19 || fail "Node $node_version is too old: install Node 20.19 or newer from https://nodejs.org/"
  command -v npm >/dev/null || fail "npm is missing: it comes with Node, from https://nodejs.org/"
}

npm_ci() { npm ci --ignore-scripts --loglevel=error --fetch-retries=5; }

npm_packages() {
  # npm writes its own copy of the lock file when it has finished.
  if [ ! -f node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
    # A registry that cuts a connection is asked again; what came is in npm's cache by then.
    npm_ci || npm_ci
    touch node_modules/.package-lock.json
  fi
}

build() {
  need_tools
  npm_packages
  node scripts/build.mjs
  go build -trimpath -o build/demo ./demo
}

step() { printf '\n== %s\n' "$*"; }

# go_wasm COMMAND...: runs go for js/wasm, programs and tests in Node, with direct jumps as the module has them.
go_wasm() {
  GOOS=js GOARCH=wasm go "$1" -exec="node $PWD/scripts/go-js-wasm-exec.mjs" "${@:2}"
}

# A test that hangs is ended after five minutes; one that fails before it has closed its browser does not keep the run.
node_flags=(--test --test-reporter=spec --test-timeout=900000 --test-force-exit)

node_test() { node "${node_flags[@]}" "$@"; }

# Two cores take one browser at a time.
node_test_in_netns() { test/netns.sh node "${node_flags[@]}" --test-concurrency=1 "$@"; }

run_tests() {
  local browsers
  browsers=$(test/install.sh)
  eval "$browsers"
  export CHROME_BIN FIREFOX_BIN
  build
  step "Go tests"
  go test ./...
  step "Go tests as WebAssembly"
  go_wasm test ./ice/... ./jsbridge/...
  step "Node tests: the built package, native against WebAssembly, the README"
  node_test test/node/*.test.mjs
  step "Browser tests: the packed package in Chromium and Firefox"
  node_test_in_netns test/*.test.mjs test/e2e/*.test.mjs
}

check() {
  build
  step "formatting"
  local unformatted
  unformatted=$(gofmt -l $(git ls-files '*.go'))
  [ -z "$unformatted" ] || fail "not gofmt-ed: $unformatted"
  step "vet and staticcheck"
  go vet ./...
  GOOS=js GOARCH=wasm go vet ./ice/... ./jsbridge/... ./wasm ./bench/baseline ./test/goapp
  GOOS=js GOARCH=wasm go vet -tags faults ./jsbridge ./wasm
  go tool staticcheck ./...
  local staticcheck
  staticcheck=$(go tool -n staticcheck)
  GOOS=js GOARCH=wasm "$staticcheck" ./ice/... ./jsbridge/... ./bench/baseline ./test/goapp
  GOOS=js GOARCH=wasm "$staticcheck" -checks inherit,-U1000 ./wasm # it does not know go:wasmexport and takes every export for unused
  step "types of the package as its users see them"
  node_modules/.bin/tsc -p test/types
  step "import rules"
  node scripts/check-imports.mjs
  step "size budget"
  node scripts/check-size.mjs
}

command=${1:-build}
[ $# -eq 0 ] || shift
case $command in
  build) build ;;
  demo)
    build
    exec build/demo "$@"
    ;;
  test) run_tests ;;
  bench)
    which=${1:-border}
    [ $# -eq 0 ] || shift
    case $which in
      core)
        need_tools
        go run ./bench/core "$@"
        ;;
      border)
        build
        test/netns.sh node bench/border/main.mjs "$@"
        ;;
      *) fail "unknown benchmark: $which (core or border)" ;;
    esac
    ;;
  lab)
    [ $# -gt 0 ] || set -- bash
    exec test/netns.sh "$@"
    ;;
  check) check ;;
  help | --help | -h) usage ;;
  *)
    usage >&2
    fail "unknown command: $command"
    ;;
esac
