// Small comforts on pages that work without them: the palette, messages that can be put away, htmx's manners.
(function () {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");

  // The palette: "/" or Ctrl-K opens the dialog; without this file the same link leads to the search page.
  const palette = document.getElementById("palette");
  const field = palette && palette.querySelector("input[type=search]");
  const slashBox = palette && palette.querySelector("[data-slash]");
  const remembered = {
    get: function () { try { return localStorage.getItem("slash"); } catch (e) { return null; } },
    set: function (value) { try { localStorage.setItem("slash", value); } catch (e) { /* a private window keeps nothing */ } },
  };
  const slashOn = function () { return remembered.get() !== "off"; };

  function openPalette() {
    if (!palette || palette.open) return;
    if (slashBox) slashBox.checked = slashOn();
    palette.showModal();
    field.select();
  }

  function isTyping(target) {
    return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
  }

  function moveInResults(step) {
    const stops = [field].concat(Array.from(palette.querySelectorAll("#palette-results a")));
    const here = stops.indexOf(document.activeElement);
    stops[(here + step + stops.length) % stops.length].focus();
  }

  document.addEventListener("keydown", function (event) {
    if (!palette) return;
    const ctrlK = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k";
    const slash = event.key === "/" && slashOn() && !isTyping(event.target) && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (ctrlK || slash) {
      event.preventDefault();
      openPalette();
    } else if (palette.open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      moveInResults(event.key === "ArrowDown" ? 1 : -1);
    }
  });

  if (slashBox) {
    slashBox.addEventListener("change", function () { remembered.set(slashBox.checked ? "on" : "off"); });
  }

  document.addEventListener("click", function (event) {
    const opener = event.target.closest("[data-palette-open]");
    if (opener && palette && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      openPalette();
      return;
    }
    if (event.target.closest("[data-palette-close]") || event.target === palette) palette.close();
    const close = event.target.closest("[data-flash-close]");
    if (close) close.closest(".flash").remove();
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details.menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // Signing out: scores that could not be sent yet stay behind for nobody. Whoever typed them is asked first.
  document.addEventListener("submit", function (event) {
    const words = event.target.dataset.unsent;
    if (!words) return;
    let left = [];
    try { left = Object.keys(localStorage).filter(function (name) { return name.startsWith("groundswell.reading."); }); } catch (e) { /* a private window keeps nothing */ }
    if (left.length && !window.confirm(words)) event.preventDefault();
    else left.forEach(function (name) { localStorage.removeItem(name); });
  });

  // A form that was sent waits; a second press sends nothing. A form that answers with a file carries data-again.
  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (event.defaultPrevented || form.method.toLowerCase() !== "post" || "again" in form.dataset) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    if (event.submitter) event.submitter.setAttribute("aria-busy", "true");
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) {
      delete form.dataset.sent;
      form.querySelectorAll("[aria-busy]").forEach(function (button) { button.removeAttribute("aria-busy"); });
    });
  });

  // A phone shows the list first: filters fold away unless one of them is in use.
  const inUse = Array.from(new URLSearchParams(location.search)).some(function (pair) {
    return pair[1] && !["tab", "page", "sort"].includes(pair[0]);
  });
  if (!inUse && window.matchMedia("(max-width: 47.99rem)").matches) {
    document.querySelectorAll("details[data-fold]").forEach(function (fold) { fold.open = false; });
  }

  // A filter that changes is applied at once; the button stays for those who prefer to press.
  document.addEventListener("change", function (event) {
    const form = event.target.closest("form[data-apply-at-once]");
    if (form && event.target.tagName === "SELECT") form.requestSubmit();
  });

  // htmx: the token for writes, and plain words when nobody answers.
  document.addEventListener("htmx:configRequest", function (event) {
    const token = document.querySelector("meta[name=csrf-token]");
    if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token.content;
  });

  function say(sourceId) {
    const source = document.getElementById(sourceId);
    const region = document.getElementById("flashes");
    if (source && region) region.replaceChildren(source.content.cloneNode(true));
  }
  document.addEventListener("htmx:sendError", function () { say("say-offline"); });
  document.addEventListener("htmx:timeout", function () { say("say-offline"); });
  document.addEventListener("htmx:responseError", function () { say("say-failed"); });
})();
