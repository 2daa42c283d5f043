// The point nearest to pointer or finger, or that arrow keys have reached, and what it says.

// Where a point is after drawing anew, if it still is.
function find({ codec, point }) {
  const curve = chart.curves.find((c) => c.codec.id === codec.id);
  const place = curve?.places.find((p) => p.point === point);
  return place ? { codec: curve.codec, ...place } : null;
}

function nearest(event) {
  const box = byID("chart").getBoundingClientRect();
  const [x, y] = [event.clientX - box.left, event.clientY - box.top];
  let best = null;
  for (const { codec, places } of chart.curves) {
    for (const place of places) {
      const distance = Math.hypot(place.x - x, place.y - y);
      if (distance < (best?.distance ?? 70)) best = { distance, codec, ...place };
    }
  }
  return best;
}

function said({ codec, point, value }) {
  const { metric } = chart;
  const unit = metric.unit && `\u00a0${metric.unit}`;
  const raw = metric.raw ? ` (${fixed(point.quality[metric.key], metric.raw)})` : "";
  return [
    codec.name, point.setting, `${bitsPerPixel(point.rate)}\u00a0bpp`,
    `${metric.name} ${fixed(value, 2)}${unit}${raw}`,
    point.bytes > 0 ? `${whole(point.bytes)} bytes` : "",
  ].filter(Boolean);
}

function activate(target) {
  chart.active = target;
  const tooltip = byID("chart").querySelector(".tooltip");
  const highlight = byID("chart").querySelector(".highlight");
  highlight?.replaceChildren();
  tooltip.hidden = !target;
  emphasise(target?.codec ?? null);
  if (!target) return;
  highlight?.append(
    shape("path", {
      class: "drop",
      d: `M${target.x} ${target.y}V${chart.plot.bottom}M${chart.plot.left} ${target.y}H${target.x}`,
    }),
    shape("circle", { class: "ring", cx: target.x, cy: target.y, r: 8 }));
  const [name, setting, ...rest] = said(target);
  tooltip.className = `tooltip family-${target.codec.family}`;
  tooltip.replaceChildren(element("strong", {}, name), element("span", { class: "quiet" }, setting),
    ...rest.map((line) => element("span", {}, line)));
  place(tooltip, target);
}

// Beside the point on the side that has room, within the chart.
function place(tooltip, { x, y }) {
  const { clientWidth: width, clientHeight: height } = byID("chart");
  const [w, h] = [tooltip.offsetWidth, tooltip.offsetHeight];
  const left = x + 16 + w <= width ? x + 16 : x - 16 - w;
  tooltip.style.left = `${Math.max(0, Math.min(left, width - w))}px`;
  tooltip.style.top = `${Math.max(0, Math.min(y - h / 2, height - h))}px`;
}

function emphasise(codec) {
  for (const node of byID("chart").querySelectorAll("[data-codec]")) {
    node.classList.toggle("faint", codec !== null && node.dataset.codec !== codec.id);
  }
}

// Left and right follow a curve, up and down change to the curve nearest above or below.
function step(key) {
  if (!chart.curves.length) return;
  const curve = chart.curves.find((c) => c.codec.id === chart.active?.codec.id) ?? chart.curves[0];
  const index = curve.places.findIndex((p) => p.point === chart.active?.point);
  const choose = (c, place) => activate({ codec: c.codec, ...place });
  if (index < 0) {
    choose(curve, curve.places[curve.places.length >> 1]);
  } else if (key === "ArrowLeft" || key === "ArrowRight") {
    const next = index + (key === "ArrowLeft" ? -1 : 1);
    choose(curve, curve.places[Math.max(0, Math.min(next, curve.places.length - 1))]);
  } else {
    const from = curve.places[index];
    const others = chart.curves.filter((c) => c !== curve).map((c) => ({
      curve: c,
      place: c.places.reduce((a, b) => (Math.abs(b.x - from.x) < Math.abs(a.x - from.x) ? b : a)),
    })).filter((o) => (key === "ArrowUp" ? o.place.y < from.y : o.place.y >= from.y));
    const distance = (o) => Math.hypot(o.place.x - from.x, o.place.y - from.y);
    others.sort((a, b) => distance(a) - distance(b));
    if (others.length) choose(others[0].curve, others[0].place);
  }
  if (chart.active) byID("chart-said").textContent = said(chart.active).join(", ");
}

function listenToChart(svg) {
  const show = (event) => activate(nearest(event));
  svg.addEventListener("pointermove", show);
  svg.addEventListener("pointerdown", show);
  svg.addEventListener("pointerleave", (event) => {
    // A finger that lifts leaves what it found.
    if (event.pointerType !== "touch") activate(null);
  });
  svg.addEventListener("focus", () => { if (svg.matches(":focus-visible")) step("ArrowRight"); });
  svg.addEventListener("blur", () => activate(null));
  svg.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return activate(null);
    if (!event.key.startsWith("Arrow")) return;
    event.preventDefault();
    step(event.key);
  });
}
