// The parts of the pages that commands write, built into the program.
#ifndef CPAGE_H
#define CPAGE_H

#include <stddef.h>

typedef struct {
  const unsigned char *bytes;
  size_t count;
} aez_page_part;

typedef struct {
  /// A Mustache template.
  aez_page_part html;
  aez_page_part style;
  aez_page_part script;
} aez_page;

/// Of `aezip report`.
aez_page aez_report_page(void);

/// Of `aezip map`.
aez_page aez_map_page(void);

/// Of `aezip inspect`.
aez_page aez_model_page(void);

#endif
