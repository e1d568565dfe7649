#include "allocations.h"

#include <errno.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stddef.h>
#include <unistd.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define SANITIZED 1
#endif
#endif

#if defined(__GLIBC__) && !defined(SANITIZED)

/* What glibc offers those who replace its allocation functions. */
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);

/* The initial-exec model needs no allocation on a thread's first access, which would end here again. */
static _Thread_local uint64_t of_thread __attribute__((tls_model("initial-exec")));
static _Thread_local int64_t held __attribute__((tls_model("initial-exec")));
static _Thread_local int64_t most __attribute__((tls_model("initial-exec")));
static _Atomic uint64_t of_process;

static inline void count(void) {
    of_thread++;
    atomic_fetch_add_explicit(&of_process, 1, memory_order_relaxed);
}

static inline void *taken(void *memory) {
    held += (int64_t)malloc_usable_size(memory);
    if (held > most) most = held;
    return memory;
}

static inline void *resized(void *old, size_t size) {
    int64_t before = (int64_t)malloc_usable_size(old);
    void *memory = __libc_realloc(old, size);
    /* What could not be made larger is still there; what was made nothing is not. */
    if (memory || size == 0) held -= before;
    return taken(memory);
}

bool headroom_allocations_are_counted(void) { return true; }
uint64_t headroom_allocations_of_thread(void) { return of_thread; }
uint64_t headroom_allocations_of_process(void) { return atomic_load_explicit(&of_process, memory_order_relaxed); }
int64_t headroom_bytes_of_thread(void) { return held; }
int64_t headroom_peak_bytes_of_thread(void) { return most; }
void headroom_forget_peak(void) { most = held; }

void free(void *memory) {
    held -= (int64_t)malloc_usable_size(memory);
    __libc_free(memory);
}

void *malloc(size_t size) {
    count();
    return taken(__libc_malloc(size));
}

void *calloc(size_t number, size_t size) {
    count();
    return taken(__libc_calloc(number, size));
}

void *realloc(void *old, size_t size) {
    count();
    return resized(old, size);
}

void *reallocarray(void *old, size_t number, size_t size) {
    size_t bytes;
    count();
    if (__builtin_mul_overflow(number, size, &bytes)) {
        errno = ENOMEM;
        return NULL;
    }
    return resized(old, bytes);
}

void *memalign(size_t alignment, size_t size) {
    count();
    return taken(__libc_memalign(alignment, size));
}

void *aligned_alloc(size_t alignment, size_t size) {
    count();
    return taken(__libc_memalign(alignment, size));
}

int posix_memalign(void **out, size_t alignment, size_t size) {
    if (alignment % sizeof(void *) != 0 || alignment == 0 || (alignment & (alignment - 1)) != 0) return EINVAL;
    count();
    /* It reports by its result and leaves errno alone. */
    int before = errno;
    void *memory = taken(__libc_memalign(alignment, size));
    errno = before;
    if (!memory) return ENOMEM;
    *out = memory;
    return 0;
}

static size_t page(void) { return (size_t)sysconf(_SC_PAGESIZE); }

void *valloc(size_t size) {
    count();
    return taken(__libc_memalign(page(), size));
}

void *pvalloc(size_t size) {
    count();
    return taken(__libc_memalign(page(), (size + page() - 1) / page() * page()));
}

#else

bool headroom_allocations_are_counted(void) { return false; }
uint64_t headroom_allocations_of_thread(void) { return 0; }
uint64_t headroom_allocations_of_process(void) { return 0; }
int64_t headroom_bytes_of_thread(void) { return 0; }
int64_t headroom_peak_bytes_of_thread(void) { return 0; }
void headroom_forget_peak(void) {}

#endif
