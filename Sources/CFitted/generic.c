// Any machine: a multiply-add composed of correctly rounded operations.
#define SUFFIX generic
#define FUSED 0
#include "fitted_body.h"
