/* Counts characters as the server does: Unicode code points, a line break as one, a NUL as none,
   because none is kept. It says how
   many are left or too many; it never stops anyone from typing or saving. */
(() => {
  "use strict";
  const length = (text) => [...text.replace(/\r\n?/g, "\n").replaceAll("\0", "")].length;
  const number = (value) => value.toLocaleString("en-GB");

  const show = (box) => {
    const words = box.querySelector("[data-counter-words]");
    const field = box.querySelector("textarea, input");
    if (!words || !field) return;
    const limit = Number(box.dataset.counter);
    const used = length(field.value);
    const wasOver = words.classList.contains("over");
    const over = used > limit;
    words.classList.toggle("over", over);
    words.textContent = over
      ? `${number(used - limit)} ${used - limit === 1 ? "character" : "characters"} too many`
      : `${number(used)} of ${number(limit)} characters`;
    const spoken = document.getElementById("spoken");
    if (over !== wasOver && spoken) spoken.textContent = words.textContent;
  };

  document.addEventListener("input", (event) => {
    const box = event.target.closest("[data-counter]");
    if (box) show(box);
  });
  const showAll = (root) => root.querySelectorAll("[data-counter]").forEach(show);
  document.addEventListener("DOMContentLoaded", () => showAll(document));
  document.addEventListener("htmx:afterSwap", () => showAll(document));
})();
