/* What benchmarks need from the machine and Swift cannot reach: which processors a thread may use, and how fast they are just now. */
#ifndef HEADROOM_MACHINE_H
#define HEADROOM_MACHINE_H

/* Processors that the calling thread may run on, ascending, into out[capacity]. Returns how many were written, 0 if none are known. */
int headroom_allowed_processors(int *out, int capacity);

/* Keeps the calling thread, and threads it starts from now on, on the given processors. Returns 0, or an error number. */
int headroom_pin(const int *processors, int count);

/* Float32 multiply-adds that the given processors do at once, one pinned thread each, in operations (two for each) a nanosecond, for about
 * the given time by the wall clock: the widest instructions of the machine, in registers. Other work on these processors, and a lower
 * clock, make it less. At most 64 processors; with one the calling thread does it, wherever it runs. Returns 0 if no thread can be made. */
double headroom_multiply_add_rate(const int *processors, int count, double milliseconds);

#endif
