// Pages that ask for a passkey: show what needs this script, and say so when a passkey can't be had or did not answer.
(function () {
  "use strict";
  // Browsers tie a passkey to a host's name; an address of numbers has none.
  function isNumber(host) { return /^\[.*\]$/.test(host) || /^\d+(\.\d+){3}$/.test(host); }

  function sayWhereItWorks() {
    const note = document.getElementById("passkey-needs-name");
    if (!note) return;
    note.hidden = false;
    if (!/^(127\.|\[::1\])/.test(location.hostname)) return;
    const way = note.querySelector("a");
    way.href = location.href.replace(location.hostname, "localhost");
    way.parentElement.hidden = false;
  }

  function reveal() {
    if (!window.PublicKeyCredential) return;
    if (isNumber(location.hostname)) return sayWhereItWorks();
    document.querySelectorAll("[data-needs-script]").forEach(function (part) { part.hidden = false; });
  }

  document.addEventListener("allauth.error", function (event) {
    event.preventDefault();
    const problem = document.getElementById("passkey-problem");
    if (problem) problem.hidden = false;
  });
  reveal();
})();
