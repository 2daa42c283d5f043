// Which measure and which codecs the chart shows.

const GROUPS = [
  ["Learned", ["aezip"]], ["JPEG", ["jpeg"]], ["Principal components", ["pca"]],
  ["Other codecs", ["webp", "avif", "jxl"]], ["Published, not measured here", ["published"]],
];

function buildMetrics() {
  const has = ({ key, value }) => (point) =>
    point.quality[key] != null && Number.isFinite(value(point.quality[key]));
  const offered = METRICS.filter((metric) => codecs.some((c) => c.points.some(has(metric))));
  chart.metric = offered[0] ?? METRICS[0];
  offered.forEach((metric, index) => {
    const input = element("input", { type: "radio", name: "metric", value: metric.key });
    input.checked = index === 0;
    input.addEventListener("change", () => { chart.metric = metric; updateChart(); });
    byID("metrics").append(element("label", {}, input, metric.name));
  });
}

function buildLegend() {
  const legend = byID("legend");
  const known = GROUPS.flatMap(([, families]) => families);
  const unknown = codecs.map((c) => c.family).filter((family) => !known.includes(family));
  const groups = [...GROUPS, ["Others", unknown]];
  for (const [title, families] of groups) {
    const members = codecs.filter((codec) => families.includes(codec.family));
    if (!members.length) continue;
    legend.append(element("h3", {}, title));
    for (const codec of members) legend.append(legendEntry(codec));
  }
  if (codecs.length < 4) return;
  const all = element("button", { type: "button", class: "all" }, "Show all");
  all.addEventListener("click", () => { chart.hidden.clear(); updateChart(); });
  legend.append(all);
}

function legendEntry(codec) {
  const button = element("button", { type: "button", "data-toggles": codec.id },
    shape("svg", { viewBox: "0 0 26 14", "aria-hidden": "true" },
      shape("g", { class: `curve ${codec.style}` },
        shape("path", { class: "line", d: "M1 7H25" }), mark(codec, 13, 7))),
    codec.name);
  button.addEventListener("click", () => {
    if (!chart.hidden.delete(codec.id)) chart.hidden.add(codec.id);
    updateChart();
  });
  button.addEventListener("pointerenter", () => emphasise(isHidden(codec) ? null : codec));
  button.addEventListener("pointerleave", () => emphasise(chart.active?.codec ?? null));
  return button;
}

function updateChart() {
  for (const codec of codecs) {
    const button = byID("legend").querySelector(`[data-toggles="${CSS.escape(codec.id)}"]`);
    const measured = shownPoints(codec).length > 0;
    button.setAttribute("aria-pressed", String(!isHidden(codec)));
    button.disabled = !measured;
    button.title = measured ? "" : `Not measured by ${chart.metric.name}`;
  }
  drawChart();
}

if (byID("chart")) {
  const svg = shape("svg", {
    tabindex: "0", role: "application", "aria-roledescription": "chart",
    "aria-label": "Quality against bits per pixel. "
      + "Left and right follow a curve, up and down change it. "
      + "All points are in a table at the end of the page.",
  });
  byID("chart").append(svg, element("div", { class: "tooltip", hidden: "" }));
  listenToChart(svg);
  buildMetrics();
  hideOutliers();
  buildLegend();
  updateChart();
  new ResizeObserver(drawChart).observe(byID("chart"));
}
