// What all parts of the page share, and the lines, which the tables hold.
const data = JSON.parse(document.getElementById("data").textContent);
const VERDICTS = ["natural", "stretched", "early", "late", "overruns"];
const LANE = 52, TOP = 9, BOTTOM = LANE - 9;
const svgSpace = document.querySelector("svg").namespaceURI;
const find = (selector, root = document) => root.querySelector(selector);
const make = (name, attributes = {}, ...children) => fill(document.createElement(name), attributes, children);
const draw = (name, attributes = {}, ...children) =>
  fill(document.createElementNS(svgSpace, name), attributes, children);
const fill = (element, attributes, children) => {
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
};
const clock = (ms, digits) => {
  const unit = 10 ** digits, total = Math.round(Math.max(0, ms) / 1000 * unit);
  const whole = Math.floor(total / unit), two = (n) => String(n).padStart(2, "0");
  const hours = Math.floor(whole / 3600), minutes = Math.floor(whole / 60) % 60;
  const rest = digits ? "." + String(total % unit).padStart(digits, "0") : "";
  return (hours ? hours + ":" + two(minutes) : minutes) + ":" + two(whole % 60) + rest;
};
const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

// Lines, from the tables.
const panels = [...document.querySelectorAll(".language")];
// Before anything asks for a size: only one table is ever laid out.
panels.forEach((panel, index) => (panel.hidden = index > 0));
const lanes = panels.map((panel, index) => {
  const rows = [...find("tbody", panel).rows];
  const lines = rows.map((row) => {
    const numbers = row.dataset.p.split(" ").map(Number);
    const pieces = [];
    for (let i = 0; i < numbers.length; i += 4) {
      const [start, length, cue, cueLength] = numbers.slice(i, i + 4);
      pieces.push([start, start + length, start + cue, start + cue + cueLength]);
    }
    return {
      row, pieces, lane: index, verdict: row.cells[2].className,
      start: Math.min(...pieces.map((p) => p[0])), end: Math.max(...pieces.map((p) => p[1])),
      from: Math.min(...pieces.map((p) => Math.min(p[0], p[2]))),
      to: Math.max(...pieces.map((p) => Math.max(p[1], p[3]))),
    };
  });
  lines.forEach((line) => (line.row.line = line));
  lines.sort((a, b) => a.start - b.start);
  // Where a window begins: no earlier line reaches past the running maximum of ends.
  let reach = 0;
  for (const line of lines) line.reach = reach = Math.max(reach, line.to);
  const { tag, name, peaks, step } = data.languages[index];
  return { index, tag, name, lines, panel, step, peaks: bytes(peaks) };
});
const firstFrom = (lines, test) => {
  let low = 0, high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (test(lines[middle])) high = middle; else low = middle + 1;
  }
  return low;
};
