// The widest vectors of the processor at hand are chosen when the program starts.

#ifndef CASEWISE_WIDEST_H
#define CASEWISE_WIDEST_H

#if defined(__x86_64__)
#define WIDEST __attribute__((target_clones("avx512dq", "arch=x86-64-v3", "default")))
#else
#define WIDEST
#endif

#endif
