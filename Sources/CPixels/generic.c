// Any machine.
#define SUFFIX generic
#include "pixels_body.h"
