// The timeline: only what is in its window is drawn.
const timeline = find("#timeline"), view = find(".view"), film = find(".film"), pane = find(".window");
const range = find("#range"), tip = find(".tip");
timeline.hidden = false;
let scale = 1, isFitted = true, queued = false;
const ruler = draw("svg", { class: "ruler", height: 26, "aria-hidden": "true" });
pane.append(ruler);
const addLane = (lane, height) => {
  const label = make("div", { class: "lane-name" }, make("b", {}, make("bdi", {}, lane.name)));
  if (lane.lines) label.append(make("span", {}, lane.tag + " · " + lane.lines.length + " lines"));
  lane.svg = draw("svg", { class: "lane" + (lane.lines ? "" : " original"), height });
  lane.wave = draw("path", { class: "wave" });
  if (lane.lines) {
    lane.svg.setAttribute("role", "group");
    lane.svg.setAttribute("aria-label", lane.name + ", lines on the timeline");
    lane.cues = draw("path", { class: "cues" });
    lane.verdicts = VERDICTS.map((verdict) => draw("path", { class: verdict }));
    lane.hatched = draw("path", { class: "hatched" });
    // The wave again over the boxes, in the colour that can be seen there.
    lane.shapes = draw("path");
    const clip = draw("clipPath", { id: "boxes-" + lane.index }, lane.shapes);
    lane.inner = draw("path", { class: "inner", "clip-path": `url(#boxes-${lane.index})` });
    lane.links = draw("path", { class: "links" });
    lane.labels = draw("g");
    lane.hover = draw("rect", { class: "hover", rx: 2, visibility: "hidden" });
    lane.svg.append(
      draw("defs", {}, clip), lane.wave, lane.cues, lane.links, ...lane.verdicts, lane.hatched, lane.inner, lane.labels,
      lane.hover);
  } else {
    lane.svg.setAttribute("aria-hidden", "true");
    lane.svg.append(lane.wave);
  }
  lane.height = height;
  pane.append(label, lane.svg);
};
const original = data.original && { name: "Original sound", peaks: bytes(data.original.peaks), step: data.original.step };
if (original) addLane(original, 36);
lanes.forEach((lane) => addLane(lane, LANE));
const pattern = draw("pattern", { id: "hatch", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(25)" },
  draw("path", { class: "hatch", d: "M0 0V6" }));
ruler.append(draw("defs", {}, pattern));

const x = (ms) => (ms * scale - view.scrollLeft);
const fixed = (n) => Math.round(n * 10) / 10;

const drawWave = (lane, width) => {
  const { peaks, step, height } = lane, middle = height / 2, columns = Math.ceil(width / 2);
  let upper = "", lower = "";
  for (let i = 0; i <= columns; i++) {
    const a = Math.floor((view.scrollLeft + 2 * i) / scale / step);
    const b = Math.max(a + 1, Math.floor((view.scrollLeft + 2 * i + 2) / scale / step));
    let peak = 0;
    for (let k = a; k < b && k < peaks.length; k++) if (peaks[k] > peak) peak = peaks[k];
    const y = fixed(Math.max(.4, Math.pow(peak / 255, .7) * (middle - 2)));
    upper += "L" + 2 * i + " " + fixed(middle - y);
    lower = "L" + 2 * i + " " + fixed(middle + y) + lower;
  }
  const outline = "M0 " + middle + upper + lower + "Z";
  lane.wave.setAttribute("d", outline);
  if (lane.inner) lane.inner.setAttribute("d", lane.shapes.getAttribute("d") ? outline : "");
};

// Shapes tell verdicts apart: early points back, late points on, what overruns has a torn end.
const shape = (verdict, a, b) => {
  const w = b - a, tooth = Math.min(8, w / 2), high = (TOP + BOTTOM) / 2;
  if (w >= 8 && verdict === "early")
    return `M${a} ${high}L${a + tooth} ${TOP}H${b}V${BOTTOM}H${a + tooth}Z`;
  if (w >= 8 && verdict === "late")
    return `M${a} ${TOP}H${b - tooth}L${b} ${high}L${b - tooth} ${BOTTOM}H${a}Z`;
  if (w >= 8 && verdict === "overruns") {
    const q = (BOTTOM - TOP) / 4;
    return `M${a} ${TOP}H${b}L${b - tooth} ${TOP + q}L${b} ${high}L${b - tooth} ${BOTTOM - q}L${b} ${BOTTOM}H${a}Z`;
  }
  return `M${a} ${TOP}H${b}V${BOTTOM}H${a}Z`;
};
const caption = (line) => {
  const [, , , , onset, rate] = [...line.row.cells].map((cell) => cell.textContent);
  if (line.verdict === "natural") return "";
  if (line.verdict === "stretched") return rate + "×";
  if (line.verdict === "overruns") return "! " + rate + "×";
  return onset + " ms";
};
const drawLane = (lane, from, to) => {
  const paths = VERDICTS.map(() => ""), labels = [];
  // Boxes too narrow for a shape become runs: a whole film has thousands of them.
  const runs = VERDICTS.map(() => null);
  const close = (v) => { if (runs[v]) paths[v] += shape("", ...runs[v]); runs[v] = null; };
  let inner = "", cues = "", hatched = "", links = "";
  for (let i = firstFrom(lane.lines, (line) => line.reach >= from); i < lane.lines.length; i++) {
    const line = lane.lines[i];
    if (line.from > to) { if (line.start > to + 60000) break; else continue; }
    // The parts of one take belong together.
    if (line.pieces.length > 1) links += `M${fixed(x(line.start))} ${LANE / 2}H${fixed(x(line.end))}`;
    for (const [start, end, cueStart, cueEnd] of line.pieces) {
      const a = fixed(x(start)), b = fixed(Math.max(x(end), x(start) + 1));
      const c = fixed(x(cueStart)), d = fixed(x(cueEnd));
      const v = VERDICTS.indexOf(line.verdict);
      if (d - c > 8) cues += `M${c} 4H${d}V${LANE - 4}H${c}Z`;
      if (b - a < 4) {
        if (runs[v] && a - runs[v][1] <= 1) { runs[v][1] = Math.max(b, runs[v][1]); continue; }
        close(v);
        runs[v] = [a, b];
        continue;
      }
      const body = shape(line.verdict, a, b);
      paths[v] += body;
      if (b - a > 8) inner += body;
      if (line.verdict === "stretched" && b - a >= 6) hatched += body;
      const text = b - a > 30 ? caption(line) : "";
      if (text && b - Math.max(a, 0) > text.length * 7 + 18)
        labels.push(draw("text", { x: Math.max(a, 0) + (line.verdict === "early" ? 12 : 6), y: LANE / 2 + 4 }, text));
    }
  }
  runs.forEach((_, v) => close(v));
  lane.cues.setAttribute("d", cues);
  lane.links.setAttribute("d", links);
  lane.shapes.setAttribute("d", inner);
  lane.hatched.setAttribute("d", hatched);
  lane.verdicts.forEach((path, i) => path.setAttribute("d", paths[i]));
  lane.labels.replaceChildren(...labels);
  if (lane.box) place(lane.box, lane.current);
};
const STEPS = [.1, .2, .5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];
const drawRuler = (from, to) => {
  const step = 1000 * (STEPS.find((s) => s * 1000 * scale >= 84) || 7200), marks = [];
  let ticks = "";
  for (let t = Math.floor(from / step) * step; t <= to; t += step) {
    ticks += `M${fixed(x(t)) + .5} 18V26`;
    marks.push(draw("text", { x: fixed(x(t)) + 4, y: 15 }, clock(t, step < 1000 ? 1 : 0)));
  }
  ruler.replaceChildren(ruler.firstChild, draw("path", { d: ticks }), ...marks);
};
const paint = () => {
  queued = false;
  const width = view.clientWidth, from = view.scrollLeft / scale, to = from + width / scale;
  pane.style.width = width + "px";
  drawRuler(from, to);
  if (original) drawWave(original, width);
  for (const lane of lanes) { drawLane(lane, from, to); drawWave(lane, width); }
  range.textContent = clock(from, 1) + " – " + clock(Math.min(to, data.length_ms), 1);
};
const repaint = () => { if (!queued) { queued = true; requestAnimationFrame(paint); } };
const fitScale = () => view.clientWidth / data.length_ms;
const setScale = (wanted, at = view.clientWidth / 2) => {
  const ms = (view.scrollLeft + at) / scale, least = fitScale();
  // At most 400 pixels a second.
  scale = Math.min(Math.max(wanted, least), Math.max(.4, least));
  isFitted = scale === least;
  film.style.width = isFitted ? "100%" : Math.ceil(data.length_ms * scale) + "px";
  view.scrollLeft = ms * scale - at;
  repaint();
};
const zoom = { "zoom-in": () => setScale(scale * 2), "zoom-out": () => setScale(scale / 2), "zoom-fit": () => setScale(0) };
for (const [id, act] of Object.entries(zoom)) find("#" + id).addEventListener("click", act);
view.addEventListener("scroll", () => {
  const lane = focused();
  if (lane) showTip(lane.current); else hideTip();
  repaint();
}, { passive: true });
view.addEventListener("wheel", (event) => {
  if (!event.ctrlKey && !event.metaKey) return;
  event.preventDefault();
  setScale(scale * Math.exp(-event.deltaY / 200), event.clientX - view.getBoundingClientRect().left);
}, { passive: false });
new ResizeObserver(() => setScale(isFitted ? 0 : scale)).observe(view);

// One box a lane can be tabbed to; arrow keys move it (a roving tabindex over boxes that need not all exist).
const place = (box, line) => {
  const a = x(line.start), b = Math.max(x(line.end), a + 6);
  fill(box.firstChild, { x: fixed(a), y: 2, width: fixed(b - a), height: LANE - 4, rx: 3 }, []);
};
const spoken = (line) => {
  const [cue, text, verdict, start, onset, rate, characters, cut] = [...line.row.cells].map((c) => c.textContent);
  return `${lanes[line.lane].tag} ${cue}, ${verdict}, at ${start}, onset ${onset} ms, rate ${rate}, `
    + `${characters} characters${cut === "0" ? "" : ", cut " + cut}: ${text}`;
};
const take = (lane, line) => {
  const box = draw("g", { class: "box", role: "button", tabindex: 0, "aria-label": spoken(line) }, draw("rect"));
  box.addEventListener("focus", () => { reveal(line); showTip(line); });
  box.addEventListener("blur", hideTip);
  place(box, line);
  const old = lane.box;
  lane.svg.append(box);
  Object.assign(lane, { box, current: line });
  return () => { if (old && old !== document.activeElement) old.remove(); };
};
const focused = () => lanes.find((lane) => lane.box && lane.box === document.activeElement);
const focusOn = (lane, line) => {
  const removeOld = take(lane, line);
  lane.box.focus();
  removeOld();
};
const reveal = (line) => {
  const a = x(line.start), b = x(line.end);
  if (a < 0 || b > view.clientWidth) view.scrollLeft = line.start * scale - view.clientWidth / 3;
  repaint();
};
lanes.forEach((lane) => { if (lane.lines.length) take(lane, lane.lines[0]); });
const nearest = (lane, ms) => {
  const i = firstFrom(lane.lines, (line) => line.start >= ms);
  const around = [lane.lines[i - 1], lane.lines[i]].filter(Boolean);
  return around.sort((a, b) => Math.abs(a.start - ms) - Math.abs(b.start - ms))[0];
};
const otherLane = (lane, step) => {
  for (let i = lane.index + step; lanes[i]; i += step) if (lanes[i].lines.length) return lanes[i];
};
pane.addEventListener("keydown", (event) => {
  const lane = focused();
  if (!lane || event.ctrlKey || event.metaKey || event.altKey) return;
  const i = lane.lines.indexOf(lane.current), last = lane.lines.length - 1;
  const go = (line) => line && focusOn(lanes[line.lane], line);
  const cross = (step) => { const next = otherLane(lane, step); if (next) go(nearest(next, lane.current.start)); };
  const keys = {
    ArrowRight: () => go(lane.lines[Math.min(last, i + 1)]), ArrowLeft: () => go(lane.lines[Math.max(0, i - 1)]),
    Home: () => go(lane.lines[0]), End: () => go(lane.lines[last]),
    ArrowDown: () => cross(1), ArrowUp: () => cross(-1),
    Enter: () => showRow(lane.current), " ": () => showRow(lane.current), Escape: hideTip,
    "+": zoom["zoom-in"], "=": zoom["zoom-in"], "-": zoom["zoom-out"], "0": zoom["zoom-fit"],
  };
  if (!keys[event.key]) return;
  event.preventDefault();
  keys[event.key]();
  if ("+=-0".includes(event.key)) reveal(lane.current);
});
const under = (lane, event) => {
  const at = event.clientX - view.getBoundingClientRect().left;
  const ms = (at + view.scrollLeft) / scale, slack = 3 / scale;
  let found = null;
  for (let i = firstFrom(lane.lines, (line) => line.reach >= ms - slack); i < lane.lines.length; i++) {
    const line = lane.lines[i];
    if (line.start > ms + slack + 60000) break;
    const hit = line.pieces.some(([s, e]) => s - slack <= ms && ms <= e + slack);
    const isWorse = found && VERDICTS.indexOf(line.verdict) > VERDICTS.indexOf(found.verdict);
    if (hit && (!found || isWorse)) found = line;
  }
  return found;
};
lanes.forEach((lane) => {
  lane.svg.addEventListener("pointermove", (event) => {
    const line = under(lane, event);
    if (!line) return hideTip();
    const a = x(line.start), b = Math.max(x(line.end), a + 2);
    fill(lane.hover, { x: fixed(a), y: TOP - 2, width: fixed(b - a), height: BOTTOM - TOP + 4, visibility: "visible" }, []);
    showTip(line, event);
  });
  lane.svg.addEventListener("pointerleave", hideTip);
  lane.svg.addEventListener("click", (event) => {
    const line = under(lane, event);
    if (!line) return;
    focusOn(lane, line);
    showRow(line);
  });
});
document.addEventListener("keydown", (event) => { if (event.key === "Escape") hideTip(); });

function hideTip() {
  tip.hidden = true;
  lanes.forEach((lane) => lane.hover.setAttribute("visibility", "hidden"));
}
function showTip(line, event) {
  const lane = lanes[line.lane];
  const [cue, text, verdict, start, onset, rate, characters, cut, levers, number] = line.row.cells;
  const list = make("dl");
  const fact = (name, value) => list.append(make("dt", {}, name), make("dd", {}, value));
  fact("Speech", `${start.textContent}, ${((line.end - line.start) / 1000).toFixed(2)} s`);
  fact("Onset", `${onset.textContent} ms from its cue`);
  fact("Rate", rate.textContent + "×");
  if (levers.textContent) fact("Levers", levers.textContent);
  fact("Length", `${characters.textContent} characters`
    + (cut.textContent === "0" ? "" : `, cut ${cut.textContent} to ${characters.textContent - cut.textContent}`));
  fact("Take", number.textContent);
  const said = make("p", { class: "said", lang: lane.tag, dir: "auto" }, ...[...text.childNodes].map((n) => n.cloneNode(true)));
  tip.replaceChildren(
    make("p", { class: "v " + line.verdict }, `${lane.tag} ${cue.textContent} · ${verdict.textContent}`), said, list);
  tip.hidden = false;
  const box = lane.svg.getBoundingClientRect(), frame = view.getBoundingClientRect();
  const at = event ? event.clientX : frame.left + Math.max(0, x(line.start));
  const { width, height } = tip.getBoundingClientRect();
  const below = box.bottom + 6 + height <= innerHeight || box.top - 6 - height < 0;
  tip.style.left = Math.max(12, Math.min(at - 20, innerWidth - width - 12)) + "px";
  tip.style.top = Math.max(6, below ? box.bottom + 6 : box.top - 6 - height) + "px";
}
