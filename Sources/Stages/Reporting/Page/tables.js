// The tables: one language at a time, sorted and filtered.
const filters = find("#filters"), search = find("#search"), status = find("#status");
const radios = [...document.querySelectorAll("input[name=language]")];
const boxes = [...document.querySelectorAll("input[name=verdict]")];
filters.hidden = false;
let shown = 0;
const filter = () => {
  const wanted = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
  const words = search.value.trim().toLowerCase();
  let count = 0;
  for (const { row, verdict } of lanes[shown].lines) {
    const isIn = (!wanted.size || wanted.has(verdict))
      && (!words || row.cells[1].textContent.toLowerCase().includes(words) || row.cells[0].textContent === words);
    row.hidden = !isIn;
    if (isIn) count += 1;
  }
  status.textContent = `${count} of ${lanes[shown].lines.length} lines`;
  rove(lanes[shown], find("tbody tr:not([hidden])", lanes[shown].panel));
};
const show = (index) => {
  shown = index;
  radios[index].checked = true;
  panels.forEach((panel, i) => (panel.hidden = i !== index));
  equip(lanes[index]);
  filter();
};
// Rows get a button only when their table is looked at first: most never are.
const equip = (lane) => {
  if (lane.isEquipped) return;
  lane.isEquipped = true;
  for (const { row } of lane.lines) {
    const cue = row.cells[0].textContent;
    row.cells[0].replaceChildren(
      make("button", { type: "button", tabindex: -1, "aria-label": `Show line ${cue} on the timeline` }, cue));
  }
};
const rove = (lane, row) => {
  if (lane.row) lane.row.cells[0].firstChild.tabIndex = -1;
  lane.row = row;
  if (row) row.cells[0].firstChild.tabIndex = 0;
};
function showRow(line) {
  boxes.forEach((box) => (box.checked = false));
  search.value = "";
  show(line.lane);
  document.querySelectorAll("tr.found").forEach((row) => row.classList.remove("found"));
  line.row.classList.add("found");
  rove(lanes[line.lane], line.row);
  line.row.cells[0].firstChild.focus({ preventScroll: true });
  line.row.scrollIntoView({ block: "nearest" });
}
const step = (row, way) => {
  do row = way > 0 ? row.nextElementSibling : row.previousElementSibling; while (row && row.hidden);
  return row;
};
lanes.forEach((lane) => {
  const body = find("tbody", lane.panel);
  body.addEventListener("click", (event) => {
    const button = event.target.closest("th button");
    if (!button) return;
    const line = button.closest("tr").line;
    if (scale * (line.end - line.start) < 24) setScale(120 / (line.end - line.start));
    view.scrollLeft = line.start * scale - view.clientWidth / 3;
    timeline.scrollIntoView({ block: "nearest" });
    focusOn(lane, line);
  });
  body.addEventListener("keydown", (event) => {
    const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const row = way && event.target.closest("tr") && step(event.target.closest("tr"), way);
    if (!row) return;
    event.preventDefault();
    rove(lane, row);
    row.cells[0].firstChild.focus();
  });
  for (const [column, head] of [...find("thead tr", lane.panel).cells].entries()) {
    const button = make("button", { type: "button" }, head.textContent);
    head.replaceChildren(button);
    button.addEventListener("click", () => sort(lane, column, head));
  }
});
const sort = (lane, column, head) => {
  const isDown = head.getAttribute("aria-sort") === "ascending";
  for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", isDown ? "descending" : "ascending");
  const value = (line) => {
    if (column === 0 || column === 3) return line.start;
    if (column === 2) return VERDICTS.indexOf(line.verdict);
    const text = line.row.cells[column].textContent, number = parseFloat(text.replace("−", "-"));
    return column >= 4 && column !== 8 ? number : text;
  };
  const order = lane.lines.map((line) => [value(line), line]);
  order.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0) * (isDown ? -1 : 1));
  find("tbody", lane.panel).append(...order.map(([, line]) => line.row));
};
radios.forEach((radio, index) => radio.addEventListener("change", () => show(index)));
boxes.forEach((box) => box.addEventListener("change", filter));
search.addEventListener("input", filter);
document.querySelectorAll("a[data-language]").forEach((link) => link.addEventListener("click", () => {
  show(lanes.findIndex((lane) => lane.tag === link.dataset.language));
}));
if (lanes.length) show(0);
