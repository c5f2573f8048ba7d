// The workloads. Each prints one line of JSON.
#define _GNU_SOURCE
#include "mqload.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

static double next_due;
static int next_publisher;

typedef struct {
    double cpu, time, own;
    long long published, delivered;
} Mark;

static void bring_up(int wanted) {
    int next = 0;
    double end = now() + 200;
    while (up + failed < wanted && now() < end) {
        while (next < wanted && started - up - failed < concurrent) {
            begin(&connections[next++]);
        }
        turn(100);
    }
}

static void print_head(void) {
    printf("{\"label\":\"%s\",\"mode\":\"%s\",\"n\":%d,\"up\":%lld,\"failed\":%lld,\"tls\":\"%s\",\"rss_kib\":%ld",
           label, mode, count, up, failed, tls_words, server_memory());
}

static void run_connect(void) {
    storm = 1;
    double cpu = server_cpu(), time = now(), own = own_cpu(), end = time + 300;
    for (int i = 0; i < concurrent && i < count; i++) {
        begin(&connections[i]);
    }
    while (up + failed < count && now() < end) {
        turn(200);
    }
    time = now() - time;
    own = own_cpu() - own;
    usleep(300000); // the server is still closing the last ones
    cpu = server_cpu() - cpu;
    double n = up ? up : 1;
    long times = connect_time_count < MAX_CONNECTIONS ? connect_time_count : MAX_CONNECTIONS;
    qsort(connect_times, times, sizeof *connect_times, compare_doubles);
    print_head();
    printf(",\"resumed\":%lld,\"conn_per_s\":%.1f,\"srv_cpu_ms_per_conn\":%.3f,\"cli_cpu_ms_per_conn\":%.3f", resumed,
           up / time, cpu * 1e3 / n, own * 1e3 / n);
    printf(",\"conn_p50_ms\":%.2f,\"conn_p99_ms\":%.2f}\n", percentile(connect_times, times, .5) * 1e3,
           percentile(connect_times, times, .99) * 1e3);
}

static void run_idle(void) {
    long before = server_memory();
    double cpu = server_cpu();
    bring_up(count);
    turn_until(now() + hold);
    long after = server_memory();
    double cpu_up = server_cpu(), span = 5;
    turn_until(now() + span);
    print_head();
    printf(",\"rss0_kib\":%ld,\"kib_per_conn\":%.2f,\"srv_cpu_ms_per_conn\":%.3f,\"idle_cpu_pct\":%.2f}\n", before,
           (after - before) / (double)count, (cpu_up - cpu) * 1e3 / count, (server_cpu() - cpu_up) / span * 100);
}

// The one is connections[count], the many are before it.
static int bring_up_one_and_many(int many_subscribe) {
    for (int i = 0; i < count; i++) {
        connections[i].subscribes = many_subscribe;
    }
    connections[count].subscribes = !many_subscribe;
    bring_up(count + 1);
    int wanted = many_subscribe ? count : 1;
    for (double end = now() + 20; subscribed < wanted && now() < end;) {
        turn(50);
    }
    if (subscribed < wanted) {
        fprintf(stderr, "%lld of %d subscribed\n", subscribed, wanted);
        return 0;
    }
    turn_until(now() + 0.5);
    return 1;
}

static Mark mark(void) {
    return (Mark){server_cpu(), now(), own_cpu(), published, delivered};
}

static void print_span(Mark from, Mark to, const char *each) {
    double time = to.time - from.time, n = to.delivered - from.delivered;
    print_head();
    printf(",\"qos\":%d,\"size\":%d,\"pub_per_s\":%.0f,\"deliv_per_s\":%.0f,\"%s\":%.3f", qos, size,
           (to.published - from.published) / time, n / time, each, (to.cpu - from.cpu) * 1e6 / n);
    printf(",\"srv_cpu_pct\":%.1f,\"cli_cpu_pct\":%.1f", (to.cpu - from.cpu) / time * 100,
           (to.own - from.own) / time * 100);
}

