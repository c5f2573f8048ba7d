// Connections: sockets that never block, TLS 1.3 with a client certificate, and one loop over all of them.
#define _GNU_SOURCE
#include "mqload.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { READ_BYTES = 65536 };

Connection *connections;
int poller, storm;
long long started, up, failed, resumed;
char tls_words[64];
void (*on_timer)(void);

static SSL_CTX *tls_context;
static SSL_SESSION *session;
static int watched_timer = -1;

void *or_die(void *memory) {
    if (!memory) {
        fprintf(stderr, "out of memory\n");
        exit(5);
    }
    return memory;
}

void append(Buffer *buffer, const void *bytes, int length) {
    if (buffer->length + length > buffer->capacity) {
        buffer->capacity = (buffer->length + length) * 2;
        buffer->bytes = or_die(realloc(buffer->bytes, buffer->capacity));
    }
    memcpy(buffer->bytes + buffer->length, bytes, length);
    buffer->length += length;
}

void take(Buffer *buffer, int length) {
    memmove(buffer->bytes, buffer->bytes + length, buffer->length - length);
    buffer->length -= length;
}

void release(Buffer *buffer) {
    free(buffer->bytes);
    *buffer = (Buffer){0};
}

void watch(Connection *c, int write) {
    if (c->wants_write != write) {
        c->wants_write = write;
        struct epoll_event e = {.events = EPOLLIN | (write ? EPOLLOUT : 0), .data.ptr = c};
        epoll_ctl(poller, EPOLL_CTL_MOD, c->fd, &e);
    }
}

void drop(Connection *c, int bad) {
    if (c->state == DEAD || c->state == NEW) {
        return;
    }
    if (bad && ++failed <= 3) {
        fprintf(stderr, "connection %d failed in state %d: %s ", c->id, c->state, strerror(errno));
        ERR_print_errors_fp(stderr);
        fputc('\n', stderr);
    }
    ERR_clear_error();
    if (c->tls) {
        if (!bad) {
            SSL_shutdown(c->tls);
        }
        SSL_free(c->tls);
        c->tls = NULL;
    }
    close(c->fd);
    c->state = DEAD;
    release(&c->in);
    release(&c->out);
    if (storm && started < count) {
        begin(c);
    }
}

void flush(Connection *c) {
    while (c->out.length) {
        int sent = SSL_write(c->tls, c->out.bytes, c->out.length);
        if (sent <= 0) {
            int error = SSL_get_error(c->tls, sent);
            if (error == SSL_ERROR_WANT_WRITE || error == SSL_ERROR_WANT_READ) {
                watch(c, 1);
            } else {
                drop(c, 1);
            }
            return;
        }
        take(&c->out, sent);
    }
    watch(c, 0);
}

static void on_readable(Connection *c) {
    static unsigned char bytes[READ_BYTES];
    for (;;) {
        int got = SSL_read(c->tls, bytes, sizeof bytes);
        if (got <= 0) {
            int error = SSL_get_error(c->tls, got);
            if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) {
                break;
            }
            drop(c, 1);
            return;
        }
        int was_empty = c->in.length == 0;
        if (!was_empty) {
            append(&c->in, bytes, got);
        }
        int used = was_empty ? on_bytes(c, bytes, got) : on_bytes(c, c->in.bytes, c->in.length);
        if (used < 0) {
            return;
        }
        if (!was_empty) {
            take(&c->in, used);
        } else if (used < got) {
            append(&c->in, bytes + used, got - used);
        }
    }
    if (c->out.length) {
        flush(c);
    }
}

static void shake_hands(Connection *c) {
    int result = SSL_connect(c->tls);
    if (result != 1) {
        int error = SSL_get_error(c->tls, result);
        if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) {
            watch(c, error == SSL_ERROR_WANT_WRITE);
        } else {
            drop(c, 1);
        }
        return;
    }
    if (!tls_words[0]) {
        int group = SSL_get_negotiated_group(c->tls);
        snprintf(tls_words, sizeof tls_words, "%s %s %s", SSL_get_version(c->tls), SSL_get_cipher(c->tls),
                 group > 0 ? OBJ_nid2sn(group) : "?");
    }
    resumed += SSL_session_reused(c->tls);
    watch(c, 0);
    send_connect(c);
}

void begin(Connection *c) {
    started++;
    c->began = now();
    c->unacknowledged = c->packet_id = 0;
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (c->fd < 0) {
        perror("socket");
        exit(5);
    }
    int one = 1;
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    inet_pton(AF_INET, host, &address.sin_addr);
    c->state = CONNECTING;
    c->wants_write = 1;
    int result = connect(c->fd, (void *)&address, sizeof address);
    struct epoll_event e = {.events = EPOLLIN | EPOLLOUT, .data.ptr = c};
    epoll_ctl(poller, EPOLL_CTL_ADD, c->fd, &e);
    if (result < 0 && errno != EINPROGRESS) {
        drop(c, 1);
    }
}

static void on_connected(Connection *c) {
    int error = 0;
    socklen_t length = sizeof error;
    getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &length);
    if (error) {
        errno = error;
        drop(c, 1);
        return;
    }
    c->tls = SSL_new(tls_context);
    SSL_set_fd(c->tls, c->fd);
    SSL_set_tlsext_host_name(c->tls, name);
    SSL_set1_host(c->tls, name);
    if (resume && session) {
        SSL_set_session(c->tls, session);
    }
    c->state = HANDSHAKE;
    shake_hands(c);
}

void watch_timer(int timer) {
    watched_timer = timer;
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(poller, EPOLL_CTL_ADD, timer, &e);
}

void turn(int timeout_ms) {
    struct epoll_event events[512];
    int n = epoll_wait(poller, events, 512, timeout_ms);
    for (int i = 0; i < n; i++) {
        Connection *c = events[i].data.ptr;
        uint64_t expirations;
        if (!c) {
            if (read(watched_timer, &expirations, sizeof expirations) == sizeof expirations) {
                on_timer();
            }
        } else if (c->state == CONNECTING) {
            on_connected(c);
        } else if (c->state == HANDSHAKE) {
            shake_hands(c);
        } else if (c->state != DEAD && c->state != NEW) {
            if (events[i].events & EPOLLOUT) {
                flush(c);
            }
            if (c->state > HANDSHAKE && c->state != DEAD && (events[i].events & ~EPOLLOUT)) {
                on_readable(c);
            }
        }
    }
}

void turn_until(double end) {
    while (now() < end) {
        turn(10);
    }
}

static int keep_session(SSL *tls, SSL_SESSION *given) {
    (void)tls;
    SSL_SESSION_free(session);
    session = given;
    return 1;
}

int prepare_tls(void) {
    tls_context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_min_proto_version(tls_context, TLS1_3_VERSION);
    SSL_CTX_set_mode(tls_context,
                     SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_verify(tls_context, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_session_cache_mode(tls_context, SSL_SESS_CACHE_OFF);
    if (resume) {
        SSL_CTX_set_session_cache_mode(tls_context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
        SSL_CTX_sess_set_new_cb(tls_context, keep_session);
    }
    int ready = SSL_CTX_load_verify_locations(tls_context, ca, NULL) == 1 &&
                SSL_CTX_use_certificate_chain_file(tls_context, cert) == 1 &&
                SSL_CTX_use_PrivateKey_file(tls_context, key, SSL_FILETYPE_PEM) == 1;
    if (!ready) {
        ERR_print_errors_fp(stderr);
    }
    return ready;
}
