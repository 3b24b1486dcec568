/* A double click sends a form once. Only a second submission while the first is under way is
   held back; the button is never left dead after an error, a way back or a lost connection. */
(() => {
  "use strict";
  const GIVE_UP_AFTER = 10000;
  /* An answer in another window leaves this page as it is: only the second click of a double click is held back. */
  const DOUBLE_CLICK = 1000;
  const underWay = new Map();

  const release = (form) => {
    const held = underWay.get(form);
    if (!held) return;
    clearTimeout(held.timer);
    held.buttons.forEach((button) => button.removeAttribute("aria-disabled"));
    underWay.delete(form);
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.dataset.many !== undefined) return;
    if (underWay.has(form)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    const buttons = [...form.querySelectorAll("button[type=submit], button:not([type])")];
    buttons.forEach((button) => button.setAttribute("aria-disabled", "true"));
    const elsewhere = event.submitter?.formTarget === "_blank";
    const after = elsewhere ? DOUBLE_CLICK : GIVE_UP_AFTER;
    underWay.set(form, { buttons, timer: setTimeout(() => release(form), after) });
  }, true);

  document.addEventListener("submit", (event) => {
    /* Something else (a question, a check) stopped this submission: it may be tried again. */
    const byHtmx = event.target.matches("[hx-post], [data-hx-post]");
    if (event.defaultPrevented && !byHtmx) release(event.target);
  });

  document.addEventListener("htmx:afterRequest", (event) => release(event.detail.elt));
  document.addEventListener("htmx:sendAbort", (event) => release(event.detail.elt));
  document.addEventListener("htmx:validation:halted", (event) => release(event.detail.elt));
  window.addEventListener("pageshow", () => [...underWay.keys()].forEach(release));
})();
