// An application is kept as it is written: after a pause, and when a field is left. What did not arrive is sent again,
// and a page with words that are not kept asks before it is left. Without this file each part has its button.
(function () {
  "use strict";
  const PAUSE = 2500, AGAIN = 5000;
  const drafts = Array.from(document.querySelectorAll("form[data-draft]"), follow);

  function wordsIn(text) {
    return text.split(/\s+|—|--+/).filter(function (one) { return /[\p{L}\p{N}]/u.test(one); }).length;
  }

  function follow(form) {
    const field = form.querySelector("textarea"), said = form.dataset, most = Number(said.most);
    const draft = { form: form, field: field, kept: field.value.trim(), sent: null, timer: 0 };
    function part(name) { return form.querySelector(".part-state " + name); }
    function isOpen() { return field.value.trim() !== draft.kept; }
    function wait(time) {
      window.clearTimeout(draft.timer);
      draft.timer = window.setTimeout(keep, time);
    }
    // Where somebody else's words stand beside these, the writer says which count: nothing is sent by itself.
    function keep() {
      if (!isOpen() || draft.sent !== null || part("[data-take-theirs]")) return;
      draft.sent = field.value.trim();
      window.htmx.trigger(form, "keep");
    }
    function count() {
      const n = wordsIn(field.value), over = most && n > most, text = !most ? said.free : over ? said.over : said.within;
      part("[data-count]").textContent = text.replace("{n}", n).replace("{most}", most).replace("{over}", n - most);
      part("[data-count]").classList.toggle("over", Boolean(over));
    }
    field.addEventListener("input", function () {
      count();
      part("[data-kept]").textContent = said.unsaved;
      wait(PAUSE);
    });
    field.addEventListener("focusout", keep);
    form.addEventListener("submit", function () { draft.sent = field.value.trim(); });
    form.addEventListener("htmx:afterRequest", function (event) {
      const arrived = event.detail.successful, sent = draft.sent;
      draft.sent = null;
      window.clearTimeout(draft.timer);
      if (!arrived) {
        part("[data-kept]").textContent = said.lost;
        wait(AGAIN);
      } else if (!part(".note.rose")) {
        draft.kept = sent;
        field.removeAttribute("aria-invalid");
      }
    });
    form.addEventListener("htmx:afterSettle", function () {
      if (!isOpen()) return;
      count();
      if (!part(".note.rose")) {
        part("[data-kept]").textContent = said.unsaved;
        wait(PAUSE);
      }
    });
    form.addEventListener("click", function (event) {
      if (event.target.closest("[data-take-theirs]")) draft.kept = field.value.trim();
    });
    if (part(".note.rose")) draft.kept = null;
    return { isOpen: isOpen };
  }

  window.addEventListener("beforeunload", function (event) {
    if (drafts.some(function (one) { return one.isOpen(); })) event.preventDefault();
  });

  // What is too large is said before it is sent.
  document.querySelectorAll("form[data-largest]").forEach(function (form) {
    const input = form.querySelector("input[type=file]");
    input.addEventListener("change", function () {
      const file = input.files[0], isTooLarge = file && file.size > Number(form.dataset.largest);
      input.setCustomValidity(isTooLarge ? form.dataset.tooLarge : "");
      input.reportValidity();
    });
    form.addEventListener("submit", function (event) {
      if (input.checkValidity()) return;
      event.preventDefault();
      input.reportValidity();
    }, true);
  });
})();
