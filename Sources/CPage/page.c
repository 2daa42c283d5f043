#include "CPage.h"

// Scripts are joined in the order in which they need each other. The comma separates the bytes of
// two #embed directives.

static const unsigned char report_template[] = {
#embed "web/report/report.mustache"
};

static const unsigned char report_style[] = {
#embed "web/shared/base.css"
    ,
#embed "web/report/report.css"
};

static const unsigned char report_script[] = {
#embed "web/shared/elements.js"
    ,
#embed "web/report/data.js"
    ,
#embed "web/report/curves.js"
    ,
#embed "web/report/axes.js"
    ,
#embed "web/report/chart.js"
    ,
#embed "web/report/hover.js"
    ,
#embed "web/report/legend.js"
    ,
#embed "web/report/pictures.js"
    ,
#embed "web/report/choices.js"
    ,
#embed "web/report/viewer.js"
};

static const unsigned char lossless_template[] = {
#embed "web/lossless/lossless.mustache"
};

static const unsigned char lossless_style[] = {
#embed "web/shared/base.css"
    ,
#embed "web/lossless/lossless.css"
};

static const unsigned char map_template[] = {
#embed "web/map/map.mustache"
};

static const unsigned char map_style[] = {
#embed "web/shared/base.css"
    ,
#embed "web/map/map.css"
};

static const unsigned char map_script[] = {
#embed "web/shared/elements.js"
    ,
#embed "web/map/data.js"
    ,
#embed "web/map/levels.js"
    ,
#embed "web/map/view.js"
    ,
#embed "web/map/drawing.js"
    ,
#embed "web/map/detail.js"
    ,
#embed "web/map/input.js"
    ,
#embed "web/map/choices.js"
};

static const unsigned char model_template[] = {
#embed "web/model/model.mustache"
};

static const unsigned char model_style[] = {
#embed "web/shared/base.css"
    ,
#embed "web/model/model.css"
};

static const unsigned char model_script[] = {
#embed "web/model/model.js"
};

#define PART(name) ((aez_page_part){name, sizeof name})

aez_page aez_report_page(void) {
  return (aez_page){PART(report_template), PART(report_style), PART(report_script)};
}

aez_page aez_lossless_page(void) {
  return (aez_page){PART(lossless_template), PART(lossless_style), {lossless_style, 0}};
}

aez_page aez_model_page(void) {
  return (aez_page){PART(model_template), PART(model_style), PART(model_script)};
}

aez_page aez_map_page(void) {
  return (aez_page){PART(map_template), PART(map_style), PART(map_script)};
}
