#!/usr/bin/env python3
"""One device with Paho: publish a value, answer one command. usage: device.py DIR"""
import json, os, ssl, sys
import paho.mqtt.client as mqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

os.chdir(sys.argv[1])
device = json.load(open("device.json"))
id = device["id"]


def on_connect(client, userdata, flags, reason, properties):
    if reason != 0:
        sys.exit(f"refused: {reason}")
    client.subscribe(f"private/{id}/command/#", qos=1)
    client.publish(f"private/{id}/telemetry/temperature", json.dumps({"value": 21.5, "unit": "Cel"}), qos=1)


def on_message(client, userdata, message):
    reply = Properties(PacketTypes.PUBLISH)
    reply.CorrelationData = message.properties.CorrelationData
    client.publish(message.properties.ResponseTopic, json.dumps({"ok": True, "result": "done"}), 1, properties=reply)
    print("answered", message.topic, flush=True)
    client.disconnect()


client = mqtt.Client(client_id=id, protocol=mqtt.MQTTv5)
client.tls_set("server-root.pem", "device.crt", "device.key", tls_version=ssl.PROTOCOL_TLS_CLIENT)
client.on_connect, client.on_message = on_connect, on_message
client.on_publish = lambda *_: print("published as", id, flush=True)
client.connect(device["host"], device["port"])
client.loop_forever()
