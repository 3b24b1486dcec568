/* The officers page: a button that prints it, which needs a script and is hidden without one. */
(() => {
  "use strict";
  const ready = () => document.querySelectorAll("[data-print]").forEach((button) => { button.hidden = false; });
  document.addEventListener("DOMContentLoaded", ready);
  document.addEventListener("htmx:afterSwap", ready);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });
})();
