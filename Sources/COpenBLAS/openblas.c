#include "openblas.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static headroom_openblas functions;
static pthread_once_t loaded = PTHREAD_ONCE_INIT;

static void *library(void) {
    /* Lazy: most of the library's own references are to parts of LAPACK that nothing here calls. */
    void *found = dlopen("libopenblas.so.0", RTLD_LAZY | RTLD_LOCAL);
    if (!found) {
        fprintf(stderr, "headroom: OpenBLAS is needed and cannot be loaded: %s; on Debian install libopenblas0\n", dlerror());
        exit(1);
    }
    return found;
}

static void *function(void *from, const char *name) {
    void *found = dlsym(from, name);
    if (!found) {
        fprintf(stderr, "headroom: libopenblas.so.0 should have %s and has not; on Debian install libopenblas0\n", name);
        exit(1);
    }
    return found;
}

/* A function pointer out of an object pointer: POSIX promises the representation, ISO C has no conversion. */
#define LOAD(from, member, name) *(void **)&functions.member = function(from, name)

static void load(void) {
    void *from = library();
    LOAD(from, sgemm, "cblas_sgemm");
    LOAD(from, sgemv, "cblas_sgemv");
    LOAD(from, dpotrf, "dpotrf_");
    LOAD(from, set_num_threads, "openblas_set_num_threads");
    LOAD(from, get_corename, "openblas_get_corename");
}

const headroom_openblas *headroom_openblas_functions(void) {
    pthread_once(&loaded, load);
    return &functions;
}
