// Nothing is signed unseen: the button waits until every piece of the content was in the window, or the copy
// was opened. A bar below leads from change to change and through what was not read, then to the form.
// Signing hangs on what was read alone: whatever only shows it may be missing. Without this script the form
// stands at the end.
"use strict";
(() => {
  const button = document.querySelector("[data-after-reading]");
  const content = document.getElementById("shown");
  const unseen = document.getElementById("unseen");
  const bar = document.querySelector(".signing-bar");
  if (!button || !content) return;
  const key = `sopctl-seen-${button.dataset.afterReading}`;
  const remembered = () => { try { return sessionStorage.getItem(key) === "yes"; } catch { return false; } };
  const pieces = new Set([...content.querySelectorAll(":scope > *, :scope > section > *")].filter((piece) => piece.offsetHeight > 0 && piece.tagName !== "SECTION"));
  const files = new Set(document.querySelectorAll(".body-files a")); // each is the document, and is opened
  const all = pieces.size + files.size;
  const told = bar?.querySelector("[data-share]");
  const tell = () => {
    const share = all ? Math.floor(100 * (1 - (pieces.size + files.size) / all)) : 100;
    const progress = bar?.querySelector("progress");
    if (progress) progress.value = share;
    const zero = (told?.dataset.zero || "0").codePointAt(0); // in the digits of the page
    if (told) told.textContent = `${share}%`.replace(/[0-9]/g, (digit) => String.fromCodePoint(zero + Number(digit)));
  };
  // What leads to the form stands once the text was read; until then stands what is still to do.
  const show = (read) => {
    button.disabled = !read;
    if (unseen) unseen.hidden = read;
    for (const one of document.querySelectorAll("[data-until-read]")) one.hidden = read;
    for (const one of document.querySelectorAll("[data-once-read]")) one.hidden = !read;
  };
  const release = () => {
    show(true);
    pieces.clear();
    files.clear();
    tell();
    try { sessionStorage.setItem(key, "yes"); } catch { /* then it is read again after a wrong password */ }
  };
  const settle = () => {
    if (pieces.size || files.size) return tell();
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
  // From change to change: a folded heading is a stop of its own, and opens when it is reached.
  const stops = () => [...document.querySelectorAll(".diff .part, .diff .added, .diff .removed, .diff .changed, .diff .moved")]
    .filter((stop) => (stop.matches(".part") ? !stop.open : stop.offsetHeight > 0 && !stop.matches(".tally")));
  const go = (step) => {
    look(); // what stands in the window now was seen, whether or not its event came yet
    const places = stops().map((stop) => [stop, stop.getBoundingClientRect().top]);
    const found = step > 0 ? places.find(([, top]) => top > 130) : places.reverse().find(([, top]) => top < 70);
    const left = step > 0 ? [...pieces].map((piece) => piece.getBoundingClientRect()) : [];
    const rest = left.find((box) => box.bottom > window.innerHeight) || (found ? undefined : left[0]);
    if (rest && (!found || rest.top < found[1])) {
      // A piece higher than the window is read a window at a time.
      const within = rest.top < 130 && rest.bottom > window.innerHeight;
      return window.scrollBy(0, within ? window.innerHeight * 0.75 : rest.top - 100);
    }
    if (!found) return document.getElementById(step > 0 ? "decision" : "main")?.scrollIntoView();
    if (found[0].matches(".part")) found[0].open = true;
    found[0].setAttribute("tabindex", "-1");
    found[0].focus({ preventScroll: true });
    window.scrollTo(0, window.scrollY + found[0].getBoundingClientRect().top - 100);
  };
  if (bar) {
    bar.hidden = false;
    document.documentElement.classList.add("has-bar");
    for (const one of bar.querySelectorAll("[data-step]")) {
      one.hidden = one.dataset.step < 0 && !document.querySelector(".diff");
      one.addEventListener("click", () => go(Number(one.dataset.step)));
    }
  }
  if (remembered()) return release();
  show(false);
  document.addEventListener("scroll", look, { passive: true });
  document.addEventListener("click", (event) => {
    if (event.target.closest("a[data-whole], details[data-whole] > summary")) pieces.clear();
    files.delete(event.target.closest(".body-files a"));
    settle();
  });
  look();
})();
