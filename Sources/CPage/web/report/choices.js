// Which codecs and settings the table of pictures compares.

function options(select, entries, value) {
  select.replaceChildren(...entries.map(([key, text]) => element("option", { value: key }, text)));
  select.value = String(value);
}

function offerSettings(which, index) {
  const { points } = measured[byID(`${which}-codec`).value];
  options(byID(`${which}-setting`),
    points.flatMap((p, i) =>
      (p.pictures ? [[i, `${p.setting} · ${bitsPerPixel(p.rate)} bpp`]] : [])),
    index);
}

// The setting of a codec that is nearest in mean PSNR to a point.
function settingNear(codec, point) {
  const distance = (p) => (p.pictures
    ? Math.abs((p.quality.psnr ?? 1e6) - (point.quality.psnr ?? 1e6)) : Infinity);
  return codec.points.reduce((best, p, i) =>
    (distance(p) < distance(codec.points[best]) ? i : best), 0);
}

function matchSecond() {
  const second = measured[byID("second-codec").value];
  if (second) offerSettings("second", settingNear(second, chosen("first").point));
}

function offerCodecs() {
  const entries = measured.map((codec, i) => [i, codec.name]);
  const anchor = measured.findIndex((codec) => codec.id === report.anchor);
  options(byID("first-codec"), entries, 0);
  offerSettings("first", (measured[0].points.length - 1) >> 1);
  const beside = anchor > 0 ? anchor : entries.length > 1 ? 1 : "";
  options(byID("second-codec"), [["", "nothing"], ...entries], beside);
  matchSecond();
}

function listenToChoices() {
  byID("first-codec").addEventListener("change", () => {
    const { points } = measured[byID("first-codec").value];
    offerSettings("first", (points.length - 1) >> 1);
    matchSecond();
    drawTable();
  });
  byID("first-setting").addEventListener("change", () => { matchSecond(); drawTable(); });
  byID("second-codec").addEventListener("change", () => {
    byID("second-setting").hidden = byID("second-codec").value === "";
    matchSecond();
    drawTable();
  });
  byID("second-setting").addEventListener("change", drawTable);
}

byID("table-controls").hidden = false;
if (measured.length) {
  offerCodecs();
  listenToChoices();
  byID("second-setting").hidden = byID("second-codec").value === "";
} else {
  byID("first-codec").parentElement.hidden = true;
  byID("second-codec").parentElement.hidden = true;
}
if (measured.length === 1) byID("second-codec").parentElement.hidden = true;
byID("table-filter").hidden = report.pictures.name.length < 12;
byID("filter").addEventListener("input", () => {
  table.rows = PAGE_OF_ROWS;
  sortRows();
  drawBody();
});
byID("more").addEventListener("click", () => {
  table.rows += PAGE_OF_ROWS;
  drawBody();
});
drawTable();
