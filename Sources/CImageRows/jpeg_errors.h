// What reading and writing JPEG files share: errors that end in a message.
#ifndef AEZ_JPEG_ERRORS_H
#define AEZ_JPEG_ERRORS_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <jpeglib.h>

#include <jerror.h>

// Others' libjpeg gives other samples for the same file.
#ifndef LIBJPEG_TURBO_VERSION
#error "this libjpeg is not libjpeg-turbo"
#endif

typedef struct {
  struct jpeg_error_mgr manager;
  jmp_buf place;
  char message[JMSG_LENGTH_MAX];
} aez_jpeg_errors;

/// The manager, for `info`'s `err`; ``place`` has to be set before anything is called.
struct jpeg_error_mgr *aez_jpeg_errors_begin(aez_jpeg_errors *errors);

#endif
