const seen = {};
await settle();
const map = window.aezipMap;
const canvas = one("#canvas");
canvas.setPointerCapture = () => {};
const box = () => canvas.getBoundingClientRect();
const wheel = (deltaY) => canvas.dispatchEvent(new WheelEvent("wheel", {
  deltaY, clientX: box().x + 100, clientY: box().y + 100, cancelable: true,
}));
const middle = () => {
  const i = 3;
  const at = map.screen(i);
  return { x: box().x + at.x, y: box().y + at.y };
};
const detail = () => ({
  name: one("#name").textContent, facts: texts("#facts > div"),
  near: all("#near button").length, source: one("#large").src.slice(0, 24),
});
seen.pageIsAsWideAsWindow = document.documentElement.scrollWidth <= innerWidth;
seen.ways = texts("#ways label");
seen.folders = texts("#legend [aria-pressed]");
const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
seen.painted = data.filter((value, at) => at % 4 === 3 && value > 0).length;

seen.scales = [map.view.scale];
wheel(-400);
seen.scales.push(map.view.scale);
press(canvas, "+");
seen.scales.push(map.view.scale);
const before = map.screen(3);
pointer(canvas, "pointerdown", box().x + 100, box().y + 100);
pointer(canvas, "pointermove", box().x + 140, box().y + 75);
pointer(canvas, "pointerup", box().x + 140, box().y + 75);
const after = map.screen(3);
seen.dragged = [after.x - before.x, after.y - before.y];
press(canvas, "0");
for (let tries = 0; tries < 30; tries += 1) await settle();
seen.scales.push(map.view.scale);

one("#canvas").focus();
const place = middle();
pointer(canvas, "pointerdown", place.x, place.y);
pointer(canvas, "pointerup", place.x, place.y);
await settle();
seen.clicked = detail();
press(canvas, "ArrowRight");
press(canvas, "ArrowLeft");
press(canvas, "Enter");
await settle();
seen.keyed = detail();
one("#enlarge").click();
seen.enlarged = one("#whole").open && one("#whole-image").src === one("#large").src;
one("#whole-close").click();
press(canvas, "Escape");
seen.closed = one("#detail").hidden;

choose("search", "<script>");
press(one("#search"), "Enter");
await settle();
seen.found = one("#found").textContent;
seen.searched = detail();
seen.chosenBySearch = all("#detail:not([hidden])").length;
choose("search", "");
all("#legend [aria-pressed]")[0].click();
await settle();
seen.filtered = map.shown();
seen.hidden = map.count() - seen.filtered;
report(seen);
