/* Tell the person when a passkey did not work; the library only writes to the console. */

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const problem = document.getElementById("passkey-problem");
  problem.hidden = false;
  document.getElementById("main").prepend(problem);
});
