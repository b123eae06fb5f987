/* The bound: how fast this machine passes over a file that lies in memory, doing next to nothing.
   scan FILE THREADS   maps the file, adds its 8-byte words, prints seconds and the sum */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>

struct part {
    const unsigned char *bytes;
    size_t count;
    uint64_t sum;
};

static void *add(void *argument)
{
    struct part *part = argument;
    uint64_t sum = 0;
    size_t words = part->count / 8;
    for (size_t i = 0; i < words; i++) {
        uint64_t word;
        memcpy(&word, part->bytes + i * 8, 8);
        sum += word;
    }
    for (size_t i = words * 8; i < part->count; i++) sum += part->bytes[i];
    part->sum = sum;
    return NULL;
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

int main(int count, char **arguments)
{
    if (count != 3) {
        fprintf(stderr, "usage: scan FILE THREADS\n");
        return 64;
    }
    int threads = atoi(arguments[2]);
    if (threads < 1 || threads > 64) return 64;
    double start = now();
    int file = open(arguments[1], O_RDONLY);
    struct stat status;
    if (file < 0 || fstat(file, &status) != 0 || status.st_size == 0) {
        perror(arguments[1]);
        return 66;
    }
    size_t size = (size_t)status.st_size;
    const unsigned char *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, file, 0);
    if (bytes == MAP_FAILED) {
        perror(arguments[1]);
        return 74;
    }
    struct part parts[64];
    pthread_t workers[64];
    size_t share = size / (size_t)threads / 8 * 8;
    for (int i = 0; i < threads; i++) {
        size_t from = share * (size_t)i;
        parts[i] = (struct part){bytes + from, i == threads - 1 ? size - from : share, 0};
        if (pthread_create(&workers[i], NULL, add, &parts[i]) != 0) return 70;
    }
    uint64_t sum = 0;
    for (int i = 0; i < threads; i++) {
        pthread_join(workers[i], NULL);
        sum += parts[i].sum;
    }
    printf("{\"seconds\": [%.6f], \"sum\": %llu}\n", now() - start, (unsigned long long)sum);
    return 0;
}
