/* What a page gains with JavaScript. Nothing depends on it. */

const design = document.getElementById("fairlead-start").dataset.design;

document.body.classList.add("js-enabled", "govuk-frontend-supported");

import(design).then((govuk) => {
  const parts = [govuk.Button, govuk.CharacterCount, govuk.Checkboxes, govuk.ErrorSummary, govuk.PasswordInput, govuk.Radios, govuk.SkipLink, govuk.Tabs];
  for (const part of parts) govuk.createAll(part);
});

function offerCopies(root) {
  if (!navigator.clipboard) return;
  for (const place of root.querySelectorAll("[data-copy]")) {
    place.querySelector("button").hidden = false;
  }
}

function countChosen(list) {
  const boxes = [...list.querySelectorAll("input[name=selected]")];
  const chosen = boxes.filter((box) => box.checked).length;
  const words = list.querySelector("[data-chosen-count]");
  if (words) words.textContent = chosen ? `With the ${chosen} chosen:` : "With the rows you choose:";
  const all = list.querySelector("[data-choose-all]");
  if (all) {
    all.closest("label").hidden = false;
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  }
}

function prepare(root) {
  offerCopies(root);
  for (const list of document.querySelectorAll(".fl-list")) countChosen(list);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy] button");
  if (!button) return;
  const place = button.closest("[data-copy]");
  navigator.clipboard.writeText(place.dataset.copy).then(() => {
    place.querySelector("[data-copied]").textContent = "Copied.";
    const word = button.querySelector(".fl-reference__word");
    const before = word.innerHTML;
    word.textContent = "Copied";
    setTimeout(() => { word.innerHTML = before; place.querySelector("[data-copied]").textContent = ""; }, 2000);
  });
});

document.addEventListener("change", (event) => {
  const list = event.target.closest(".fl-list");
  if (!list) return;
  if (event.target.matches("[data-choose-all]")) {
    for (const box of list.querySelectorAll("input[name=selected]")) box.checked = event.target.checked;
  }
  countChosen(list);
});

/* An answer that is a whole page (a refusal, a fault, the sign-in) is shown as one, not squeezed into a table. */

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, pathInfo } = event.detail;
  if (!/^\s*<!doctype/i.test(xhr.responseText)) return;
  event.detail.shouldSwap = false;
  window.location.assign(pathInfo.finalRequestPath);
});

document.addEventListener("htmx:load", (event) => prepare(event.detail.elt));
prepare(document);
