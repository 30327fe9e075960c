// Search without a server. The texts in data.js are folded when the bundle is made; what is typed is folded here.
"use strict";
(function () {
  var made = document.querySelector('meta[name="made-at"]');
  if (made && Date.now() - Date.parse(made.content) > 7 * 86400000) document.getElementById("too-old").hidden = false;
  var box = document.getElementById("q"), all = window.SOPCTL;
  if (!box || !all) return;
  var hits = document.getElementById("hits"), list = document.getElementById("list"), said = document.getElementById("said");
  document.getElementById("finder").hidden = false;
  box.focus();

  function fold(text) {
    return text.normalize("NFC").toLowerCase()
      .replace(/[๐-๙]/g, function (digit) { return String(digit.charCodeAt(0) - 0x0e50); })
      .replace(/[\u200b-\u200d\u2060\ufeff\u00ad]/g, "").replace(/\u0e4d([\u0e48-\u0e4b]?)\u0e32/g, "$1\u0e33")
      .replace(/เเ/g, "แ").replace(/[\u2010-\u2015\u2212]/g, "-").replace(/\s+/g, " ").trim();
  }

  function place(entry, terms) {
    var number = entry.number.toLowerCase(), bare = number.replace(/[^a-z0-9ก-ฮ]/g, "");
    var asked = terms.join(""), title = fold(entry.title);
    if (number === asked || bare === asked.replace(/[^a-z0-9ก-ฮ]/g, "")) return 0;
    if (terms.every(function (term) { return number.indexOf(term) >= 0; })) return 1;
    if (terms.every(function (term) { return title.indexOf(term) >= 0; })) return 2;
    if (entry.text.indexOf(terms.join(" ")) >= 0) return 3;
    if (terms.every(function (term) { return entry.text.indexOf(term) >= 0; })) return 4;
    return -1;
  }

  function passage(entry, terms) {
    var holder = document.createElement("p"), term = terms.join(" "), at = entry.text.indexOf(term);
    if (at < 0) { term = terms[0]; at = entry.text.indexOf(term); }
    if (at < 0) return holder;
    var from = Math.max(0, at - 40), mark = document.createElement("mark");
    while (from > 0 && /[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]/.test(entry.text[from])) from -= 1;
    mark.textContent = entry.text.slice(at, at + term.length);
    holder.append((from ? "…" : "") + entry.text.slice(from, at), mark, entry.text.slice(at + term.length, at + term.length + 80) + "…");
    holder.className = "soft";
    return holder;
  }

  function search() {
    var asked = fold(box.value), terms = asked.split(" ").filter(Boolean);
    hits.hidden = !terms.length;
    list.hidden = !!terms.length;
    hits.textContent = said.textContent = "";
    if (!terms.length) return;
    var found = all.map(function (entry) { return { entry: entry, place: place(entry, terms) }; })
      .filter(function (each) { return each.place >= 0; })
      .sort(function (one, two) { return one.place - two.place || (one.entry.number < two.entry.number ? -1 : 1); });
    said.textContent = found.length ? "พบ " + found.length + " เอกสาร" : "ไม่พบ ลองใช้คำอื่น · Nothing found";
    found.slice(0, 50).forEach(function (each) {
      var item = document.createElement("li"), link = document.createElement("a"), number = document.createElement("span");
      number.className = "number";
      number.textContent = each.entry.number;
      link.href = each.entry.place;
      link.append(number, " " + each.entry.title);
      item.append(link, each.place > 2 ? passage(each.entry, terms) : "");
      hits.append(item);
    });
  }
  box.form.addEventListener("submit", function (event) { event.preventDefault(); });
  box.addEventListener("input", search);
})();
