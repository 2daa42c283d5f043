// The selected picture, large, with its properties and its nearest neighbours.

// Entries that are compressed together share bytes.
const bytesText = (count) => (count < 1 ? "less than a byte"
  : `${whole(count)} byte${count === 1 ? "" : "s"}`);

function qualityOf(map, i) {
  const psnr = map.psnr[i];
  if (psnr == null) return "not recorded";
  return psnr < 0 ? "lossless" : `${fixed(psnr, 1)} dB`;
}

function smallCanvas(map, i, side) {
  const { image, x, y, width, height } = part(map, i);
  const factor = side / Math.max(width, height);
  const node = element("canvas", {
    width: Math.max(Math.round(width * factor), 1),
    height: Math.max(Math.round(height * factor), 1), "aria-hidden": "true",
  });
  const draw = () => {
    const target = node.getContext("2d");
    target.imageSmoothingEnabled = factor < 3;
    target.drawImage(image, x, y, width, height, 0, 0, node.width, node.height);
  };
  if (image.complete) draw(); else image.addEventListener("load", draw);
  return node;
}

function showLarge(map, i) {
  const large = largeOf(map, i);
  const node = byID("large");
  node.alt = map.names[i];
  const { image, x, y, width, height } = part(map, i);
  node.classList.toggle("pixels", !large && Math.max(width, height) < 88);
  if (large) { node.src = large; return; }
  const copy = element("canvas", { width, height });
  const show = () => {
    copy.getContext("2d").drawImage(image, x, y, width, height, 0, 0, width, height);
    node.src = copy.toDataURL("image/png");
  };
  if (image.complete) show(); else image.addEventListener("load", show);
}

// Shows the selected picture in the largest size of the page.
function enlarge() {
  const [from, to] = [byID("large"), byID("whole-image")];
  to.src = from.src;
  to.alt = from.alt;
  to.className = from.className;
  byID("whole-name").textContent = from.alt;
  byID("whole").showModal();
}

function choose(i, { go = false, focus = false } = {}) {
  const { map } = state;
  state.chosen = i;
  byID("detail").hidden = i < 0;
  byID("none").hidden = i >= 0;
  if (i < 0) return redraw();
  showLarge(map, i);
  byID("name").textContent = map.names[i];
  const facts = [
    ["Size", map.width[i] ? `${map.width[i]}×${map.height[i]}` : DASH],
    ["In the archive", bytesText(map.bytes[i])],
    [map.psnr[i] > 0 ? "PSNR, at least" : "PSNR", qualityOf(map, i)],
  ];
  byID("facts").replaceChildren(...facts.map(([name, value]) =>
    element("div", {}, element("dt", {}, name), element("dd", {}, value))));
  const near = nearestOf(map, i);
  byID("near-title").hidden = !near.length;
  byID("near").replaceChildren(...near.map((j) => {
    const button = element("button", {
      type: "button", title: map.names[j], "aria-label": map.names[j],
    }, smallCanvas(map, j, 48));
    button.addEventListener("click", () => choose(j, { go: true, focus: true }));
    return button;
  }));
  byID("said").textContent = `${map.names[i]}, ${facts.map((fact) => fact.join(" ")).join(", ")}`;
  if (go || !isInView(i, 20)) goTo(i);
  // On a narrow screen the details are below the map.
  if (!go) byID("detail").scrollIntoView({ block: "nearest" });
  if (focus) byID("near").querySelector("button")?.focus({ preventScroll: true });
  redraw();
}
