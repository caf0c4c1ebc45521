/* Working through a table by keyboard: j and k move, Enter opens, x chooses, / goes to the search. Never while somebody types. */

const rows = () => [...document.querySelectorAll("[data-desk] tbody tr")];
const link = (row) => row?.querySelector(".fl-table__link");

function move(step) {
  const all = rows();
  const here = all.findIndex((row) => row.contains(document.activeElement));
  const next = all[here < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(here + step, 0), all.length - 1)];
  link(next)?.focus();
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  x: () => document.activeElement.closest("[data-desk] tbody tr")?.querySelector("input[type=checkbox]")?.click(),
  "/": () => {
    document.querySelector("[data-desk] details")?.setAttribute("open", "");
    document.querySelector("[data-desk] form input:not([type=hidden])")?.focus();
  },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
