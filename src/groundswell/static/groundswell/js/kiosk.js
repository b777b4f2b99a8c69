// A shared device forgets: whoever walks away leaves nothing open, and a page from before does not come back.
(function () {
  "use strict";
  const place = document.querySelector("[data-start]");
  if (!place) return;
  const idle = Number(place.dataset.idle) * 1000, still = document.getElementById("still-there");
  let timer = 0, ending = 0;
  function begin() { location.replace(place.dataset.start); }
  function stay() {
    window.clearTimeout(timer);
    window.clearTimeout(ending);
    if (still && still.open) still.close();
    timer = window.setTimeout(function () {
      if (!still) return begin();
      still.showModal();
      ending = window.setTimeout(begin, 60000);
    }, idle);
  }
  ["input", "pointerdown", "keydown", "scroll"].forEach(function (what) {
    document.addEventListener(what, function () { if (!still || !still.open) stay(); }, { passive: true });
  });
  if (still) still.addEventListener("close", stay);
  window.addEventListener("pageshow", function (event) { if (event.persisted) begin(); });
  stay();
})();
