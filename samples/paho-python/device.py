#!/usr/bin/env python3
"""One device with Paho 1.6: publish a value, answer one command. usage: device.py DIR [--mqtt311] [--wss PORT]"""
import json, os, ssl, sys
import paho.mqtt.client as mqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

os.chdir(sys.argv[1])
device = json.load(open("device.json"))
id = device["id"]
mqtt5 = "--mqtt311" not in sys.argv
wss = int(sys.argv[sys.argv.index("--wss") + 1]) if "--wss" in sys.argv else None


def on_connect(client, userdata, flags, reason, properties=None):
    if reason != 0:
        sys.exit(f"refused: {reason}")
    client.subscribe(f"private/{id}/command/#", qos=1)
    client.publish(f"private/{id}/telemetry/temperature", json.dumps({"value": 21.5, "unit": "Cel"}), qos=1)


def on_message(client, userdata, message):
    # MQTT 5 says where the reply goes; in 3.1.1 the end of the command's topic, the correlation, names it.
    topic, extra = f"private/{id}/reply/{message.topic.split('/')[-1]}", None
    if mqtt5:
        topic, extra = message.properties.ResponseTopic, Properties(PacketTypes.PUBLISH)
        extra.CorrelationData = message.properties.CorrelationData
    client.on_publish = lambda *_: client.disconnect()
    client.publish(topic, json.dumps({"ok": True, "result": "done"}), qos=1, properties=extra)
    print("answered", message.topic, flush=True)


tls = ssl.create_default_context(cafile="server-root.pem")
tls.minimum_version = ssl.TLSVersion.TLSv1_3
tls.load_cert_chain("device.crt", "device.key")
transport, port = ("websockets", wss) if wss else ("tcp", device["port"])
client = mqtt.Client(client_id=id, protocol=mqtt.MQTTv5 if mqtt5 else mqtt.MQTTv311, transport=transport)
client.tls_set_context(tls)
client.on_connect, client.on_message = on_connect, on_message
client.on_publish = lambda *_: print("published as", id, flush=True)
client.connect(device["host"], port)
client.loop_forever()
