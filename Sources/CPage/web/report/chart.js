// The chart: rate on a logarithmic axis against one measure of quality, drawn anew at every size so
// that its text stays readable.

const decibels = (x) => (x >= 1 ? NaN : -10 * Math.log10(1 - x));

const METRICS = [
  { key: "psnr", name: "PSNR", unit: "dB", value: (x) => x },
  { key: "lumaPSNR", name: "Luma PSNR", unit: "dB", value: (x) => x },
  { key: "ssim", name: "SSIM", unit: "dB", value: decibels, raw: 4 },
  { key: "msSSIM", name: "MS-SSIM", unit: "dB", value: decibels, raw: 4 },
  { key: "ssimulacra2", name: "SSIMULACRA2", unit: "", value: (x) => x },
];

// Marks differ by family as colours do; within one by how they are drawn.
const MARKS = {
  aezip: "M0-4.5A4.5 4.5 0 1 1-.01-4.5Z",
  jpeg: "M-3.6-3.6H3.6V3.6H-3.6Z",
  pca: "M0-4.8L4.6 3.6H-4.6Z",
  webp: "M0-5L5 0L0 5L-5 0Z",
  avif: "M0 4.8L4.6-3.6H-4.6Z",
  jxl: "M-1.7-4.6H1.7V-1.7H4.6V1.7H1.7V4.6H-1.7V1.7H-4.6V-1.7H-1.7Z",
  published: "M0-2A2 2 0 1 1-.01-2Z",
};

const VARIANTS = ["", " hollow", " small"];

