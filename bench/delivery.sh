#!/usr/bin/env bash
# Measures what it costs to bring an image to devices with mutual TLS 1.3: from Garita over HTTPS, on request over MQTT
# and from the carousel, and from nginx; and what memory a device of the SDK needs for it.
# Usage: delivery.sh DIR [MIB] [DEVICES]. DIR must be new. Needs nginx-light, openssl and curl.
set -euo pipefail

root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
garita=$root/garita
bench() { dotnet "$root/artifacts/bin/DeliveryBench/release/Garita.DeliveryBench.dll" "$@"; }
dir=$1 mib=${2:-64} devices=${3:-20}
mkdir -p "$(dirname "$dir")"
mkdir "$dir"
cd "$dir"
trap 'jobs -p | xargs -r kill 2>/dev/null || true' EXIT

make_release() {
    head -c "$((mib * 1048576))" /dev/urandom >image.bin
    head -c 18 /dev/urandom | base64 >passphrase
    "$garita" --data data init --name localhost --passphrase-file passphrase
    "$garita" --data data serve --mqtt-port 31883 --no-quic --https-port 31443 --no-bootstrap --api-port 0 \
        --limit connections-per-source=4000 --limit accepts-per-second-per-source=1000 >serve.log 2>&1 &
    for _ in $(seq 100); do
        grep -q '^people' serve.log && break
        sleep 0.2
    done
    for key in root release; do
        "$garita" firmware key new --out "$key.key" --passphrase-file passphrase >"$key.pem"
    done
    "$garita" trust new --root-key root.pem --release-key release.pem --out trust.cbor
    "$garita" trust sign trust.cbor --key root.key --passphrase-file passphrase
    "$garita" --data data trust install trust.cbor
    "$garita" firmware build --image image.bin --version 1.0.0 --sequence 1 --vendor example.com --model bench \
        --out image.suit
    "$garita" firmware sign image.suit --key release.key --passphrase-file passphrase
    "$garita" --data data firmware publish image.suit --image image.bin >published
    release=$(awk '/^release/ {print $2}' published)
    bench add "$PWD" "$devices"
    local ids=()
    for n in $(seq "$devices"); do
        ids+=("BENCH$n")
    done
    "$garita" --data data update offer "$release" "${ids[@]}" --name bench
}

make_nginx() {
    local new_key=(-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes)
    openssl req -x509 "${new_key[@]}" -keyout ca.key -out ca.pem -days 2 -subj /CN=bench
    for name in localhost client; do
        openssl req "${new_key[@]}" -keyout "$name.key" -out "$name.csr" -subj "/CN=$name"
        openssl x509 -req -in "$name.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -out "$name.pem" \
            -extfile <(echo "subjectAltName=DNS:$name")
    done
    cat >nginx.conf <<CONF
daemon off; pid $PWD/nginx.pid; error_log $PWD/nginx.error; worker_processes auto; user root;
events { worker_connections 1024; }
http {
  access_log off; sendfile on;
  server {
    listen 127.0.0.1:31444 ssl; root $PWD;
    ssl_protocols TLSv1.3; ssl_certificate $PWD/localhost.pem; ssl_certificate_key $PWD/localhost.key;
    ssl_client_certificate $PWD/ca.pem; ssl_verify_client on;
  }
}
CONF
    nginx -c "$PWD/nginx.conf" &
    sleep 1
}

# CPU time of a process and its children so far, in hundredths of a second.
cpu_of() {
    local pid sum=0
    for pid in "$1" $(pgrep -P "$1"); do
        sum=$((sum + $(awk '{print $14 + $15}' "/proc/$pid/stat")))
    done
    echo "$sum"
}

# From eight addresses, since of one the listener lets 128 handshakes run at once.
fetch() { # server, device
    local get=(curl -sSf --interface "127.0.0.$(($2 % 8 + 2))" --http1.1 --tlsv1.3 -o /dev/null)
    case $1 in
        garita)
            "${get[@]}" --cacert "device$2/server-root.pem" --cert "device$2/device.crt" \
                --key "device$2/device.key" "https://localhost:31443/images/$digest"
            ;;
        nginx)
            "${get[@]}" --cacert ca.pem --cert client.pem --key client.key \
                https://localhost:31444/image.bin
            ;;
    esac
}

measure() { # server, pid, devices at once
    local before after begun ended pids=()
    before=$(cpu_of "$2")
    begun=$(date +%s%N)
    for n in $(seq "$3"); do
        fetch "$1" "$n" &
        pids+=($!)
    done
    wait "${pids[@]}"
    ended=$(date +%s%N)
    after=$(cpu_of "$2")
    awk -v s="$1" -v d="$3" -v m="$mib" -v c="$((after - before))" -v t="$((ended - begun))" 'BEGIN {
        printf "| %s | %d | %.0f | %.2f |\n", s, d, d * m / (t / 1e9), c * 10 / (d * m) }'
}

setup() { dotnet build -c Release "$root/bench/delivery" -v q -nologo && make_release && make_nginx; }
setup >setup.log 2>&1 || { tail -5 setup.log >&2; exit 1; }
digest=$(sha256sum image.bin | cut -d' ' -f1)
server=$(pgrep -n -f 'garita.dll --data data serve')
proxy=$(cat nginx.pid)
echo "| from | devices at once | MiB/s | server ms CPU/MiB |"
echo "| --- | --- | --- | --- |"
for round in 1 2 3; do
    for count in 1 "$devices"; do
        measure garita "$server" "$count"
        measure nginx "$proxy" "$count"
    done
done
for round in 1 2 3; do
    for count in 1 "$devices"; do
        bench fetch "$PWD" "$count" mqtt "$release" "$server"
    done
done
paths=(https mqtt)
# The carousel sends 1 MiB a second, however large the image is.
if [ "$mib" -le 16 ]; then
    for count in 1 "$devices"; do
        bench fetch "$PWD" "$count" carousel "$release" "$server"
    done
    paths+=(carousel)
fi
echo "| device of the SDK | MiB before | MiB at most | stage |"
echo "| --- | --- | --- | --- |"
for path in "${paths[@]}"; do
    bench device "$PWD" "$path" "$release" image.bin
done
awk '/VmHWM/ {printf "peak of Garita: %d MiB\n", $2 / 1024}' "/proc/$server/status"
