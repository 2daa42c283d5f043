const seen = {};
await settle();
const clip = () => one("#left-image").style.clipPath;
const captions = () => texts(".captions p").map((text) => text.trim());
const size = () => {
  const box = one("#left-image").getBoundingClientRect();
  return [box.width, box.height];
};
seen.captions = captions();
seen.size = size();
seen.naturalSize = [one("#left-image").naturalWidth, one("#left-image").naturalHeight];
seen.clips = [clip()];
choose("split", "20");
seen.clips.push(clip());
const box = one("#pan").getBoundingClientRect();
// A pointer that no hand holds cannot be captured.
one("#divider").setPointerCapture = () => {};
pointer(one("#divider"), "pointerdown", box.x + box.width * 0.75, box.y + 20, "touch");
seen.clips.push(clip());
seen.rangeAfterDrag = Number(one("#split").value);
one("#swap").click();
seen.swapped = captions();
seen.options = [...one("#shown").options].map((o) => o.text);
one("#next").click();
await settle();
seen.second = { captions: captions(), note: one("#shown-note").textContent, last: one("#next").disabled };
one("#pan").scrollLeft = 100;
// Without a window there may be no frame, with which the event would come.
one("#pan").dispatchEvent(new Event("scroll"));
seen.scrolled = { left: one("#pan").scrollLeft, clip: clip() };
all("#pictures tbody .link")[0].click();
await settle();
seen.linked = one("#shown").value;
report(seen);
