/* One device on wolfSSL, as a Cortex-M4 would do it: TLS 1.3, TLS_AES_128_GCM_SHA256, secp256r1 and
 * ecdsa_secp256r1_sha256 only, MQTT 3.1.1 by hand. Publishes a value and answers one command.
 * usage: device DIR     build: make */
#include <wolfssl/options.h>
#include <wolfssl/ssl.h>

#include <netdb.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static WOLFSSL *tls;

static void die(const char *what) {
  char reason[WOLFSSL_MAX_ERROR_SZ] = "";
  if (tls) wolfSSL_ERR_error_string(wolfSSL_get_error(tls, 0), reason);
  fprintf(stderr, "%s %s\n", what, reason);
  exit(1);
}

static char *member(const char *json, const char *name, char *value, size_t room) {
  const char *at = strstr(json, name);
  if (!at || !(at = strchr(at, ':'))) die("device.json: a member is missing");
  at += strspn(at, ": \"");
  size_t n = strcspn(at, "\",}\n ");
  if (n >= room) die("device.json: a member is too long");
  memcpy(value, at, n);
  value[n] = 0;
  return value;
}

static void send_all(const uint8_t *bytes, int n) {
  for (int sent = 0; sent < n;) {
    int w = wolfSSL_write(tls, bytes + sent, n - sent);
    if (w <= 0) die("write:");
    sent += w;
  }
}

static void read_all(uint8_t *bytes, int n) {
  for (int got = 0; got < n;) {
    int r = wolfSSL_read(tls, bytes + got, n - got);
    if (r <= 0) die("read:");
    got += r;
  }
}

static int put(uint8_t *at, const char *text) { /* a UTF-8 string: two bytes of length, then the bytes */
  int n = (int)strlen(text);
  at[0] = (uint8_t)(n >> 8), at[1] = (uint8_t)n;
  memcpy(at + 2, text, n);
  return n + 2;
}

static void packet(uint8_t type, const uint8_t *body, int n) { /* bodies here stay under 16384 bytes */
  uint8_t head[3] = {type, (uint8_t)(n & 127), (uint8_t)(n >> 7)};
  if (n > 127) head[1] |= 128;
  send_all(head, n > 127 ? 3 : 2);
  send_all(body, n);
}

static void publish(const char *topic, const char *payload, uint8_t packet_id) { /* QoS 1 */
  uint8_t body[512];
  if (strlen(topic) + strlen(payload) + 4 > sizeof body) die("publish: too long");
  int n = put(body, topic);
  body[n++] = 0, body[n++] = packet_id;
  memcpy(body + n, payload, strlen(payload));
  packet(0x32, body, n + (int)strlen(payload));
}

static int receive(uint8_t *type, uint8_t *body, int room) {
  uint8_t digit;
  int n = 0, shift = 0;
  read_all(type, 1);
  do {
    read_all(&digit, 1);
    n |= (digit & 127) << shift;
    shift += 7;
  } while (digit & 128 && shift < 28);
  if (n > room) die("receive: a packet that is too large");
  read_all(body, n);
  return n;
}

static void connect_tls(const char *host, const char *port) {
  struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found;
  if (getaddrinfo(host, port, &hints, &found)) die("no such host");
  int fd = socket(found->ai_family, SOCK_STREAM, 0);
  if (connect(fd, found->ai_addr, found->ai_addrlen)) die("no connection");
  freeaddrinfo(found);

  int groups[] = {WOLFSSL_ECC_SECP256R1};
  WOLFSSL_CTX *context = wolfSSL_CTX_new(wolfTLSv1_3_client_method());
  wolfSSL_CTX_set_verify(context, WOLFSSL_VERIFY_PEER, NULL); /* as Debian builds it, it would trust anybody */
  if (wolfSSL_CTX_set_cipher_list(context, "TLS13-AES128-GCM-SHA256") != WOLFSSL_SUCCESS
      || wolfSSL_CTX_set_groups(context, groups, 1) != WOLFSSL_SUCCESS
      || wolfSSL_CTX_set1_sigalgs_list(context, "ECDSA+SHA256") != WOLFSSL_SUCCESS
      || wolfSSL_CTX_load_verify_locations(context, "server-root.pem", NULL) != WOLFSSL_SUCCESS
      || wolfSSL_CTX_use_certificate_chain_file(context, "device.crt") != WOLFSSL_SUCCESS
      || wolfSSL_CTX_use_PrivateKey_file(context, "device.key", WOLFSSL_FILETYPE_PEM) != WOLFSSL_SUCCESS)
    die("the device directory is not complete");
  tls = wolfSSL_new(context);
  if (wolfSSL_check_domain_name(tls, host) != WOLFSSL_SUCCESS) die("name check");
  wolfSSL_set_fd(tls, fd);
  if (wolfSSL_connect(tls) != WOLFSSL_SUCCESS) die("refused:");
}

int main(int count, char **arguments) {
  char json[1024] = "", id[65], host[256], port[6], topic[256];
  uint8_t body[4096], type;
  if (count != 2 || chdir(arguments[1])) die("usage: device DIR");
  FILE *file = fopen("device.json", "r");
  if (!file || !fread(json, 1, sizeof json - 1, file)) die("device.json");
  fclose(file);
  connect_tls(member(json, "\"host\"", host, sizeof host), member(json, "\"port\"", port, sizeof port));
  member(json, "\"id\"", id, sizeof id);

  int n = put(body, "MQTT");
  body[n++] = 4, body[n++] = 2, body[n++] = 0, body[n++] = 60; /* 3.1.1, clean session, keep alive 60 s */
  n += put(body + n, id);
  packet(0x10, body, n);
  if (receive(&type, body, sizeof body) != 2 || type != 0x20 || body[1] != 0) die("CONNECT refused");

  body[0] = 0, body[1] = 1;
  snprintf(topic, sizeof topic, "private/%s/command/#", id);
  n = 2 + put(body + 2, topic);
  body[n++] = 1;
  packet(0x82, body, n);
  snprintf(topic, sizeof topic, "private/%s/telemetry/temperature", id);
  publish(topic, "{\"value\": 21.5, \"unit\": \"Cel\"}", 2);

  for (int answered = 0; !answered || (type & 0xF0) != 0x40;) {
    n = receive(&type, body, sizeof body);
    if ((type & 0xF0) == 0x40 && !answered) printf("published as %s\n", id), fflush(stdout), type = 0;
    if ((type & 0xF0) != 0x30) continue;
    int length = body[0] << 8 | body[1];
    if (length + 4 > n || length >= (int)sizeof topic) die("a packet that is cut short");
    if (type & 6) packet(0x40, body + 2 + length, 2); /* PUBACK */
    memcpy(topic, body + 2, length), topic[length] = 0;
    char reply[256];
    snprintf(reply, sizeof reply, "private/%s/reply/%s", id, strrchr(topic, '/') + 1); /* ends in the correlation */
    publish(reply, "{\"ok\": true, \"result\": \"done\"}", 3);
    printf("answered %s\n", topic), fflush(stdout);
    answered = 1, type = 0;
  }
  packet(0xE0, body, 0);
  wolfSSL_shutdown(tls);
  return 0;
}
