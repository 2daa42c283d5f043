// The error handling of the JPEG reader and writer: an error becomes a message.
#ifndef AEZ_JPEG_ERRORS_H
#define AEZ_JPEG_ERRORS_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <jpeglib.h>

#include <jerror.h>

// Other implementations of libjpeg decode the same file to other samples.
#ifndef LIBJPEG_TURBO_VERSION
#error "this libjpeg is not libjpeg-turbo"
#endif

typedef struct {
  struct jpeg_error_mgr manager;
  jmp_buf place;
  char message[JMSG_LENGTH_MAX];
} aez_jpeg_errors;

/// The manager to assign to the `err` of `info`; `place` must be set by setjmp before any call.
struct jpeg_error_mgr *aez_jpeg_errors_begin(aez_jpeg_errors *errors);

#endif
