/* Counts how often a program asks for memory and how much it holds, by standing in front of the C library's malloc family.
 *
 * Linked into an executable, or preloaded into one that knows nothing of it, these definitions are found before those of the C library by
 * everything in the process: Swift's runtime, C++'s operator new and every shared library. They count and hand on. A counter of calls
 * only ever grows: take the difference of two readings.
 *
 * Under the address and thread sanitizers, which bring a malloc of their own, and without glibc nothing is replaced and nothing counted.
 */
#ifndef HEADROOM_ALLOCATIONS_H
#define HEADROOM_ALLOCATIONS_H

#include <stdbool.h>
#include <stdint.h>

/* Whether calls are counted in this build. */
bool headroom_allocations_are_counted(void);

/* Calls so far of malloc, calloc, realloc, reallocarray, posix_memalign, aligned_alloc, memalign, valloc and pvalloc by this thread. */
uint64_t headroom_allocations_of_thread(void);

/* The same by all threads since the process began. */
uint64_t headroom_allocations_of_process(void);

/* Bytes that this thread has asked for and not given back, negative where it gave back what others had asked for: as many as the C library
 * set aside. */
int64_t headroom_bytes_of_thread(void);

/* The most of them since the last call of headroom_forget_peak. */
int64_t headroom_peak_bytes_of_thread(void);
void headroom_forget_peak(void);

#endif
