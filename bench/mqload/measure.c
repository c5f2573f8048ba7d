// Clocks, and what the server has used: read from /proc, because client and server share a machine.
#include "mqload.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec * 1e-9;
}

// CPU seconds of the server so far.
double server_cpu(void) {
    double sum = 0;
    for (int i = 0; i < pid_count; i++) {
        char path[64], text[2048];
        snprintf(path, sizeof path, "/proc/%d/stat", pids[i]);
        FILE *file = fopen(path, "r");
        if (!file) {
            fprintf(stderr, "server process %d is gone\n", pids[i]);
            exit(3);
        }
        text[fread(text, 1, sizeof text - 1, file)] = 0;
        fclose(file);
        unsigned long user, system;
        char *after_name = strrchr(text, ')') + 2;
        sscanf(after_name, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system);
        sum += (user + system) / (double)sysconf(_SC_CLK_TCK);
    }
    return sum;
}

// KiB of memory that the server has resident.
long server_memory(void) {
    long sum = 0;
    for (int i = 0; i < pid_count; i++) {
        char path[64], line[256];
        snprintf(path, sizeof path, "/proc/%d/status", pids[i]);
        FILE *file = fopen(path, "r");
        while (file && fgets(line, sizeof line, file)) {
            if (!strncmp(line, "VmRSS:", 6)) {
                sum += atol(line + 6);
            }
        }
        if (file) {
            fclose(file);
        }
    }
    return sum;
}

double own_cpu(void) {
    struct rusage r;
    getrusage(RUSAGE_SELF, &r);
    return r.ru_utime.tv_sec + r.ru_stime.tv_sec + (r.ru_utime.tv_usec + r.ru_stime.tv_usec) * 1e-6;
}

int compare_doubles(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

// values must be sorted.
double percentile(const double *values, long n, double p) {
    long at = p * n;
    return n ? values[at < n ? at : n - 1] : 0;
}
