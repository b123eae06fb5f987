#ifndef CASEWISE_FILES_H
#define CASEWISE_FILES_H

#include <stdint.h>

// Gives back the disk blocks of a run of bytes in an open file, whose length stays; those bytes
// read as zeros afterwards. Returns 0, or -1 where the file system cannot.
int cw_forget_bytes(int descriptor, int64_t offset, int64_t length);

#endif
