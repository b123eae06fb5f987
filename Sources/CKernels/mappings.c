#define _GNU_SOURCE
#include "casewise_files.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

struct cw_mapping {
    _Atomic uintptr_t start;
    _Atomic size_t length;
    atomic_int is_cut;
    struct cw_mapping *next;
};

// Mappings are put into the list and never taken out, so that a signal can go over it at any time;
// those that are forgotten have no length and are used again.
static _Atomic(struct cw_mapping *) first;
static pthread_mutex_t changing = PTHREAD_MUTEX_INITIALIZER;
static int is_installed;
static struct sigaction before;
static uintptr_t page_size;

static void hand_on(int number, siginfo_t *info, void *context) {
    if (before.sa_flags & SA_SIGINFO) {
        before.sa_sigaction(number, info, context);
    } else if (before.sa_handler != SIG_DFL && before.sa_handler != SIG_IGN) {
        before.sa_handler(number);
    } else {
        // The access is tried again, or the signal sent again, and ends the process as if nobody had
        // listened.
        signal(number, SIG_DFL);
        if (info->si_code <= 0) raise(number);
    }
}

static void put_zeros(int number, siginfo_t *info, void *context) {
    uintptr_t place = (uintptr_t)info->si_addr;
    // Of a signal that someone sent there is no place.
    int is_fault = info->si_code > 0;
    for (struct cw_mapping *own = is_fault ? atomic_load(&first) : NULL; own; own = own->next) {
        uintptr_t start = atomic_load(&own->start);
        size_t length = atomic_load(&own->length);
        // Forgotten and used again in between, it is another one.
        if (atomic_load(&own->start) != start) continue;
        if (length == 0 || place < start || place - start >= length) continue;
        uintptr_t page = place & ~(page_size - 1);
        atomic_store(&own->is_cut, 1);
        if (mmap((void *)page, start + length - page, PROT_READ,
                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != MAP_FAILED)
            return;
    }
    hand_on(number, info, context);
}

struct cw_mapping *cw_watch_mapping(const void *start, size_t length) {
    pthread_mutex_lock(&changing);
    if (!is_installed) {
        page_size = (uintptr_t)sysconf(_SC_PAGESIZE);
        struct sigaction own = {.sa_sigaction = put_zeros, .sa_flags = SA_SIGINFO | SA_RESTART};
        sigemptyset(&own.sa_mask);
        is_installed = sigaction(SIGBUS, &own, &before) == 0;
    }
    struct cw_mapping *found = NULL;
    if (is_installed) {
        found = atomic_load(&first);
        while (found && atomic_load(&found->length) != 0) found = found->next;
        if (!found && (found = calloc(1, sizeof *found))) {
            found->next = atomic_load(&first);
            atomic_store(&first, found);
        }
    }
    if (found) {
        atomic_store(&found->is_cut, 0);
        atomic_store(&found->start, (uintptr_t)start);
        atomic_store(&found->length, length);
    }
    pthread_mutex_unlock(&changing);
    return found;
}

int cw_mapping_is_cut(const struct cw_mapping *mapping) { return atomic_load(&mapping->is_cut); }

void cw_forget_mapping(struct cw_mapping *mapping) { atomic_store(&mapping->length, 0); }
