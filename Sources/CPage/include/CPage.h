// Templates, styles and scripts of the HTML pages, built into the program.
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

/// The page of `aezip report`.
aez_page aez_report_page(void);

/// The page of `aezip report --lossless`, whose script is empty.
aez_page aez_lossless_page(void);

/// The page of `aezip map`.
aez_page aez_map_page(void);

/// The page of `aezip inspect`.
aez_page aez_model_page(void);

#endif
