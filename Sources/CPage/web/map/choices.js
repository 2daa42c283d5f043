// The choices of the user: the map, its layout, the folders shown, and the search.

function radios(id, entries, chosen, change) {
  const group = byID(id);
  group.querySelectorAll("label").forEach((node) => node.remove());
  entries.forEach((text, index) => {
    const input = element("input", { type: "radio", name: id, value: index });
    input.checked = index === chosen;
    input.addEventListener("change", () => change(index));
    group.append(element("label", {}, input, text));
  });
  group.hidden = entries.length < 2;
}

function thinOut() {
  const { levels, last } = levelsOf(state.map, state.layout);
  [state.levels, state.last] = [levels, last];
}

function showLayout(index) {
  state.layout = state.map.layouts[index];
  state.bounds = boundsOf(state.layout);
  thinOut();
  byID("about").textContent = state.layout.about;
  if (view.width) look(view.x, view.y, view.scale);
  if (state.chosen >= 0) goTo(state.chosen); else if (view.width) fit();
  redraw();
}

function showMap(index) {
  state.map = readMap(index);
  [state.pointed, state.at] = [-1, -1];
  choose(-1);
  radios("ways", state.map.layouts.map((layout) => layout.title), 0, showLayout);
  buildLegend();
  showLayout(0);
  seek();
}

// The folders in the order of their names; all folders without a colour share one entry.
function buildLegend() {
  const { map } = state;
  const { counts, of, ranked } = map.colours;
  const legend = byID("legend");
  legend.replaceChildren();
  if (map.folders.length < 2) return;
  legend.append(element("h3", {}, "Folders"));
  const own = [...map.folders.keys()].filter((folder) => of[folder] !== null);
  const others = ranked.filter((folder) => of[folder] === null);
  const entries = own.map((folder) => [map.folders[folder], [folder]]);
  if (others.length) {
    entries.push([`${whole(others.length)} other folder${others.length > 1 ? "s" : ""}`, others]);
  }
  for (const [name, folders] of entries) legend.append(legendEntry(name, folders, counts));
  const all = element("button", { type: "button", class: "all" }, "Show all");
  all.addEventListener("click", () => { map.hidden.clear(); filter(); });
  legend.append(all);
}

function legendEntry(name, folders, counts) {
  const { map } = state;
  const dot = element("span", { class: "dot", "aria-hidden": "true" });
  const colour = map.colours.of[folders[0]];
  if (colour !== null) dot.style.setProperty("--dot", paint.folders[colour]);
  const count = folders.reduce((sum, folder) => sum + counts[folder], 0);
  const button = element("button", { type: "button", "aria-pressed": "true" }, dot,
    element("bdi", { class: "name" }, name), element("span", { class: "count" }, whole(count)));
  button.folders = folders;
  button.addEventListener("click", () => {
    const isHidden = map.hidden.has(folders[0]);
    for (const folder of folders) {
      if (isHidden) map.hidden.delete(folder); else map.hidden.add(folder);
    }
    filter();
  });
  return button;
}

function filter() {
  const { map } = state;
  for (const button of byID("legend").querySelectorAll("[aria-pressed]")) {
    button.setAttribute("aria-pressed", String(!map.hidden.has(button.folders[0])));
  }
  if (state.chosen >= 0 && !isShown(map, state.chosen)) choose(-1);
  state.pointed = -1;
  thinOut();
  seek();
  redraw();
}

function seek() {
  const { map } = state;
  const text = byID("search").value.trim().toLowerCase();
  state.at = -1;
  state.matches = null;
  if (text) {
    const found = [...map.names.keys()].filter((i) =>
      isShown(map, i) && map.lowercase[i].includes(text));
    state.matches = new Set(found);
  }
  const count = state.matches?.size ?? 0;
  byID("found").textContent = text ? `${whole(count)} found` : "";
  byID("next").disabled = !count;
  redraw();
}

function showNext() {
  if (!state.matches?.size) return;
  const found = [...state.matches];
  state.at = (state.at + 1) % found.length;
  choose(found[state.at], { go: true });
  byID("found").textContent = `${whole(state.at + 1)} of ${whole(found.length)}`;
}

function recolour() {
  readColours();
  if (state.map) { buildLegend(); filter(); }
  redraw();
}

readColours();
byID("controls").hidden = false;
byID("zoom").hidden = false;
radios("maps", titles.map((_, index) => readMap(index).title), 0, showMap);
showMap(0);
resize();
new ResizeObserver(resize).observe(byID("stage"));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);
listenToPointers();
listenToKeys();
byID("in").addEventListener("click", () => zoom(2));
byID("out").addEventListener("click", () => zoom(0.5));
byID("fit").addEventListener("click", () => fit());
byID("close").addEventListener("click", () => { choose(-1); canvas.focus(); });
byID("enlarge").addEventListener("click", enlarge);
byID("whole-close").addEventListener("click", () => byID("whole").close());
byID("whole").addEventListener("click", (event) => {
  if (event.target === byID("whole")) byID("whole").close();
});
byID("search").addEventListener("input", seek);
byID("search").addEventListener("keydown", (event) => {
  if (event.key === "Enter") showNext();
  if (event.key === "Escape") { byID("search").value = ""; seek(); }
});
byID("next").addEventListener("click", showNext);

// The tests drive the page through this object.
window.aezipMap = {
  view,
  screen: (i) => ({ x: screenX(state.layout.x[i]), y: screenY(state.layout.y[i]) }),
  count: () => state.map.count,
  shown: () => [...state.map.names.keys()].filter((i) => isShown(state.map, i)).length,
};
