// Any machine: four lanes, and a multiply-add composed of correctly rounded operations.
#define LANES 4
#define ROWS 2
#define VECTORS 2
#define SUFFIX generic
#define FUSED 0
#include "kernels_body.h"
