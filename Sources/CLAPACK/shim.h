// True Fortran prototypes of the BLAS and LAPACK routines that Casewise calls.
//
// Every argument is a pointer; a character argument carries its length as a hidden trailing
// size_t (the gfortran convention that Debian's BLAS and LAPACK are built with). Matrices are
// column-major. Documentation: the reference BLAS and LAPACK sources, netlib.

#ifndef CASEWISE_CLAPACK_SHIM_H
#define CASEWISE_CLAPACK_SHIM_H

#include <stddef.h>
#include <stdint.h>

typedef int32_t lapack_int;

/// C := alpha A'A + beta C (trans = 'T') or alpha AA' + beta C (trans = 'N'), one triangle.
void dsyrk_(const char *uplo, const char *trans, const lapack_int *n, const lapack_int *k,
            const double *alpha, const double *a, const lapack_int *lda, const double *beta,
            double *c, const lapack_int *ldc, size_t uplo_length, size_t trans_length);

/// Cholesky factor of a symmetric positive definite matrix; info > 0 names the failing minor.
void dpotrf_(const char *uplo, const lapack_int *n, double *a, const lapack_int *lda,
             lapack_int *info, size_t uplo_length);

/// Solves A X = B from the Cholesky factor of A.
void dpotrs_(const char *uplo, const lapack_int *n, const lapack_int *nrhs, const double *a,
             const lapack_int *lda, double *b, const lapack_int *ldb, lapack_int *info,
             size_t uplo_length);

/// QR factorisation without pivoting: R above, Householder vectors below the diagonal.
void dgeqrf_(const lapack_int *m, const lapack_int *n, double *a, const lapack_int *lda,
             double *tau, double *work, const lapack_int *lwork, lapack_int *info);

/// Solves a triangular system with many right-hand sides.
void dtrtrs_(const char *uplo, const char *trans, const char *diag, const lapack_int *n,
             const lapack_int *nrhs, const double *a, const lapack_int *lda, double *b,
             const lapack_int *ldb, lapack_int *info, size_t uplo_length, size_t trans_length,
             size_t diag_length);

/// The inverse of a triangular matrix.
void dtrtri_(const char *uplo, const char *diag, const lapack_int *n, double *a,
             const lapack_int *lda, lapack_int *info, size_t uplo_length, size_t diag_length);

/// C := alpha op(A) op(B) + beta C.
void dgemm_(const char *transa, const char *transb, const lapack_int *m, const lapack_int *n,
            const lapack_int *k, const double *alpha, const double *a, const lapack_int *lda,
            const double *b, const lapack_int *ldb, const double *beta, double *c,
            const lapack_int *ldc, size_t transa_length, size_t transb_length);

/// Eigenvalues, ascending, and eigenvectors (jobz = 'V') of a symmetric matrix.
void dsyev_(const char *jobz, const char *uplo, const lapack_int *n, double *a,
            const lapack_int *lda, double *w, double *work, const lapack_int *lwork,
            lapack_int *info, size_t jobz_length, size_t uplo_length);

/// OpenBLAS's own function, null where it is not the BLAS that was linked.
extern void openblas_set_num_threads(int threads) __attribute__((weak));

/// Keeps a statically linked OpenBLAS to one thread; does nothing for any other BLAS.
static inline void casewise_limit_linked_blas(void) {
    if (openblas_set_num_threads) openblas_set_num_threads(1);
}

#endif
