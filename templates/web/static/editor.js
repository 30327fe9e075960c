// The editor: preview as one types, save on its own, and never lose a letter.
"use strict";
(() => {
  const form = document.getElementById("editor");
  if (!form) return;
  const text = form.elements.markdown;
  const preview = document.getElementById("preview");
  const saving = document.getElementById("saving");
  const key = "sopctl" + form.getAttribute("action");
  const fields = ["markdown", "reason", "effective"];
  const PREVIEW_AFTER = 500, SAVE_AFTER = 2500, RETRY_AFTER = 10000, PATIENCE = 5000;
  // Beside another's text nothing is saved unasked: what stands in the form began from an older save.
  const older = form.dataset.from;
  const folds = new Map(); // what the author opened or closed in the preview stays so as it is drawn anew
  let previewTimer, saveTimer, edits = 0, savedEdits = 0, running = null, stopped = Boolean(older), leaving = false;

  const say = (name) => {
    saving.textContent = saving.dataset[name] || "";
    saving.toggleAttribute("data-bad", ["offline", "signedOut", "overtaken"].includes(name));
  };

  // A crash, a closed lid, a lost network: the text also lies on this device until the library has it.
  const keepHere = (sent = false) => {
    try {
      const kept = { at: older || form.elements.save_number.value, sent };
      for (const name of fields) kept[name] = form.elements[name].value;
      localStorage.setItem(key, JSON.stringify(kept));
    } catch { /* a full or forbidden storage only takes this net away */ }
  };
  const forget = () => { try { localStorage.removeItem(key); } catch { /* as above */ } };
  const bringBack = () => {
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(key)); } catch { return; }
    if (form.dataset.unsaved) return keepHere();
    if (!kept) return;
    const here = kept.at === form.elements.save_number.value;
    if (kept.sent && !here) return forget(); // the button took it there, and the library went on from it
    const asked = here ? fields : ["markdown", "reason"]; // a day comes back in other words
    if (asked.every((name) => kept[name].trim() === form.elements[name].value.trim())) return forget();
    for (const name of fields) form.elements[name].value = kept[name];
    form.elements.save_number.value = kept.at; // where more was saved since, saving shows both texts
    edits += 1;
    say("restored");
    look();
    saveTimer = setTimeout(save, SAVE_AFTER);
  };

  const send = async (address, body, again = true) => {
    const answer = await fetch(address, {
      method: "POST", body, credentials: "same-origin",
      headers: { Accept: "application/json", "X-CSRFToken": form.elements.csrf_token.value },
    });
    if (answer.status === 400 && again && (await answer.clone().json().catch(() => ({}))).code === "form-expired") {
      // Signed in anew in another tab: this page's token belongs to the session before.
      const fresh = await fetch(form.dataset.token, { headers: { Accept: "application/json" } });
      if (!fresh.ok) return fresh;
      const { token } = await fresh.json();
      for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = token;
      return send(address, body, false);
    }
    return answer;
  };

  const look = async () => {
    const body = new URLSearchParams({ markdown: text.value });
    const asked = edits;
    try {
      const answer = await fetch(form.dataset.preview, {
        method: "POST", body, credentials: "same-origin",
        headers: { Accept: "text/html", "X-CSRFToken": form.elements.csrf_token.value },
      });
      if (!answer.ok || asked !== edits) return;
      const top = preview.scrollTop;
      preview.innerHTML = await answer.text(); // made by our server, which cleans what authors write
      for (const one of preview.querySelectorAll("details")) one.open = folds.get(one.className) ?? one.open;
      preview.scrollTop = top;
    } catch { /* the next letter tries again */ }
  };

  const save = () => {
    clearTimeout(saveTimer);
    if (!running && !stopped && !leaving && edits !== savedEdits) running = saveNow().finally(() => { running = null; });
    return running;
  };
  const saveNow = async () => {
    const sent = edits;
    say("saving");
    try {
      const body = new URLSearchParams();
      for (const name of [...fields, "save_number"]) body.set(name, form.elements[name].value);
      const answer = await send(form.dataset.autosave, body);
      const facts = await answer.json().catch(() => ({}));
      if (answer.ok) {
        form.elements.save_number.value = facts.save_number;
        savedEdits = sent;
        if (edits === sent) { forget(); say("saved"); } else { keepHere(); saveTimer = setTimeout(save, SAVE_AFTER); }
      } else if (answer.status === 409) {
        stopped = true; // saving on would hide the other's words
        say("overtaken");
      } else if (answer.status === 401) {
        say("signedOut");
        saveTimer = setTimeout(save, RETRY_AFTER);
      } else if (answer.status < 500 && facts.th) {
        saving.textContent = document.documentElement.lang === "en" ? facts.en : facts.th;
        saving.setAttribute("data-bad", "");
      } else throw new Error(String(answer.status));
    } catch {
      say("offline");
      saveTimer = setTimeout(save, RETRY_AFTER);
    }
  };

  form.addEventListener("input", (event) => {
    if (!fields.includes(event.target.name)) return;
    edits += 1;
    keepHere();
    if (!stopped) say("waiting");
    clearTimeout(saveTimer);
    saveTimer = setTimeout(save, SAVE_AFTER);
    if (event.target === text) {
      clearTimeout(previewTimer);
      previewTimer = setTimeout(look, PREVIEW_AFTER);
    }
  });
  let patient = true;
  form.addEventListener("submit", (event) => {
    if (running && patient) { // else the button would meet the author's own save, and call it somebody else's
      event.preventDefault();
      const button = event.submitter;
      const goOn = () => { if (patient) { patient = false; form.requestSubmit(button); } };
      running.then(goOn);
      setTimeout(goOn, PATIENCE);
      return;
    }
    leaving = true;
    clearTimeout(saveTimer);
    keepHere(true);
  });
  for (const one of document.querySelectorAll("[data-forget]")) {
    one.addEventListener("click", () => { leaving = true; forget(); });
  }
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && edits !== savedEdits) event.preventDefault();
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) { leaving = false; patient = true; } });

  // A finding and a line of the outline lead to the place in the text, the latter also in the preview.
  preview.addEventListener("click", (event) => {
    const fold = event.target.closest("summary");
    if (fold) folds.set(fold.parentNode.className, !fold.parentNode.open);
    const link = event.target.closest("[data-line]");
    if (!link) return;
    event.preventDefault();
    const line = Number(link.dataset.line);
    const shown = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (preview.contains(shown)) preview.scrollTop += shown.getBoundingClientRect().top - preview.getBoundingClientRect().top;
    const lines = text.value.split("\n");
    const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    text.focus();
    text.setSelectionRange(start, start + (lines[line - 1] || "").length);
    const height = parseFloat(getComputedStyle(text).lineHeight);
    text.scrollTop = Math.max(0, (line - 4) * height);
  });

  // A picture that is pasted or dropped goes beside the draft, and its mention to where the cursor is.
  const addPicture = async (file) => {
    if (!/^image\/(png|jpeg)$/.test(file.type)) return;
    const extension = file.type === "image/png" ? "png" : "jpg";
    const stamp = new Date().toISOString().replace(/[^0-9]/g, "").slice(0, 14);
    const name = /^[A-Za-z0-9][\w.-]{0,90}$/.test(file.name) && file.name !== "image.png" ? file.name : `${stamp}.${extension}`;
    const body = new FormData();
    body.set("file", file, name);
    try {
      const answer = await send(form.dataset.files, body);
      const facts = await answer.json();
      if (!answer.ok) {
        saving.textContent = document.documentElement.lang === "en" ? facts.en : facts.th;
        saving.setAttribute("data-bad", "");
        return;
      }
      form.elements.save_number.value = facts.save_number;
      text.setRangeText(`\n\n![](${facts.name})\n\n`, text.selectionStart, text.selectionEnd, "end");
      text.dispatchEvent(new Event("input", { bubbles: true }));
      if (facts.note) { saving.textContent = facts.note; saving.removeAttribute("data-bad"); }
    } catch { say("offline"); }
  };
  const addAll = async (found) => {
    for (const file of found) {
      await save(); // one way to the library at a time: each save is told which it follows
      running = addPicture(file).finally(() => { running = null; });
      await running;
    }
  };
  const pictures = (transfer) => [...(transfer ? transfer.files : [])].filter((file) => file.type.startsWith("image/"));
  text.addEventListener("paste", (event) => {
    const found = pictures(event.clipboardData);
    if (found.length) { event.preventDefault(); addAll(found); }
  });
  text.addEventListener("drop", (event) => {
    const found = pictures(event.dataTransfer);
    if (found.length) { event.preventDefault(); addAll(found); }
  });
  bringBack();
})();
