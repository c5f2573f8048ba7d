// The command line.
#include "mqload.h"

#include <stdlib.h>
#include <string.h>

const char *host = "127.0.0.1", *name = "localhost", *ca, *cert, *key, *mode = "connect", *label = "";
int port = 8883, count = 1000, qos, size = 128, concurrent = 32, version = 4, resume;
int window = 1000; // fanin, fanout: messages under way in all, each to all its receivers
int inflight = 10; // QoS 1: messages of one publisher without a PUBACK; ten times that for the one of fanout
double duration = 8, warmup = 2, rate = 1000, hold = 3;
int pids[MAX_PIDS], pid_count;

static const struct {
    const char *option;
    const char **text;
    int *whole;
    double *real;
} OPTIONS[] = {
    {"--host", &host, 0, 0},     {"--name", &name, 0, 0},     {"--port", 0, &port, 0},
    {"--ca", &ca, 0, 0},         {"--cert", &cert, 0, 0},     {"--key", &key, 0, 0},
    {"--mode", &mode, 0, 0},     {"--label", &label, 0, 0},   {"-n", 0, &count, 0},
    {"--qos", 0, &qos, 0},       {"--size", 0, &size, 0},     {"--conc", 0, &concurrent, 0},
    {"--ver", 0, &version, 0},   {"--window", 0, &window, 0}, {"--inflight", 0, &inflight, 0},
    {"--resume", 0, &resume, 0}, {"--dur", 0, 0, &duration},  {"--warm", 0, 0, &warmup},
    {"--rate", 0, 0, &rate},     {"--hold", 0, 0, &hold},
};

int read_option(const char *option, const char *value) {
    if (!strcmp(option, "--pid") && pid_count < MAX_PIDS) {
        pids[pid_count++] = atoi(value);
        return 1;
    }
    for (size_t i = 0; i < sizeof OPTIONS / sizeof *OPTIONS; i++) {
        if (strcmp(option, OPTIONS[i].option)) {
            continue;
        }
        if (OPTIONS[i].text) {
            *OPTIONS[i].text = value;
        } else if (OPTIONS[i].whole) {
            *OPTIONS[i].whole = atoi(value);
        } else {
            *OPTIONS[i].real = atof(value);
        }
        return 1;
    }
    return 0;
}
