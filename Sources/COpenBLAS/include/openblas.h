/* The part of OpenBLAS that we use, loaded when it is first called.
 *
 * Loading and relocating the library, with the Fortran runtime it brings, and starting its threads takes some 3 ms: as much as all else
 * that a small forecast needs, which multiplies no large matrices. So it is not linked but opened by the first call, `libopenblas.so.0` by
 * the system's search rules. Where it cannot be, the first call says so on standard error and ends the process: a program without its
 * linear algebra cannot go on, and a linked library would end it too, only earlier.
 *
 * The functions are those of CBLAS and LAPACK with 32-bit integers; calls from several threads are safe, the first ones too. */
#ifndef HEADROOM_OPENBLAS_H
#define HEADROOM_OPENBLAS_H

typedef int blasint;
enum CBLAS_ORDER { CblasRowMajor = 101, CblasColMajor = 102 };
enum CBLAS_TRANSPOSE { CblasNoTrans = 111, CblasTrans = 112 };

/* The functions of the loaded library. */
typedef struct headroom_openblas {
    void (*sgemm)(enum CBLAS_ORDER order, enum CBLAS_TRANSPOSE transpose_a, enum CBLAS_TRANSPOSE transpose_b, blasint m, blasint n,
                  blasint k, float alpha, const float *a, blasint lda, const float *b, blasint ldb, float beta, float *c, blasint ldc);
    void (*sgemv)(enum CBLAS_ORDER order, enum CBLAS_TRANSPOSE transpose, blasint m, blasint n, float alpha, const float *a, blasint lda,
                  const float *x, blasint incx, float beta, float *y, blasint incy);
    void (*dpotrf)(const char *triangle, const blasint *n, double *a, const blasint *lda, blasint *info);
    void (*set_num_threads)(int threads);
    char *(*get_corename)(void);
} headroom_openblas;

/* Loads the library on the first call. Never null. */
const headroom_openblas *headroom_openblas_functions(void);

/* C = alpha op(A) op(B) + beta C, with C of m rows and n columns. */
static inline void cblas_sgemm(enum CBLAS_ORDER order, enum CBLAS_TRANSPOSE transpose_a, enum CBLAS_TRANSPOSE transpose_b, blasint m,
                               blasint n, blasint k, float alpha, const float *a, blasint lda, const float *b, blasint ldb, float beta,
                               float *c, blasint ldc) {
    headroom_openblas_functions()->sgemm(order, transpose_a, transpose_b, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
}

/* y = alpha op(A) x + beta y, with A of m rows and n columns as stored. */
static inline void cblas_sgemv(enum CBLAS_ORDER order, enum CBLAS_TRANSPOSE transpose, blasint m, blasint n, float alpha, const float *a,
                               blasint lda, const float *x, blasint incx, float beta, float *y, blasint incy) {
    headroom_openblas_functions()->sgemv(order, transpose, m, n, alpha, a, lda, x, incx, beta, y, incy);
}

/* Factors a symmetric positive definite matrix of order n, column-major, in place: A = U^T U into the upper triangle ('U'), or A = L L^T
 * into the lower one ('L'); only that triangle is read and written. Returns 0, or the 1-based order of the first leading minor that is not
 * positive. LAPACK's dpotrf; OpenBLAS has its own, so no hidden length of a Fortran string is passed. */
static inline blasint lapack_dpotrf(char triangle, blasint n, double *a, blasint lda) {
    blasint info = 0;
    headroom_openblas_functions()->dpotrf(&triangle, &n, a, &lda, &info);
    return info;
}

/* Threads that a single call may use. */
static inline void openblas_set_num_threads(int threads) { headroom_openblas_functions()->set_num_threads(threads); }

/* Name of the kernels that the library chose for this processor. */
static inline char *openblas_get_corename(void) { return headroom_openblas_functions()->get_corename(); }

#endif
