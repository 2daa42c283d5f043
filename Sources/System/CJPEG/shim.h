#include <stdio.h>
#include <jpeglib.h>

// Others' libjpeg gives other samples for the same file.
#ifndef LIBJPEG_TURBO_VERSION
#error "this libjpeg is not libjpeg-turbo"
#endif
