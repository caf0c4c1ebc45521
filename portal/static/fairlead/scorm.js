/* The portal's side of a SCORM package: takes what the sandbox reports and keeps it, one report after the other. */

const frame = document.getElementById("package");
const { channel, report, token } = frame.dataset;
const kept = document.getElementById("package-kept");
const finished = document.getElementById("package-finished");
let queue = Promise.resolve();

async function keep(values, last) {
  const answer = await fetch(report, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify({ values, last }),
  });
  if (!answer.ok) {
    kept.textContent = "Your progress could not be kept just now. Leave this page open; the next step is tried again.";
    return;
  }
  const state = await answer.json();
  kept.textContent = state.said;
  finished.hidden = !state.finished;
}

window.addEventListener("message", (event) => {
  const said = event.data;
  if (event.origin !== "null" || !said || said.fairlead !== channel || typeof said.values !== "object") return;
  queue = queue.then(() => keep(said.values, Boolean(said.last))).catch(() => {
    kept.textContent = "The portal cannot be reached. Your progress is kept as far as it was sent.";
  });
});
