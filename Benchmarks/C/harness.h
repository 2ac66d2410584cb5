// What runs a workload: arguments, clock and the line that is printed.
//
//     PROGRAM WORKLOAD DATABASE N        prints {"seconds": …, "checksum": …, "peak_kib": …}
#pragma once
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// `prepare`, where there is one, runs before the clock starts.
typedef struct { const char *name; void (*prepare)(long); long long (*body)(long); } Workload;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

// The most memory this process held; 0 where the system does not say it this way.
static long peak_kib(void) {
    char line[128];
    long peak = 0;
    FILE *status = fopen("/proc/self/status", "r");
    while (status && fgets(line, sizeof line, status)) sscanf(line, "VmHWM: %ld", &peak);
    if (status) fclose(status);
    return peak;
}

// `open` connects before the clock starts.
static int harness(int count, char **arguments, void (*open)(const char *), const Workload *workloads, size_t size) {
    if (count != 4) {
        fprintf(stderr, "usage: %s WORKLOAD DATABASE N\n", arguments[0]);
        return 2;
    }
    long n = atol(arguments[3]);
    for (size_t i = 0; i < size; i++) {
        if (strcmp(workloads[i].name, arguments[1])) continue;
        open(arguments[2]);
        if (workloads[i].prepare) workloads[i].prepare(n);
        double start = now();
        long long sum = workloads[i].body(n);
        printf("{\"seconds\": %.7f, \"checksum\": %lld, \"peak_kib\": %ld}\n", now() - start, sum, peak_kib());
        return 0;
    }
    fprintf(stderr, "%s: no workload '%s'\n", arguments[0], arguments[1]);
    return 2;
}
