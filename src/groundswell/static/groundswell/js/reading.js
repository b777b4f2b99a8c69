// Scoring by keyboard, kept as it is typed: first in this browser, then on the server as soon as it can be reached. What
// was saved in another window is shown, never overwritten. Without this file the same form is sent by its buttons.
(function () {
  "use strict";
  const PREFIX = "groundswell.reading.", WAIT = 800, AGAIN = 5000, PATIENCE = 20000;
  const over = document.querySelector("[data-reading-done]");
  if (over) {
    const its = PREFIX + over.dataset.readingDone + ".";
    try { Object.keys(localStorage).filter(function (key) { return key.startsWith(its); }).forEach(function (key) { localStorage.removeItem(key); }); } catch (e) { /* a private window kept nothing */ }
  }
  const form = document.querySelector("form[data-reading]");
  const words = document.getElementById("reading-words");
  if (!form || !words) return;
  const said = words.dataset, stands = form.querySelector("[data-stands]"), note = document.querySelector("[data-network]");
  const base = PREFIX + form.dataset.who + "." + form.dataset.reading + ".";
  let memory = null, sending = null, waiting = 0, clash = null, refused = false, tried = null, ending = false;

  // On the shelf: the revision that was written on, and every field as [name, value]. Each window has a place of its own,
  // which it holds by a lock: what stands at a place that nobody holds was left behind by a window that is gone.
  const session = {
    get: function () { try { return sessionStorage.getItem("groundswell.window"); } catch (e) { return null; } },
    set: function (id) { try { sessionStorage.setItem("groundswell.window", id); } catch (e) { /* then it is new with each page */ } },
  };
  function newId() { return Array.from(crypto.getRandomValues(new Uint8Array(8)), function (one) { return one.toString(16).padStart(2, "0"); }).join(""); }
  let name = base + (session.get() || newId());
  function read(key) { try { return JSON.parse(localStorage.getItem(key)); } catch (e) { return null; } }
  function remove(key) { try { localStorage.removeItem(key); } catch (e) { /* it has nothing to drop */ } }
  const shelf = {
    get: function () { return memory; },
    put: function (what) { memory = what; try { localStorage.setItem(name, JSON.stringify(what)); } catch (e) { /* a private window keeps it as long as the page is open */ } },
    drop: function () { memory = null; remove(name); },
  };
  function hold(key) {
    if (!navigator.locks) return Promise.resolve(true);
    return new Promise(function (answer) {
      navigator.locks.request(key, { ifAvailable: true }, function (lock) {
        answer(Boolean(lock));
        return lock ? new Promise(function () {}) : undefined;
      });
    });
  }
  function revision() { return Number(form.elements.revision.value); }
  function fields() {
    return Array.from(new FormData(form)).filter(function (pair) {
      return !["csrfmiddlewaretoken", "revision"].includes(pair[0]) && pair[1].trim();
    }).sort(function (one, other) { return one[0] < other[0] ? -1 : 1; });
  }
  function same(one, other) {
    const text = function (pairs) { return JSON.stringify(pairs.map(function (pair) { return [pair[0], String(pair[1]).trim().replace(/\r\n/g, "\n")]; })); };
    return text(one) === text(other);
  }
  function ofServer(values) {
    return Object.entries(values).filter(function (pair) { return pair[0] !== "revision" && String(pair[1]).trim(); })
      .sort(function (one, other) { return one[0] < other[0] ? -1 : 1; });
  }
  function fill(pairs) {
    form.querySelectorAll("input[type=radio]").forEach(function (one) {
      one.checked = pairs.some(function (pair) { return pair[0] === one.name && String(pair[1]) === one.value; });
    });
    form.querySelectorAll("input:not([type]), textarea").forEach(function (one) {
      const pair = pairs.find(function (each) { return each[0] === one.name; });
      one.value = pair ? pair[1] : "";
    });
    count();
  }

  function tell(text) {
    note.hidden = !text;
    if (text && note.textContent !== text) note.textContent = text;
  }
  function state(text) { if (stands.textContent !== text) stands.textContent = text; }
  function count() {
    const all = form.querySelectorAll("[data-criterion]").length;
    return said.levels.replace("{n}", form.querySelectorAll("[data-criterion] input:checked").length).replace("{all}", all);
  }

  function ask(told) {
    clash = told;
    const box = document.getElementById("reading-choice").content.cloneNode(true).firstElementChild;
    box.querySelector("[data-why]").textContent = told.why;
    box.addEventListener("click", function (event) {
      const use = event.target.closest("[data-use]");
      if (!use) return;
      box.remove();
      clash = null;
      form.elements.revision.value = told.revision;
      if (use.dataset.use === "mine") { keep(); send(); } else { shelf.drop(); fill(ofServer(told.values)); state(count()); }
      first().focus();
    });
    note.after(box);
    box.querySelector("button").focus();
  }

  async function post(pairs) {
    const token = document.querySelector("meta[name=csrf-token]").content;
    const answer = await fetch(form.dataset.keep, {
      method: "POST", redirect: "manual", signal: AbortSignal.timeout(PATIENCE),
      body: new URLSearchParams([...pairs, ["revision", String(revision())]]),
      headers: { Accept: "application/json", "X-CSRFToken": token },
    });
    const isOut = answer.type === "opaqueredirect" || answer.status === 403;
    return { status: answer.status, isOut: isOut, body: [200, 409, 422].includes(answer.status) ? await answer.json() : null };
  }

  function keep() { shelf.put({ revision: revision(), pairs: fields() }); }

  // One at a time, until nothing new is on the shelf. True when all of it is kept.
  async function rounds() {
    while (shelf.get() && !clash && !refused) {
      const pairs = shelf.get().pairs;
      const before = tried;
      tried = pairs;
      const answer = await post(pairs);
      if (answer.isOut) { tell(said.signIn); return false; }
      if (!answer.body) {
        if (answer.status >= 400 && answer.status < 500 && ![408, 429].includes(answer.status)) { refused = true; tell(said.refused); return false; }
        throw new Error("no answer");
      }
      tell("");
      if (answer.status === 422) { refused = true; tell(answer.body.why); return false; }
      if (answer.status === 409 && !same(ofServer(answer.body.values), pairs) && !(before && same(ofServer(answer.body.values), before))) {
        ask(answer.body);
        return false;
      }
      // What stands is what was sent before, and only the answer was lost: go on from there.
      form.elements.revision.value = answer.body.revision;
      if (answer.status === 200 || same(ofServer(answer.body.values), pairs)) {
        if (same(fields(), pairs)) shelf.drop(); else keep();
      } else keep();
    }
    return !shelf.get();
  }
  function send() {
    if (ending) return Promise.resolve(false);
    if (!sending) {
      if (shelf.get()) state(said.sending);
      sending = rounds().then(function (done) {
        if (done) state(said.kept + " " + count());
        return done;
      }).catch(function () {
        tell(said.away);
        state(count());
        return false;
      }).finally(function () { sending = null; });
    }
    return sending;
  }

  function typed() {
    refused = false;
    keep();
    state(count());
    window.clearTimeout(waiting);
    waiting = window.setTimeout(send, WAIT);
  }
  form.addEventListener("input", typed);
  form.addEventListener("change", typed);

  // The keys. They hold inside a criterion's levels alone, so that nothing happens while somebody types.
  const criteria = Array.from(form.querySelectorAll("[data-criterion]"));
  function first() { return stop(criteria[0]) || form.elements.comment; }
  function stop(criterion) { return criterion && (criterion.querySelector("input[type=radio]:checked") || criterion.querySelector("input[type=radio]")); }
  form.addEventListener("keydown", function (event) {
    const radio = event.target.closest("input[type=radio]");
    if (!radio || event.ctrlKey || event.metaKey || event.altKey) return;
    const criterion = radio.closest("[data-criterion]");
    if (/^[0-9]$/.test(event.key)) {
      const level = criterion.querySelector('input[type=radio][value="' + event.key + '"]');
      event.preventDefault();
      if (!level) return;
      level.focus();
      if (!level.checked) { level.checked = true; typed(); }
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const next = stop(criteria[criteria.indexOf(criterion) + (event.key === "ArrowDown" ? 1 : -1)]);
      event.preventDefault();
      if (next) {
        next.focus();
        next.closest("[data-criterion]").scrollIntoView({ block: "nearest" });
      } else if (event.key === "ArrowDown") form.elements.comment.focus();
    }
  });

  // Finishing and keeping by the buttons: what is on its way arrives first.
  form.addEventListener("submit", async function (event) {
    if (ending) return;
    event.preventDefault();
    const button = event.submitter;
    window.clearTimeout(waiting);
    if (sending) await sending;
    if (clash) return;
    refused = false;
    keep();
    const done = await send();
    if (!done) { if (!clash && !refused && !note.hidden && note.textContent === said.away) tell(said.finishAway); return; }
    ending = true;
    shelf.drop();
    delete form.dataset.sent;
    form.requestSubmit(button || undefined);
  });

  window.addEventListener("online", send);
  window.addEventListener("offline", function () { if (shelf.get()) tell(said.away); });
  document.addEventListener("visibilitychange", function () { if (!document.hidden) send(); });
  window.setInterval(function () {
    if (shelf.get()) send(); else adopt().catch(function () { /* a browser that keeps nothing */ });
  }, AGAIN);

  // What a power cut or a closed window left behind: sent where nothing was saved since, asked about otherwise.
  function take(left) {
    const here = { why: said.elsewhere, revision: revision(), values: Object.fromEntries(fields()) };
    if (same(left.pairs, fields())) { shelf.drop(); return; }
    fill(left.pairs);
    shelf.put(left);
    if (left.revision === revision()) send(); else ask(here);
  }
  async function adopt() {
    if (shelf.get() || clash || refused || ending) return;
    const held = navigator.locks ? (await navigator.locks.query()).held.map(function (one) { return one.name; }) : [];
    const key = Object.keys(localStorage).find(function (one) { return one.startsWith(base) && one !== name && !held.includes(one); });
    if (!key || shelf.get()) return;
    const left = read(key);
    if (left) take(left);
    remove(key);
  }
  (async function resume() {
    state(count());
    const isMine = await hold(name);
    const left = isMine && read(name);
    if (left && !shelf.get()) take(left);
    if (!isMine) {
      name = base + newId(); // this window was made as a copy of another one
      await hold(name);
      if (shelf.get()) shelf.put(shelf.get());
    }
    session.set(name.slice(base.length));
    await adopt();
  })().catch(function () { /* a browser that keeps nothing leaves nothing behind */ });
})();
