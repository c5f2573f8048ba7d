// One device with mqtt.js: publish a value, answer one command. usage: node device.js DIR [WSS-PORT]
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const mqtt = require("mqtt");

const read = (name) => readFileSync(join(process.argv[2], name));
const { id, host, port } = JSON.parse(read("device.json"));
const wss = process.argv[3];

const client = mqtt.connect(wss ? `wss://${host}:${wss}/mqtt` : `mqtts://${host}:${port}`, {
  clientId: id,
  protocolVersion: 5,
  ca: read("server-root.pem"),
  cert: read("device.crt"),
  key: read("device.key"),
  minVersion: "TLSv1.3",
});

client.on("error", (error) => {
  console.error("refused:", error.message);
  process.exit(1);
});

client.on("connect", async () => {
  await client.subscribeAsync(`private/${id}/command/#`, { qos: 1 });
  await client.publishAsync(`private/${id}/telemetry/temperature`, '{"value": 21.5, "unit": "Cel"}', { qos: 1 });
  console.log("published as", id);
});

client.on("message", async (topic, payload, { properties }) => {
  await client.publishAsync(properties.responseTopic, '{"ok": true, "result": "done"}', {
    qos: 1,
    properties: { correlationData: properties.correlationData },
  });
  console.log("answered", topic);
  client.end();
});
