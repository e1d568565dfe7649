#pragma once
#include <zlib.h>

/* inflateInit2 and deflateInit2 are macros, which Swift cannot import. */

/* window_bits 15 + 32 accepts gzip and zlib headers, 15 + 16 gzip only. */
static inline int cz_inflate_init(z_stream *stream, int window_bits) { return inflateInit2(stream, window_bits); }

/* Writes gzip: 15 bits of window, + 16 for the wrapping; memory level 8 is zlib's default. */
static inline int cz_deflate_init(z_stream *stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}
