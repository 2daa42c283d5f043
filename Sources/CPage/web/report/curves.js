// Curves of rate against quality: the mean difference of two, by Bjøntegaard.

// Points fit to interpolate: quality ascending strictly, everything finite.
function monotone(points) {
  const kept = [];
  const usable = points.filter((p) => Number.isFinite(p.quality) && p.rate > 0);
  for (const point of usable.sort((a, b) => a.quality - b.quality)) {
    if (kept.length && point.quality - kept[kept.length - 1].quality < 1e-9) continue;
    kept.push(point);
  }
  return kept;
}

// Slopes of the piecewise cubic that does not overshoot (Fritsch and Butland 1984; "PCHIP").
function slopes(x, y) {
  const last = x.length - 1;
  const h = x.slice(1).map((value, i) => value - x[i]);
  const d = h.map((width, i) => (y[i + 1] - y[i]) / width);
  if (last === 1) return [d[0], d[0]];
  const end = (h0, h1, d0, d1) => {
    const slope = ((2 * h0 + h1) * d0 - h0 * d1) / (h0 + h1);
    if (slope * d0 <= 0) return 0;
    return d0 * d1 <= 0 && Math.abs(slope) > 3 * Math.abs(d0) ? 3 * d0 : slope;
  };
  return x.map((_, i) => {
    if (i === 0) return end(h[0], h[1], d[0], d[1]);
    if (i === last) return end(h[last - 1], h[last - 2], d[last - 1], d[last - 2]);
    if (d[i - 1] * d[i] <= 0) return 0;
    const [a, b] = [2 * h[i] + h[i - 1], h[i] + 2 * h[i - 1]];
    return (a + b) / (a / d[i - 1] + b / d[i]);
  });
}

// The integral of that cubic between two qualities.
function integral(x, y, from, to) {
  const m = slopes(x, y);
  let sum = 0;
  for (let i = 0; i + 1 < x.length; i += 1) {
    const [low, high] = [Math.max(from, x[i]), Math.min(to, x[i + 1])];
    if (high <= low) continue;
    const h = x[i + 1] - x[i];
    const d = (y[i + 1] - y[i]) / h;
    const c = (3 * d - 2 * m[i] - m[i + 1]) / h;
    const b = (m[i] + m[i + 1] - 2 * d) / (h * h);
    const upTo = (t) => t * (y[i] + t * (m[i] / 2 + t * (c / 3 + (t * b) / 4)));
    sum += upTo(high - x[i]) - upTo(low - x[i]);
  }
  return sum;
}

// Mean difference in rate at equal quality, as a share; null where there is no range in common.
function bdRate(points, anchor) {
  const [a, b] = [monotone(points), monotone(anchor)];
  if (a.length < 2 || b.length < 2) return null;
  const from = Math.max(a[0].quality, b[0].quality);
  const to = Math.min(a[a.length - 1].quality, b[b.length - 1].quality);
  if (to - from <= 0) return null;
  const area = (curve) =>
    integral(curve.map((p) => p.quality), curve.map((p) => Math.log(p.rate)), from, to);
  return Math.exp((area(a) - area(b)) / (to - from)) - 1;
}
