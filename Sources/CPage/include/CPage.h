// The parts of a report's page, built into the program.
#ifndef CPAGE_H
#define CPAGE_H

#include <stddef.h>

typedef struct {
  const unsigned char *bytes;
  size_t count;
} aez_page_part;

/// The Mustache template of the page.
aez_page_part aez_page_template(void);

/// Its style sheet.
aez_page_part aez_page_style(void);

/// Its script.
aez_page_part aez_page_script(void);

#endif
