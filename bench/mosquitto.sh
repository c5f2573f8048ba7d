#!/usr/bin/env bash
# Makes a mosquitto that asks for what Garita asks for: TLS 1.3, a client certificate under a CA of its own, a policy
# file. Usage: mosquitto.sh DIR. DIR must be new; DIR/broker.json is for compare.py.
set -euo pipefail

mkdir -p "$(dirname "$1")"
mkdir "$1"
cd "$1"

new_key() {
    openssl ecparam -name prime256v1 -genkey -noout -out "$1"
}

# certify NAME SUBJECT PURPOSE
certify() {
    new_key "$1.key"
    openssl req -new -key "$1.key" -subj "/CN=$2" -out "$1.csr"
    printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=%s\n' "$3" >"$1.ext"
    openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 30 -sha256 -extfile "$1.ext" \
        -out "$1.crt" 2>/dev/null
    rm "$1.csr" "$1.ext"
}

new_key ca.key
openssl req -x509 -new -key ca.key -sha256 -days 30 -subj "/CN=bench-ca" -out ca.crt
certify server localhost serverAuth
certify client service:bench clientAuth
printf 'user service:bench\ntopic readwrite lg/#\ntopic read idle/#\n' >acl

# Started as root, mosquitto becomes a user who must be able to read these.
chmod 755 .
chmod 644 ./*.key

cat >mosquitto.conf <<'CONF'
listener 31883 127.0.0.1
cafile ca.crt
certfile server.crt
keyfile server.key
tls_version tlsv1.3
require_certificate true
use_identity_as_username true
allow_anonymous false
acl_file acl
max_queued_messages 100000
max_inflight_messages 100
max_connections -1
CONF

cat >broker.json <<'JSON'
{
  "label": "mosquitto",
  "start": ["mosquitto", "-c", "mosquitto.conf"],
  "version": ["mosquitto", "-h"],
  "port": 31883,
  "ca": "ca.crt",
  "cert": "client.crt",
  "key": "client.key"
}
JSON
