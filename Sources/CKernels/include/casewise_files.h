#ifndef CASEWISE_FILES_H
#define CASEWISE_FILES_H

#include <stddef.h>
#include <stdint.h>

// Gives back the disk blocks of a run of bytes in an open file, whose length stays; those bytes
// read as zeros afterwards. Returns 0, or -1 where the file system cannot.
int cw_forget_bytes(int descriptor, int64_t offset, int64_t length);

// A mapped file that is looked after: once it is cut short, the bytes behind its new end read as zeros
// instead of ending the process by SIGBUS.
struct cw_mapping;

// Looks after a mapping until it is forgotten; NULL where that cannot be. A signal that is of no
// mapping goes on to whoever listened before.
struct cw_mapping *cw_watch_mapping(const void *start, size_t length);

// Whether bytes were read that the file does not have any more.
int cw_mapping_is_cut(const struct cw_mapping *mapping);

// To be called before the memory is unmapped.
void cw_forget_mapping(struct cw_mapping *mapping);

#endif
