// What every page does: a form that is on its way is not sent twice.
"use strict";
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  form.setAttribute("aria-busy", "true");
});
// The back button brings a page as it was left: its forms may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
  }
});
// A refusal is seen at once, wherever on a long page it stands.
const answer = document.getElementById("answer");
if (answer) {
  const { top, bottom } = answer.getBoundingClientRect();
  if (top < 0 || bottom > innerHeight) answer.scrollIntoView({ block: "center" });
}
// A filter that is chosen applies at once.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-apply]");
  if (form && event.target.matches("select")) form.requestSubmit();
});
// What a search found is told to those who do not see it; the whole list would be too much.
const results = document.getElementById("results");
const said = document.getElementById("said");
if (results && said) {
  new MutationObserver(() => {
    const count = results.querySelector(".count");
    if (count) said.textContent = count.textContent;
  }).observe(results, { childList: true });
}
// A comparison that is folded opens at once for who wants all of it.
for (const button of document.querySelectorAll("[data-open-all]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    for (const part of button.closest(".diff").querySelectorAll("details.part")) part.open = true;
    button.hidden = true;
  });
}
