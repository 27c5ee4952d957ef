/* sample_diff.c once more, on the reader that machines without SSE2 get. */
#define OW_PORTABLE
/* what the library has of the same is then not linked */
#include "../../lib/record/sample_scan.c"
#include "../../lib/record/scalar.c"

#include "sample_diff.c"
