#pragma once
#include <cblas.h>
#undef I /* <complex.h>, which cblas.h pulls in, makes I a macro */

/* Exported by OpenBLAS but missing from Debian's cblas.h. */
char *openblas_get_corename(void);
