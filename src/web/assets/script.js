// Key strokes, and a timeline that can be dragged over. Every page works without it.
"use strict";

const editing = (target) => target.matches("input, select, textarea, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && editing(event.target)) return event.target.blur();
  if (editing(event.target)) return;
  const hits = [...document.querySelectorAll("[data-hit]")];
  const at = hits.indexOf(document.activeElement);
  if (event.key === "/") {
    event.preventDefault();
    document.getElementById("q")?.focus();
    document.getElementById("q")?.select();
  } else if (event.key === "j" && hits.length) {
    hits[Math.min(at + 1, hits.length - 1)].focus();
  } else if (event.key === "k" && hits.length) {
    hits[Math.max(at - 1, 0)].focus();
  }
});

// Dragging over bars asks for the days from the first to the last of them.
for (const chart of document.querySelectorAll("[data-brush]")) {
  const bars = [...chart.querySelectorAll("a")];
  let begun = -1;
  let last = -1;
  const under = (event) => bars.indexOf(document.elementFromPoint(event.clientX, event.clientY)?.closest("a"));
  const mark = () => {
    const [from, to] = [Math.min(begun, last), Math.max(begun, last)];
    bars.forEach((bar, at) => bar.classList.toggle("chosen", begun >= 0 && from <= at && at <= to));
  };
  chart.addEventListener("pointerdown", (event) => {
    begun = last = under(event);
  });
  chart.addEventListener("dragstart", (event) => event.preventDefault());
  chart.addEventListener("pointermove", (event) => {
    const at = under(event);
    if (begun >= 0 && at >= 0) {
      last = at;
      mark();
    }
  });
  chart.addEventListener("click", (event) => {
    if (begun >= 0 && last >= 0 && begun !== last) {
      event.preventDefault();
      const [from, to] = [bars[Math.min(begun, last)], bars[Math.max(begun, last)]];
      const address = new URL(location.href);
      address.searchParams.set("after", from.dataset.from);
      address.searchParams.set("before", to.dataset.to);
      address.searchParams.delete("offset");
      location.href = address;
    }
    begun = last = -1;
    mark();
  });
}

// A click into a citation selects it, ready to be copied.
for (const text of document.querySelectorAll("[data-copy]")) {
  text.addEventListener("click", () => getSelection().selectAllChildren(text));
}
