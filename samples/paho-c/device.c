/* One device with Paho's C client: publish a value, answer one command (MQTT 3.1.1).
 * usage: device DIR     build: make */
#include <MQTTClient.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static MQTTClient client;

static void must(int code, const char *what) {
  if (code == MQTTCLIENT_SUCCESS) return;
  fprintf(stderr, "%s: %s (%d)\n", what, MQTTClient_strerror(code), code);
  exit(1);
}

static char *member(const char *json, const char *name, char *value, size_t room) {
  const char *at = strstr(json, name);
  at = at ? strchr(at, ':') : NULL;
  must(at ? MQTTCLIENT_SUCCESS : MQTTCLIENT_FAILURE, "device.json: a member is missing");
  at += strspn(at, ": \"");
  snprintf(value, room, "%.*s", (int)strcspn(at, "\",}\n "), at);
  return value;
}

static void publish(const char *topic, const char *payload) {
  MQTTClient_deliveryToken token;
  must(MQTTClient_publish(client, topic, (int)strlen(payload), payload, 1, 0, &token), "publish");
  must(MQTTClient_waitForCompletion(client, token, 10000), "publish");
}

int main(int count, char **arguments) {
  char json[1024] = "", id[65], host[256], port[6], topic[256];
  must(count == 2 ? chdir(arguments[1]) : -1, "usage: device DIR");
  FILE *file = fopen("device.json", "r");
  must(file && fread(json, 1, sizeof json - 1, file) ? 0 : -1, "device.json");
  fclose(file);
  member(json, "\"id\"", id, sizeof id);

  MQTTClient_SSLOptions tls = MQTTClient_SSLOptions_initializer;
  tls.trustStore = "server-root.pem", tls.keyStore = "device.crt", tls.privateKey = "device.key";
  tls.verify = 1; /* the broker's name too, which this library does not check unless asked */
  MQTTClient_connectOptions options = MQTTClient_connectOptions_initializer;
  options.MQTTVersion = MQTTVERSION_3_1_1, options.ssl = &tls;
  snprintf(topic, sizeof topic, "ssl://%s:%s", member(json, "\"host\"", host, sizeof host),
           member(json, "\"port\"", port, sizeof port));
  must(MQTTClient_create(&client, topic, id, MQTTCLIENT_PERSISTENCE_NONE, NULL), "create");
  must(MQTTClient_connect(client, &options), "refused");

  snprintf(topic, sizeof topic, "private/%s/command/#", id);
  must(MQTTClient_subscribe(client, topic, 1), "subscribe");
  snprintf(topic, sizeof topic, "private/%s/telemetry/temperature", id);
  publish(topic, "{\"value\": 21.5, \"unit\": \"Cel\"}");
  printf("published as %s\n", id), fflush(stdout);

  char *command = NULL;
  int length;
  MQTTClient_message *message = NULL;
  while (!message) must(MQTTClient_receive(client, &command, &length, &message, 1000), "receive");
  snprintf(topic, sizeof topic, "private/%s/reply/%s", id, strrchr(command, '/') + 1); /* ends in the correlation */
  publish(topic, "{\"ok\": true, \"result\": \"done\"}");
  printf("answered %s\n", command);

  MQTTClient_freeMessage(&message);
  MQTTClient_free(command);
  MQTTClient_disconnect(client, 1000);
  MQTTClient_destroy(&client);
  return 0;
}
