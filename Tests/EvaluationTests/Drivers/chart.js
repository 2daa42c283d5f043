const seen = {};
await settle();
seen.curves = curvesShown();
seen.textbookPressed = one('[data-toggles="pca-textbook"]').getAttribute("aria-pressed");
seen.pageIsAsWideAsWindow = document.documentElement.scrollWidth <= innerWidth;

const toggle = one('[data-toggles="jpeg-444"]');
toggle.click();
seen.afterHiding = { pressed: toggle.getAttribute("aria-pressed"), curves: curvesShown(), there: !!curve("jpeg-444") };
toggle.click();
seen.afterShowing = curvesShown();

const line = () => curve("aezip-prior").querySelector(".line").getAttribute("d");
const before = { line: line(), axis: one("#chart .axis").textContent };
const metric = one('input[value="msSSIM"]');
metric.click();
seen.metric = {
  offered: texts("#metrics label"), before: before.axis, after: one("#chart .axis").textContent,
  lineChanged: line() !== before.line,
};
one('input[value="psnr"]').click();

const svg = one("#chart svg");
const mark = curve("aezip-prior").querySelectorAll(".mark")[3].getBoundingClientRect();
const [x, y] = [mark.x + mark.width / 2, mark.y + mark.height / 2];
const tooltip = () => one(".tooltip").hidden ? null : texts(".tooltip > *");
pointer(svg, "pointermove", x + 2, y - 1);
seen.hovered = tooltip();
pointer(svg, "pointerleave", x, y);
seen.left = tooltip();
pointer(svg, "pointerdown", x, y, "touch");
pointer(svg, "pointerleave", x, y, "touch");
seen.touched = tooltip();
press(svg, "Escape");
seen.escaped = tooltip();
press(svg, "ArrowRight");
press(svg, "ArrowRight");
seen.keyed = { tooltip: tooltip(), said: one("#chart-said").textContent };
press(svg, "ArrowDown");
seen.keyedDown = tooltip();

for (const button of all('[data-toggles][aria-pressed="true"]')) button.click();
seen.nothing = { curves: curvesShown(), text: one("#chart svg").textContent };
one(".legend .all").click();
seen.everything = curvesShown();
report(seen);
