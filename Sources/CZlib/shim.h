#include <zlib.h>

// The macro inflateInit2 does not reach Swift. 15 + 32: the widest window, gzip or zlib by header.
static inline int casewise_inflate_init(z_stream *stream) {
    return inflateInit2(stream, 15 + 32);
}
