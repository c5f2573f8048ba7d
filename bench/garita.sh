#!/usr/bin/env bash
# Makes a Garita installation with the identity service:bench and a policy for the load generator.
# Usage: garita.sh DIR. DIR must be new; DIR/broker.json is for compare.py.
set -euo pipefail

garita=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")/garita
mkdir -p "$(dirname "$1")"
mkdir "$1"
cd "$1"

head -c 18 /dev/urandom | base64 >passphrase
"$garita" --data data init --name localhost --passphrase-file passphrase >/dev/null

# A service is added by a running server. Its policy is the default one and what the load generator needs.
"$garita" --data data serve --mqtt-port 0 --quic-port 0 --https-port 0 --no-bootstrap --api-port 0 >setup.log 2>&1 &
server=$!
trap 'kill "$server"' EXIT
for _ in $(seq 100); do
    grep -q '^people' setup.log && break
    sleep 0.2
done
"$garita" --data data service add bench --out bench --passphrase-file passphrase >/dev/null
"$garita" --data data policy show >data/policy.new
cat >>data/policy.new <<'POLICY'

for service:bench
  publish    lg/#
  subscribe  lg/#
  subscribe  idle/#
POLICY
mv data/policy.new data/policy
kill "$server"
wait "$server" || true
trap - EXIT

# One address and one identity stand for a fleet here; every other limit and every check is as it always is.
cat >broker.json <<JSON
{
  "label": "Garita",
  "start": ["$garita", "--data", "data", "serve", "--mqtt-port", "31884", "--no-quic", "--no-https",
            "--no-bootstrap", "--api-port", "0",
    "--limit", "connections=12000", "--limit", "connections-per-source=12000",
    "--limit", "accepts-per-second=10000", "--limit", "accepts-per-second-per-source=10000",
    "--limit", "connections-per-service=12000", "--limit", "sessions-per-service=12000"],
  "version": ["$garita", "--version"],
  "port": 31884,
  "ca": "bench/server-root.pem",
  "cert": "bench/service.crt",
  "key": "bench/service.key"
}
JSON
