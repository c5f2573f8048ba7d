// What the parts of mqload share. Every part says what it does at its head.
#ifndef MQLOAD_H
#define MQLOAD_H

#include <openssl/ssl.h>

enum { MAX_PAYLOAD = 1 << 20, MAX_PIDS = 64, MAX_CONNECTIONS = 1 << 20 };

typedef enum { NEW, CONNECTING, HANDSHAKE, WAIT_CONNACK, WAIT_SUBACK, READY, DEAD } State;

typedef struct {
    unsigned char *bytes;
    int length, capacity;
} Buffer;

typedef struct {
    int fd, id, subscribes, wants_write, unacknowledged, packet_id;
    State state;
    SSL *tls;
    Buffer in, out;
    double began;
} Connection;

// options.c: what was asked for.
extern const char *host, *name, *ca, *cert, *key, *mode, *label;
extern int port, count, qos, size, concurrent, version, resume, window, inflight;
extern double duration, warmup, rate, hold;
extern int pids[MAX_PIDS], pid_count;

int read_option(const char *option, const char *value);

// measure.c: clocks and the server's cost.
double now(void);
double server_cpu(void);  // seconds so far
long server_memory(void); // KiB resident
double own_cpu(void);     // seconds so far
int compare_doubles(const void *left, const void *right);
double percentile(const double *values, long n, double p); // values must be sorted

// connection.c: sockets, TLS and the loop over them. The many are connections[0..count-1], the one is the last.
extern Connection *connections;
extern int poller, storm;
extern long long started, up, failed, resumed;
extern char tls_words[64];
extern void (*on_timer)(void);

void *or_die(void *memory);
void append(Buffer *buffer, const void *bytes, int length);
int prepare_tls(void);
void begin(Connection *c);
void drop(Connection *c, int bad);
void flush(Connection *c);
void watch_timer(int timer);
void turn(int timeout_ms);
void turn_until(double end);

// mqtt.c: packets.
extern long long published, delivered, subscribed;
extern double *connect_times, *latencies;
extern long connect_time_count, latency_count, latency_capacity;
extern int measuring;

void send_connect(Connection *c);
void publish(Connection *c);
int on_bytes(Connection *c, const unsigned char *bytes, int length);

// workloads.c
int run(void);

#endif