static void publish_what_is_due(void) {
    for (double t = now(); next_due <= t; next_due += 1.0 / rate) {
        Connection *c = &connections[next_publisher++ % count];
        if (c->state == READY) {
            publish(c);
        }
    }
}

static void run_latency(void) {
    latency_capacity = rate * (duration + warmup) * 2 + 1000;
    latencies = or_die(malloc(latency_capacity * sizeof *latencies));
    int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    long step = 1e9 / rate < 200000 ? 200000 : 1e9 / rate;
    struct timespec interval = {step / 1000000000, step % 1000000000};
    timerfd_settime(timer, 0, &(struct itimerspec){interval, interval}, NULL);
    next_due = now();
    on_timer = publish_what_is_due;
    watch_timer(timer);
    turn_until(now() + warmup);
    measuring = 1;
    Mark from = mark();
    turn_until(from.time + duration);
    Mark to = mark();
    measuring = 0;
    close(timer);
    turn_until(now() + 1); // what is under way arrives
    qsort(latencies, latency_count, sizeof *latencies, compare_doubles);
    print_span(from, to, "srv_cpu_us_per_msg");
    printf(",\"p50_us\":%.0f,\"p90_us\":%.0f,\"p99_us\":%.0f,\"max_us\":%.0f,\"lost\":%lld}\n",
           percentile(latencies, latency_count, .5) * 1e6, percentile(latencies, latency_count, .9) * 1e6,
           percentile(latencies, latency_count, .99) * 1e6, percentile(latencies, latency_count, 1) * 1e6,
           published - delivered);
}

static Connection *find_publisher(int is_fanout) {
    static int next;
    if (is_fanout) {
        Connection *one = &connections[count];
        int free = one->state == READY && (!qos || one->unacknowledged < inflight * 10) && one->out.length < 65536;
        return free ? one : NULL;
    }
    for (int i = 0; i < count; i++) {
        Connection *c = &connections[next++ % count];
        if (c->state == READY && (!qos || c->unacknowledged < inflight) && c->out.length < 16384) {
            return c;
        }
    }
    return NULL;
}

// A closed loop: at most a window of messages is under way, and a publisher waits for its PUBACKs.
static void run_fan(int is_fanout) {
    long long fan = is_fanout ? count : 1, seen = -1, given_up = 0;
    double start = now(), last_progress = start;
    Mark from = {0};
    while (now() < start + warmup + duration) {
        if (from.time == 0 && now() >= start + warmup) {
            from = mark();
        }
        int budget = 64;
        Connection *c;
        while (budget > 0 && published * fan - delivered - given_up < window * fan && (c = find_publisher(is_fanout))) {
            publish(c);
            budget--;
        }
        turn(budget ? 1 : 0);
        if (delivered != seen) {
            seen = delivered;
            last_progress = now();
        } else if (now() - last_progress > 1.0) {
            // Nothing came for a second: what is missing is lost, or the loop would never go on.
            given_up = published * fan - delivered;
            last_progress = now();
            for (int i = 0; i <= count; i++) {
                connections[i].unacknowledged = 0;
            }
        }
    }
    Mark to = mark();
    turn_until(now() + 1);
    print_span(from, to, "srv_cpu_us_per_deliv");
    printf(",\"lost\":%lld}\n", published * fan - delivered);
}

int run(void) {
    int is_fanout = !strcmp(mode, "fanout"), is_latency = !strcmp(mode, "latency");
    if (!strcmp(mode, "connect")) {
        run_connect();
    } else if (!strcmp(mode, "idle")) {
        run_idle();
    } else if (!is_fanout && !is_latency && strcmp(mode, "fanin")) {
        fprintf(stderr, "unknown mode: %s\n", mode);
        return 2;
    } else if (!bring_up_one_and_many(is_fanout)) {
        return 1;
    } else if (is_latency) {
        run_latency();
    } else {
        run_fan(is_fanout);
    }
    return failed ? 1 : 0;
}
