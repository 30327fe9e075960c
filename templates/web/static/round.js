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
  const files = new Set(document.querySelectorAll(".body-files a")); // each is the document, and is opened
  const settle = () => {
    if (pieces.size || files.size) return;
    document.removeEventListener("scroll", look);
    release();
  };
  // A piece is seen when its end was in the window; a jump over it shows nothing of it.
  const look = () => {
    for (const piece of pieces) {
      const end = piece.getBoundingClientRect().bottom;
      if (end > 0 && end <= window.innerHeight + 1) pieces.delete(piece);
    }
    settle();
  };
  document.addEventListener("scroll", look, { passive: true });
  document.addEventListener("click", (event) => {
    if (event.target.closest("a[data-whole], details[data-whole] > summary")) pieces.clear();
    files.delete(event.target.closest(".body-files a"));
    settle();
  });
  look();
})();
