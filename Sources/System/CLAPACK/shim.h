// The routines of LAPACK that aezip calls, as gfortran exports them: all arguments are addresses,
// the lengths of character arguments follow the last of them. Matrices are column by column.
#ifndef CLAPACK_SHIM_H
#define CLAPACK_SHIM_H

#include <stddef.h>

/// Q · T · Qᵀ of a symmetric matrix: T's diagonal into d, the one beside it into e, Q as
/// reflectors into a and tau.
void dsytrd_(
    const char *uplo, const int *n, double *a, const int *lda, double *d, double *e, double *tau,
    double *work, const int *lwork, int *info, size_t uplo_length);

/// Q itself from the reflectors of dsytrd.
void dorgtr_(
    const char *uplo, const int *n, double *a, const int *lda, const double *tau, double *work,
    const int *lwork, int *info, size_t uplo_length);

/// Eigenvalues of T into d, ascending; compz "V": z, which was Q, becomes the eigenvectors.
void dstedc_(
    const char *compz, const int *n, double *d, double *e, double *z, const int *ldz,
    double *work, const int *lwork, int *iwork, const int *liwork, int *info,
    size_t compz_length);

#endif
