// Pages that ask for a passkey: show what needs this script, and say so when the passkey did not answer.
(function () {
  "use strict";
  function reveal() {
    if (!window.PublicKeyCredential) return;
    document.querySelectorAll("[data-needs-script]").forEach(function (part) { part.hidden = false; });
  }
  document.addEventListener("allauth.error", function (event) {
    event.preventDefault();
    const problem = document.getElementById("passkey-problem");
    if (problem) problem.hidden = false;
  });
  reveal();
})();
