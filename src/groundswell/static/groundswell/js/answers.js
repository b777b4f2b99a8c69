// Comforts of a questionnaire that works without them: questions come and go with the answers, pages come one at a
// time, and what was begun is kept on this device until it is sent, for two weeks at most (never on a shared one).
(function () {
  "use strict";
  const PREFIX = "groundswell.answers.", KEEP = 14 * 24 * 3600 * 1000;
  const shelf = {
    get: function (name) { try { return JSON.parse(localStorage.getItem(PREFIX + name)); } catch (e) { return null; } },
    put: function (name, what) { try { localStorage.setItem(PREFIX + name, JSON.stringify(what)); } catch (e) { /* a private window keeps nothing */ } },
    drop: function (name) { try { localStorage.removeItem(PREFIX + name); } catch (e) { /* nor has it anything to drop */ } },
    names: function () { try { return Object.keys(localStorage); } catch (e) { return []; } },
  };
  shelf.names().filter(function (name) { return name.startsWith(PREFIX); }).forEach(function (whole) {
    const name = whole.slice(PREFIX.length), kept = shelf.get(name);
    if (!kept || !(Date.now() - kept.at < KEEP)) shelf.drop(name);
  });
  const gone = document.querySelector("[data-answers-gone]");
  if (gone) shelf.drop(gone.dataset.answersGone);

  const box = document.querySelector("[data-questions]");
  if (!box) return;
  const form = box.closest("form") || box.parentElement, last = form.querySelector("[data-last]"), said = box.dataset;
  const pages = Array.from(box.querySelectorAll("[data-page]"));
  const questions = Array.from(box.querySelectorAll("[data-question]"));
  let at = pages[0];

  // Which questions apply. Their order is that of the conditions: what is left out decides nothing.
  function chosen(key) {
    const question = questions.find(function (one) { return one.dataset.question === key; });
    if (!question || question.hidden) return [];
    return Array.from(question.querySelectorAll("input:checked"), function (one) { return one.value; });
  }
  function applies(part) {
    if (!part.dataset.when) return true;
    const when = JSON.parse(part.dataset.when);
    return chosen(when.item).some(function (value) { return when.points.includes(value); });
  }
  function asked() {
    return pages.filter(function (page) { return page.querySelector("[data-question]:not([hidden])"); });
  }
  function arrange() {
    pages.forEach(function (page) {
      const here = applies(page);
      page.querySelectorAll("[data-question]").forEach(function (one) { one.hidden = !(here && applies(one)); });
    });
    const open = asked();
    if (!open.includes(at)) at = open.filter(function (page) { return pages.indexOf(page) < pages.indexOf(at); }).pop() || open[0];
    pages.forEach(function (page) { page.hidden = page !== at; });
    const number = open.indexOf(at), isLast = number === open.length - 1;
    last.hidden = !isLast;
    steps.hidden = open.length < 2;
    box.classList.toggle("stepped", open.length > 1);
    back.hidden = number === 0;
    next.hidden = isLast;
    const word = said.step.replace("{n}", number + 1).replace("{all}", open.length);
    if (progress.textContent !== word) progress.textContent = word;
    progress.hidden = open.length < 2;
  }

  // One page at a time.
  function button(kind, words, press) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn" + kind;
    made.textContent = words;
    made.addEventListener("click", press);
    return made;
  }
  const progress = document.createElement("p"), steps = document.createElement("div");
  progress.className = "meta question-progress";
  progress.setAttribute("role", "status");
  steps.className = "form-actions question-steps";
  const back = button("", said.back, function () { turn(-1); });
  const next = button(" go", said.next, function () { turn(1); });
  steps.append(back, next);
  function missing() {
    return Array.from(at.querySelectorAll("[required]")).find(function (one) {
      return !one.closest("[data-question]").hidden && !one.checkValidity();
    });
  }
  function turn(by) {
    const wrong = by > 0 && missing();
    if (wrong) {
      wrong.reportValidity();
      return;
    }
    const open = asked();
    at = open[open.indexOf(at) + by] || at;
    arrange();
    progress.scrollIntoView({ block: "start" });
    const first = at.querySelector("h2") || at.querySelector("[data-question]:not([hidden]) :is(input, textarea)");
    if (first) first.focus({ preventScroll: true });
    keep();
  }
  function turnTo(part) {
    const page = part && part.closest("[data-page]");
    if (!page) return;
    at = page;
    arrange();
  }

  // What was begun, as [name, value] for each text and each tick.
  let waiting = 0;
  function keep() {
    window.clearTimeout(waiting);
    if (!said.kept) return;
    const fields = Array.from(box.querySelectorAll("input, textarea"));
    const values = fields.filter(function (one) {
      return /^(radio|checkbox)$/.test(one.type) ? one.checked : one.value.trim();
    }).map(function (one) { return [one.name, one.value]; });
    if (values.length) shelf.put(said.kept, { at: Date.now(), values: values, page: pages.indexOf(at) });
    else shelf.drop(said.kept);
  }
  function resume() {
    const kept = said.kept && !("bound" in said) && shelf.get(said.kept);
    if (!kept || !kept.values.length) return;
    box.querySelectorAll("input, textarea").forEach(function (one) {
      const values = kept.values.filter(function (pair) { return pair[0] === one.name; }).map(function (pair) { return pair[1]; });
      if (/^(radio|checkbox)$/.test(one.type)) one.checked = values.includes(one.value);
      else if (values.length) one.value = values[0];
    });
    at = pages[kept.page] || at;
    const note = document.createElement("p");
    note.className = "meta question-resumed";
    note.setAttribute("role", "status");
    note.append(said.resumed + " ", button(" plain", said.afresh, function () {
      shelf.drop(said.kept);
      form.reset();
      note.remove();
      at = pages[0];
      arrange();
      progress.scrollIntoView({ block: "center" });
    }));
    box.before(note);
  }

  box.before(progress);
  last.after(steps);
  box.querySelectorAll("[data-only-if]").forEach(function (one) { one.hidden = true; });
  form.querySelectorAll("[data-keeps]").forEach(function (one) { one.hidden = false; });
  resume();
  arrange();
  turnTo(box.querySelector("[aria-invalid=true], .errorlist"));
  box.addEventListener("input", function () {
    arrange();
    window.clearTimeout(waiting);
    waiting = window.setTimeout(keep, 400);
  });
  window.addEventListener("pagehide", keep);
  document.addEventListener("click", function (event) {
    const way = event.target.closest(".error-summary a");
    if (way) turnTo(document.getElementById(way.hash.slice(1)));
  });

  // Enter in a line of text goes on; the last page sends, once.
  form.addEventListener("submit", function (event) {
    if (last.hidden) {
      event.preventDefault();
      turn(1);
    } else if (form.dataset.sent) {
      event.preventDefault();
    } else {
      keep();
      form.dataset.sent = "yes";
      if (event.submitter) event.submitter.setAttribute("aria-busy", "true");
    }
  });
  window.addEventListener("pageshow", function () {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-busy]").forEach(function (one) { one.removeAttribute("aria-busy"); });
  });
})();
