// MQTT 3.1.1 and 5 as far as a load generator needs them.
#include "mqload.h"

#include <stdio.h>
#include <string.h>

long long published, delivered, subscribed;
double *connect_times, *latencies;
long connect_time_count, latency_count, latency_capacity;
int measuring;

// A UTF-8 string (MQTT 5 1.5.4).
static int put_string(unsigned char *into, const char *text) {
    int length = strlen(text);
    into[0] = length >> 8;
    into[1] = length;
    memcpy(into + 2, text, length);
    return length + 2;
}

static void send_packet(Connection *c, int first, const unsigned char *body, int length) {
    unsigned char head[5] = {first};
    int at = 1, rest = length;
    do {
        head[at] = rest % 128;
        rest /= 128;
        head[at++] |= rest ? 128 : 0;
    } while (rest);
    append(&c->out, head, at);
    append(&c->out, body, length);
    flush(c);
}

void send_connect(Connection *c) {
    unsigned char body[512];
    char id[64];
    snprintf(id, sizeof id, "lg-%d", c->id);
    int n = put_string(body, "MQTT");
    body[n++] = version;
    body[n++] = 2; // clean session, clean start
    body[n++] = 0; // no keep-alive
    body[n++] = 0;
    if (version == 5) {
        body[n++] = 0;
    }
    n += put_string(body + n, id);
    c->state = WAIT_CONNACK;
    send_packet(c, 0x10, body, n);
}

static void send_subscribe(Connection *c) {
    unsigned char body[64] = {0, 1};
    int n = 2;
    if (version == 5) {
        body[n++] = 0;
    }
    n += put_string(body + n, "lg/#");
    body[n++] = qos;
    c->state = WAIT_SUBACK;
    send_packet(c, 0x82, body, n);
}

void publish(Connection *c) {
    static unsigned char body[MAX_PAYLOAD + 256];
    char topic[40];
    snprintf(topic, sizeof topic, "lg/d/%d/t", c->id);
    int n = put_string(body, topic);
    if (qos) {
        c->packet_id = c->packet_id % 65000 + 1;
        body[n++] = c->packet_id >> 8;
        body[n++] = c->packet_id;
        c->unacknowledged++;
    }
    if (version == 5) {
        body[n++] = 0;
    }
    double sent = now();
    memcpy(body + n, &sent, sizeof sent);
    published++;
    send_packet(c, 0x30 | (qos << 1), body, n + size);
}

static void on_connack(Connection *c, const unsigned char *body) {
    if (body[1]) {
        fprintf(stderr, "CONNACK refused 0x%02x\n", body[1]);
        drop(c, 1);
        return;
    }
    up++;
    connect_times[connect_time_count++ % MAX_CONNECTIONS] = now() - c->began;
    if (storm) {
        unsigned char disconnect[2] = {0xE0, 0};
        SSL_write(c->tls, disconnect, sizeof disconnect);
        drop(c, 0);
        return;
    }
    c->state = READY;
    if (c->subscribes) {
        send_subscribe(c);
    }
}

static void on_publish(Connection *c, int first, const unsigned char *body) {
    int at = 2 + (body[0] << 8 | body[1]), got_qos = (first >> 1) & 3;
    unsigned char acknowledgement[4] = {0x40, 2};
    if (got_qos) {
        memcpy(acknowledgement + 2, body + at, 2);
        at += 2;
    }
    if (version == 5) {
        int length = 0, shift = 0;
        do {
            length |= (body[at] & 127) << shift;
            shift += 7;
        } while (body[at++] & 128);
        at += length;
    }
    delivered++;
    if (measuring && latency_count < latency_capacity) {
        double sent;
        memcpy(&sent, body + at, sizeof sent);
        latencies[latency_count++] = now() - sent;
    }
    if (got_qos == 1) {
        append(&c->out, acknowledgement, sizeof acknowledgement);
    }
}

static void on_packet(Connection *c, int first, const unsigned char *body, int length) {
    switch (first >> 4) {
    case 2:
        on_connack(c, body);
        break;
    case 3:
        on_publish(c, first, body);
        break;
    case 4:
        c->unacknowledged--;
        break;
    case 9:
        if (body[length - 1] & 0x80) {
            fprintf(stderr, "SUBACK refused 0x%02x\n", body[length - 1]);
            drop(c, 1);
            break;
        }
        c->state = READY;
        subscribed++;
        break;
    case 14:
        fprintf(stderr, "DISCONNECT from the broker 0x%02x\n", length ? body[0] : 0);
        drop(c, 1);
        break;
    }
}

// Handles the whole packets in what came. Returns the bytes used, or -1 once the connection is another or gone.
int on_bytes(Connection *c, const unsigned char *bytes, int length) {
    int used = 0;
    while (length - used >= 2) {
        int body = 0, shift = 0, at = 1, whole = 0;
        while (at < 5 && used + at < length && !whole) {
            body |= (bytes[used + at] & 127) << shift;
            shift += 7;
            whole = !(bytes[used + at++] & 128);
        }
        if (!whole || length - used < at + body) {
            break;
        }
        on_packet(c, bytes[used], bytes + used + at, body);
        if (c->state == DEAD || c->state == CONNECTING) {
            return -1;
        }
        used += at + body;
    }
    return used;
}
