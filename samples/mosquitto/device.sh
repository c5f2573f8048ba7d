#!/bin/sh
# One device with nothing but mosquitto's clients: publish a value, wait for one command, answer it.
# usage: device.sh DIR     (DIR as made by: garita device add ID --out DIR)
set -eu
cd "$1"
member() { sed -n "s/.*\"$1\": *\"\{0,1\}\([^\",}]*\).*/\1/p" device.json; }
id=$(member id) host=$(member host) port=$(member port)

# One client id, one call after the other: a device has one session. Between the calls it is offline, and whoever sends
# a command then is told so.
set -- -h "$host" -p "$port" -i "$id" --cafile server-root.pem --cert device.crt --key device.key \
  --tls-version tlsv1.3 -V mqttv311 -q 1

mosquitto_pub "$@" -t "private/$id/telemetry/temperature" -m '{"value": 21.5, "unit": "Cel"}'
echo "published as $id"

# The command's topic ends in the correlation, which names the topic of the reply.
command=$(mosquitto_sub "$@" -t "private/$id/command/#" -C 1 -W "${WAIT_SECONDS:-60}" -F '%t %p')
topic=${command%% *}
mosquitto_pub "$@" -t "private/$id/reply/${topic##*/}" -m '{"ok": true, "result": "done"}'
echo "answered $topic"
