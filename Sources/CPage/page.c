#include "CPage.h"

static const unsigned char page_template[] = {
#embed "web/page.mustache"
};

static const unsigned char page_style[] = {
#embed "web/page.css"
};

// One script of several files, each an idea, in the order they need each other.
static const unsigned char page_script[] = {
#embed "web/page.js"
    ,
#embed "web/curves.js"
    ,
#embed "web/axes.js"
    ,
#embed "web/chart.js"
    ,
#embed "web/hover.js"
    ,
#embed "web/legend.js"
    ,
#embed "web/pictures.js"
    ,
#embed "web/choices.js"
    ,
#embed "web/viewer.js"
};

aez_page_part aez_page_template(void) {
  return (aez_page_part){page_template, sizeof page_template};
}

aez_page_part aez_page_style(void) { return (aez_page_part){page_style, sizeof page_style}; }

aez_page_part aez_page_script(void) { return (aez_page_part){page_script, sizeof page_script}; }
