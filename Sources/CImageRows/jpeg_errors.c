#include "jpeg_errors.h"

static void end(j_common_ptr info) {
  aez_jpeg_errors *errors = (aez_jpeg_errors *)info->err;
  errors->manager.format_message(info, errors->message);
  longjmp(errors->place, 1);
}

/// Warnings have level -1, trace messages 0 and more.
static void emit(j_common_ptr info, int level) {
  if (level < 0) end(info);
}

static void say_nothing(j_common_ptr info) {}

struct jpeg_error_mgr *aez_jpeg_errors_begin(aez_jpeg_errors *errors) {
  jpeg_std_error(&errors->manager);
  errors->manager.error_exit = end;
  errors->manager.emit_message = emit;
  errors->manager.output_message = say_nothing;
  return &errors->manager;
}
