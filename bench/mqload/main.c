// mqload: puts load on an MQTT broker over mutual TLS 1.3 and tells what that cost the server.
//
// One thread, epoll, OpenSSL, MQTT 3.1.1 or 5; any broker. It reads the server's CPU time (user and system) and
// resident memory from /proc for every --pid given, because client and server usually share a machine and a rate then
// says little. Prints one line of JSON. All connections show one certificate and call themselves lg-0, lg-1, ...
//
//   connect  N connections, each closed once CONNACK came, --conc at a time; --resume 1 resumes TLS sessions
//   idle     N connections that stay and do nothing
//   fanin    N publishers to one subscriber
//   fanout   one publisher to N subscribers
//   latency  N publishers to one subscriber at --rate messages a second in all
//
// build: gcc -O2 -o mqload *.c -lssl -lcrypto
#include "mqload.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>

int main(int argc, char **argv) {
    for (int i = 1; i < argc; i += 2) {
        if (i + 1 >= argc || !read_option(argv[i], argv[i + 1])) {
            fprintf(stderr, "not an option with a value: %s\n", argv[i]);
            return 2;
        }
    }
    if (!ca || !cert || !key || count < 1 || count > MAX_CONNECTIONS || size < 8 || size > MAX_PAYLOAD) {
        fprintf(stderr, "--ca, --cert and --key are needed; -n is 1 to %d, --size 8 to %d\n", MAX_CONNECTIONS,
                MAX_PAYLOAD);
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    poller = epoll_create1(EPOLL_CLOEXEC);
    connect_times = or_die(calloc(MAX_CONNECTIONS, sizeof *connect_times));
    connections = or_die(calloc(count + 1, sizeof *connections));
    for (int i = 0; i <= count; i++) {
        connections[i].id = i;
    }
    if (!prepare_tls()) {
        return 2;
    }

    return run();
}
