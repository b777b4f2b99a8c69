// The list of people keeps working without a network: taps wait in this browser, each with its own name and time, and
// are sent one after the other when there is one. What somebody else noted meanwhile is shown, never overwritten.
// Without this file the same forms are sent one by one.
(function () {
  "use strict";
  const AGAIN = 5000, PATIENCE = 20000;
  const words = document.getElementById("kept-words");
  if (!words || !document.getElementById("sheet")) return;
  let sending = false, failed = false, signedOut = false, memory = [], onlyMemory = false;

  function sheet() { return document.getElementById("sheet"); }
  function name() { return "groundswell.taps." + sheet().dataset.who + "." + sheet().dataset.sheet; }
  function kept() {
    if (onlyMemory) return memory;
    try { return JSON.parse(localStorage.getItem(name())) || []; } catch (e) { return memory; }
  }
  function keep(taps) {
    memory = taps;
    try {
      if (taps.length) localStorage.setItem(name(), JSON.stringify(taps));
      else localStorage.removeItem(name());
      onlyMemory = false;
    } catch (e) { onlyMemory = true; } // a private window or a full one keeps them as long as the page is open
  }
  function newKey() {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), function (one) { return one.toString(16).padStart(2, "0"); }).join("");
  }
  function rowOf(tap) { return sheet().querySelector('[data-row="' + tap.row + '"]'); }

  function say() {
    const place = sheet().querySelector("[data-kept]");
    const waiting = kept().filter(function (tap) { return !tap.clash; }).length;
    if (!place) return;
    place.hidden = !waiting || !(failed || signedOut || !navigator.onLine);
    const text = waiting === 1 ? words.dataset.one : words.dataset.many.replace("{n}", waiting);
    const said = signedOut ? text + " " + words.dataset.signIn : text;
    if (!place.hidden && place.textContent !== said) place.textContent = said;
  }

  function press(row, state) {
    row.querySelectorAll("button[name=state]").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.value === state));
    });
  }

  function show(tap, stands) {
    const row = rowOf(tap);
    if (!row) return;
    press(row, stands.state);
    row.querySelector("[data-times]").textContent = stands.times;
    row.querySelector("[data-said]").textContent = stands.said;
    row.querySelectorAll("input[name=seen]").forEach(function (field) { field.value = stands.seen; });
    ["came", "left"].forEach(function (field) {
      const input = row.querySelector("input[name=" + field + "]");
      if (input) input.value = stands[field];
    });
    if (stands.told !== undefined) sheet().querySelector("[data-told]").textContent = stands.told;
  }

  function clear(row) {
    const note = row.querySelector(".sheet-clash");
    if (note) note.remove();
  }

  // What somebody else noted, and the choice between the two. A refusal has nothing to choose.
  function ask(tap) {
    const row = rowOf(tap);
    if (!row) return;
    clear(row);
    const note = document.getElementById("kept-choice").content.cloneNode(true).firstElementChild;
    note.querySelector("[data-why]").textContent = tap.clash.refused ? tap.clash.why : words.dataset.yours.replace("{why}", tap.clash.why);
    if (tap.clash.refused) note.querySelector("[data-use=mine]").remove();
    note.addEventListener("click", function (event) {
      const use = event.target.closest("[data-use]");
      if (!use) return;
      note.remove();
      const rest = kept().filter(function (one) { return one.row !== tap.row || !one.clash; });
      if (use.dataset.use === "mine") {
        rest.push(Object.assign({}, tap, { clash: null, key: newKey(), seen: tap.clash.seen }));
        if (tap.said.state) press(row, tap.said.state);
      }
      keep(rest);
      send();
    });
    row.append(note);
  }

  function settle(tap, change) {
    keep(kept().map(function (one) { return one.key === tap.key ? change(one) : one; }).filter(Boolean));
  }

  function queued(row) {
    return kept().filter(function (one) { return one.row === row && !one.clash; });
  }

  function answered(tap, status, stands) {
    if (status === 200) {
      settle(tap, function () { return null; });
      keep(kept().map(function (one) { return one.row === tap.row ? Object.assign(one, { seen: stands.seen }) : one; }));
      if (!queued(tap.row).length) show(tap, stands);
      if (stands.done && !kept().some(function (one) { return !one.clash || rowOf(one); })) window.htmx.ajax("GET", sheet().dataset.page, { target: "#sheet", swap: "outerHTML" });
      return;
    }
    const refused = status !== 409, taps = queued(tap.row);
    const mine = refused ? tap : taps[taps.length - 1]; // what they tapped last is what they mean
    mine.clash = { why: stands.why, seen: stands.seen, refused: refused };
    keep(kept().filter(function (one) { return refused || one.row !== tap.row || one.key === mine.key; }));
    settle(mine, function () { return mine; });
    if (stands.state !== undefined && !queued(tap.row).length) show(tap, stands);
    ask(mine);
  }

  async function post(tap) {
    const token = document.querySelector("meta[name=csrf-token]").content;
    const said = Object.assign({ on: tap.on, seen: tap.seen, at: tap.at, key: tap.key }, tap.said);
    const answer = await fetch(tap.url, {
      method: "POST", body: new URLSearchParams(said), redirect: "manual", signal: AbortSignal.timeout(PATIENCE),
      headers: { Accept: "application/json", "X-CSRFToken": token },
    });
    const status = answer.status, later = [403, 408, 429].includes(status);
    let body = null;
    if ([200, 409, 422].includes(status)) body = await answer.json();
    else if (status >= 400 && status < 500 && !later) body = { why: words.dataset.refused }; // it would be so for ever
    return { status: status, body: body, out: answer.type === "opaqueredirect" || status === 403 };
  }

  async function send() {
    if (sending) return;
    sending = true;
    try {
      for (;;) {
        const tap = kept().find(function (one) { return !one.clash; });
        if (!tap) break;
        const answer = await post(tap);
        signedOut = answer.out;
        if (!answer.body) throw new Error("no answer");
        failed = false;
        answered(tap, answer.status, answer.body);
      }
      failed = false;
    } catch (e) {
      failed = true;
    }
    sending = false;
    say();
  }

  document.addEventListener("submit", function (event) {
    const form = event.target.closest("form[data-tap]");
    if (!form || !event.submitter) return;
    event.preventDefault();
    const row = form.closest("[data-row]"), button = event.submitter, said = {};
    said[button.name] = button.value;
    if (button.name === "times") { said.came = form.elements.came.value; said.left = form.elements.left.value; }
    if (button.name === "state") press(row, button.value);
    clear(row);
    const taps = kept().filter(function (one) { return !(one.row === row.dataset.row && one.clash); });
    taps.push({
      row: row.dataset.row, url: form.action, on: form.elements.on.value, seen: form.elements.seen.value, said: said,
      at: new Date().toISOString(), key: newKey(),
    });
    keep(taps);
    say();
    send();
  });

  function again() {
    kept().forEach(function (tap) {
      const row = rowOf(tap);
      if (tap.clash) ask(tap);
      else if (row && tap.said.state) press(row, tap.said.state);
    });
    say();
    send();
  }
  window.addEventListener("online", send);
  window.addEventListener("offline", say);
  document.addEventListener("visibilitychange", function () { if (!document.hidden) send(); });
  document.addEventListener("htmx:afterSwap", say);
  window.setInterval(function () { if (kept().some(function (tap) { return !tap.clash; })) send(); }, AGAIN);
  again();
})();