// The mark of a codec about a place.
function mark(codec, x, y) {
  const size = codec.style.endsWith("small") ? " scale(.7)" : "";
  return shape("path", {
    class: "mark", d: MARKS[codec.family] ?? MARKS.published,
    transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})${size}`,
  });
}

const codecs = report.codecs.map((codec, index) => {
  const before = report.codecs.slice(0, index).filter((c) => c.family === codec.family).length;
  const variant = codec.family === "published" ? 0 : Math.min(before, VARIANTS.length - 1);
  return { ...codec, style: `family-${codec.family}${VARIANTS[variant]}` };
});

const chart = { metric: null, hidden: new Set(), active: null, curves: [], plot: null };

// Points of a codec that can be shown: [bits per pixel, quality, point].
function shownPoints(codec) {
  return codec.points.flatMap((point) => {
    const raw = point.quality[chart.metric.key];
    const value = raw == null ? NaN : chart.metric.value(raw);
    return Number.isFinite(value) && point.rate > 0 ? [[point.rate, value, point]] : [];
  });
}

const isHidden = (codec) => chart.hidden.has(codec.id);

// A curve most of which lies where aezip's are not would squash everything else: it begins hidden.
function hideOutliers() {
  const rates = (family) =>
    codecs.filter((c) => c.family === family).flatMap((c) => c.points.map((p) => p.rate));
  const ours = rates("aezip");
  if (!ours.length) return;
  const [low, high] = [Math.min(...ours) / 1.5, Math.max(...ours) * 1.5];
  for (const codec of codecs.filter((c) => c.family !== "published")) {
    const near = codec.points.filter((p) => p.rate >= low && p.rate <= high).length;
    if (near * 2 < codec.points.length) chart.hidden.add(codec.id);
  }
}

// What to show: all visible curves, but published ones only where they pass measured ones.
function range(curves) {
  const measured = curves.filter((c) => c.codec.family !== "published");
  const points = (measured.length ? measured : curves).flatMap((c) => c.points);
  if (!points.length) return null;
  const extent = (at) => {
    const values = points.map((p) => p[at]);
    return [Math.min(...values), Math.max(...values)];
  };
  let [left, right] = extent(0);
  let [bottom, top] = extent(1);
  if (right / left < 1.5) [left, right] = [left / 1.5, right * 1.5];
  if (top - bottom < 1) [bottom, top] = [bottom - 1, top + 1];
  const [padX, padY] = [(right / left) ** 0.04, (top - bottom) * 0.05];
  return { left: left / padX, right: right * padX, bottom: bottom - padY, top: top + padY };
}

function drawChart() {
  const box = byID("chart");
  const [width, height] = [box.clientWidth, box.clientHeight];
  if (!width || !height) return;
  const curves = codecs.filter((codec) => !isHidden(codec))
    .map((codec) => ({ codec, points: shownPoints(codec) })).filter((c) => c.points.length);
  const svg = box.querySelector("svg");
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.replaceChildren();
  chart.curves = [];
  const limits = range(curves);
  if (!limits) {
    svg.append(shape("text", { x: width / 2, y: height / 2, "text-anchor": "middle" },
      "No codec is shown."));
    return activate(null);
  }
  const plot = { left: 38, right: width - 10, top: 26, bottom: height - 42 };
  chart.plot = plot;
  const logSpan = Math.log(limits.right / limits.left);
  const x = (rate) =>
    plot.left + (Math.log(rate / limits.left) / logSpan) * (plot.right - plot.left);
  const y = (value) =>
    plot.bottom - ((value - limits.bottom) / (limits.top - limits.bottom))
      * (plot.bottom - plot.top);
  drawAxes(svg, limits, plot, x, y);
  svg.append(shape("clipPath", { id: "plot-area" }, shape("rect", {
    x: plot.left, y: plot.top, width: plot.right - plot.left, height: plot.bottom - plot.top,
  })));
  const inside = (p) =>
    p.x >= plot.left && p.x <= plot.right && p.y >= plot.top && p.y <= plot.bottom;
  // What is drawn last lies on top: aezip, which comes first.
  for (const { codec, points } of [...curves].reverse()) {
    const places = points.map(([rate, value, point]) =>
      ({ x: x(rate), y: y(value), value, point }));
    const path = `M${places.map((p) => `${p.x.toFixed(1)} ${p.y.toFixed(1)}`).join("L")}`;
    const visible = places.filter(inside);
    svg.append(shape("g", { class: `curve ${codec.style}`, "data-codec": codec.id },
      shape("path", { class: "line", d: path, "clip-path": "url(#plot-area)" }),
      ...visible.map((p) => mark(codec, p.x, p.y))));
    if (visible.length) chart.curves.unshift({ codec, places: visible });
  }
  if (width >= 520) nameCurves(svg, plot);
  svg.append(shape("g", { class: "highlight" }));
  activate(chart.active && find(chart.active));
}

function drawAxes(svg, limits, plot, x, y) {
  const { metric } = chart;
  let end = -Infinity;
  for (const tick of logarithmicTicks(limits.left, limits.right)) {
    const at = x(tick).toFixed(1);
    svg.append(shape("path", { class: "grid", d: `M${at} ${plot.top}V${plot.bottom}` }));
    if (at - end < 26) continue;
    end = Number(at);
    svg.append(
      shape("text", { x: at, y: plot.bottom + 17, "text-anchor": "middle" }, String(tick)));
  }
  const count = Math.max(4, Math.round((plot.bottom - plot.top) / 55));
  for (const tick of linearTicks(limits.bottom, limits.top, count)) {
    const at = y(tick).toFixed(1);
    svg.append(
      shape("path", { class: "grid", d: `M${plot.left} ${at}H${plot.right}` }),
      shape("text", { x: plot.left - 7, y: Number(at) + 4, "text-anchor": "end" },
        String(tick).replace("-", MINUS)));
  }
  svg.append(
    shape("path", { class: "frame", d: `M${plot.left} ${plot.top}V${plot.bottom}H${plot.right}` }),
    shape("text", { class: "axis", x: 0, y: 13 },
      metric.name + (metric.unit && `, ${metric.unit}`)),
    shape("text", { class: "axis", x: plot.right, y: plot.bottom + 36, "text-anchor": "end" },
      "bits per pixel, logarithmic"));
}

// Names beside the curves, each where it covers least; none where it would cover another name.
function nameCurves(svg, plot) {
  const taken = [];
  for (const { codec, places } of chart.curves) {
    const text = shape("text", { class: `name ${codec.style}`, "data-codec": codec.id },
      codec.name);
    svg.append(text);
    const size = { width: text.getComputedTextLength(), height: 15 };
    let best = null;
    places.forEach((place, index) => {
      const offsets = [
        [9, 4], [-size.width / 2, -10], [-size.width - 9, 0], [9, 14], [-size.width / 2, 20],
      ];
      for (const [dx, dy] of offsets) {
        const area = { x: place.x + dx, y: place.y + dy - 12, ...size };
        if (area.x < plot.left + 2 || area.x + area.width > plot.right + 8) continue;
        if (area.y < plot.top - 4 || area.y + area.height > plot.bottom - 2) continue;
        const overlaps = (a) => a.x < area.x + area.width + 4 && a.x + a.width + 4 > area.x
          && a.y < area.y + area.height && a.y + a.height > area.y;
        if (taken.some(overlaps)) continue;
        const cost = covered(area, codec) * 4 + crossings(area) * 5
          + (places.length - 1 - index) * 0.35;
        if (!best || cost < best.cost) best = { cost, area, x: place.x + dx, y: place.y + dy };
      }
    });
    if (!best || best.cost > 7) { text.remove(); continue; }
    text.setAttribute("x", best.x.toFixed(1));
    text.setAttribute("y", best.y.toFixed(1));
    taken.push(best.area);
  }
}

// How many marks lie in an area, or so near that its text would seem to be theirs.
function covered(area, owner) {
  return chart.curves.flatMap(({ codec, places }) => {
    const near = codec === owner ? 5 : 22;
    return places.filter((m) => m.x > area.x - near && m.x < area.x + area.width + near
      && m.y > area.y - 4 && m.y < area.y + area.height + 4);
  }).length;
}

// How many curves run through an area.
function crossings(area) {
  const within = (x, y) =>
    x > area.x && x < area.x + area.width && y > area.y && y < area.y + area.height;
  return chart.curves.filter(({ places }) => places.some((b, i) => {
    const a = places[i - 1];
    if (!a) return false;
    for (let t = 0; t <= 1; t += 0.05) {
      if (within(a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t)) return true;
    }
    return false;
  })).length;
}
