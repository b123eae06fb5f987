#define _GNU_SOURCE
#include "casewise_files.h"

#include <fcntl.h>

int cw_forget_bytes(int descriptor, int64_t offset, int64_t length) {
    return fallocate(descriptor, FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE, offset, length);
}
