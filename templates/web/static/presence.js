// Who else has this draft open: asked every few seconds while somebody is at the page, told when it closes.
"use strict";
(() => {
  const place = document.getElementById("present");
  const token = document.querySelector("input[name=csrf_token]");
  if (!place || !token) return;
  const form = document.getElementById("editor");
  const EVERY = 15000, AWAY = 600000; // without a touch for ten minutes a session may run out
  let touched = Date.now(), shown = place.innerHTML;
  for (const kind of ["keydown", "pointerdown", "scroll"]) {
    addEventListener(kind, () => { touched = Date.now(); }, { passive: true, capture: true });
  }
  const facts = () => new URLSearchParams({
    csrf_token: token.value, window: place.dataset.window,
    save: form ? form.elements.save_number.value : place.dataset.save,
  });
  const ask = async () => {
    if (document.hidden || Date.now() - touched > AWAY) return;
    try {
      const answer = await fetch(place.dataset.address, { method: "POST", body: facts(), headers: { Accept: "text/html" } });
      if (!answer.ok) return;
      const found = await answer.text();
      if (found !== shown) place.innerHTML = shown = found; // made by our server; said aloud only when it changed
    } catch { /* the network comes back or it does not: saving says so */ }
  };
  addEventListener("pagehide", () => {
    const body = facts();
    body.set("gone", "1");
    navigator.sendBeacon(place.dataset.address, body);
  });
  document.addEventListener("visibilitychange", ask);
  setInterval(ask, EVERY);
  ask();
})();
