// Nothing is signed unseen: the button waits until every piece of the content was in the window, or the copy
// was opened. Without this script the form stands at the end of the page.
"use strict";
(() => {
  const button = document.querySelector("[data-after-reading]");
  const content = document.getElementById("shown");
  const unseen = document.getElementById("unseen");
  if (!button || !content || !unseen) return;
  const key = `sopctl-seen-${button.dataset.afterReading}`;
  const remembered = () => { try { return sessionStorage.getItem(key) === "yes"; } catch { return false; } };
  const release = () => {
    button.disabled = false;
    unseen.hidden = true;
    try { sessionStorage.setItem(key, "yes"); } catch { /* then it is read again after a wrong password */ }
  };
  if (remembered()) return;
  button.disabled = true;
  unseen.hidden = false;
  const pieces = new Set([...content.children].filter((piece) => piece.offsetHeight > 0));
  const watch = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      // A piece that is longer than the window is seen at its end.
      if (entry.intersectionRatio < 1 && entry.boundingClientRect.bottom > window.innerHeight) continue;
      pieces.delete(entry.target);
      watch.unobserve(entry.target);
    }
    if (!pieces.size) { watch.disconnect(); release(); }
  }, { threshold: [0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1] });
  for (const piece of pieces) watch.observe(piece);
  if (!pieces.size && !document.querySelector(".body-files")) release();
  document.addEventListener("click", (event) => {
    if (event.target.closest("a[data-whole], details[data-whole] > summary")) release();
  });
})();
