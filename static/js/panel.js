/* A panel that opens under its row. The opener is a link in a row:
     <a data-panel hx-get="…" hx-target="closest tr" hx-swap="afterend" href="…">Log note</a>
   and the answer one <tr class="panel-row">. Opening puts the focus into the text; closing gives
   it back to the opener. After a save the server sends HX-Trigger "panel-done" with
   {"row": "id of the row", "next": true}: the panel goes, the row is shown as moved, and the
   focus goes to the next row's action. */
(() => {
  "use strict";
  const openers = new WeakMap();

  /* False when a draft in the panel waits for an answer: then it stays open. */
  const mayClose = (panel) => [...panel.querySelectorAll("form")].every((form) => form.dispatchEvent(new CustomEvent("casemgmt:closing", { bubbles: true, cancelable: true })));

  const close = (panel, giveBack) => {
    const opener = openers.get(panel);
    panel.remove();
    if (!opener) return;
    opener.setAttribute("aria-expanded", "false");
    if (opener.dataset.closedWords) opener.textContent = opener.dataset.closedWords;
    if (giveBack) opener.focus();
  };
  const panels = () => [...document.querySelectorAll("tr.panel-row")];
  const openerIn = (row) => row && (row.querySelector("[data-panel][aria-expanded=true]") || row.querySelector("[data-note]") || row.querySelector("[data-panel]"));
  const adopt = (panel) => {
    if (openers.has(panel)) return;
    const opener = openerIn(panel.previousElementSibling);
    if (opener) openers.set(panel, opener);
  };

  document.addEventListener("htmx:beforeRequest", (event) => {
    const opener = event.detail.elt;
    if (!opener.matches("[data-panel]")) return;
    if (opener.getAttribute("aria-expanded") === "true") {
      event.preventDefault();
      const row = opener.closest("tr");
      const mine = panels().filter((panel) => panel.previousElementSibling === row);
      if (!mine.every(mayClose)) return;
      mine.forEach((panel) => close(panel, true));
      opener.setAttribute("aria-expanded", "false");
    }
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    const opener = event.detail.requestConfig.elt;
    if (!opener.matches("[data-panel]") || !event.detail.shouldSwap) return;
    if (!panels().every(mayClose)) { event.detail.shouldSwap = false; return; }
    panels().forEach((panel) => { adopt(panel); close(panel, false); });
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    const opener = event.detail.requestConfig && event.detail.requestConfig.elt;
    if (!opener || !opener.matches("[data-panel]") || !opener.isConnected) return;
    const panel = opener.closest("tr").nextElementSibling;
    if (!panel || !panel.matches(".panel-row")) return;
    openers.set(panel, opener);
    opener.setAttribute("aria-expanded", "true");
    if (opener.matches("[data-note]")) {
      opener.dataset.closedWords = opener.textContent;
      opener.textContent = "Close";
    }
    const target = panel.querySelector("[autofocus]") || panel.querySelector("textarea") || panel.querySelector("a, button, input");
    if (target) target.focus({ preventScroll: true });
    panel.scrollIntoView({ block: "nearest" });
  });

  document.addEventListener("click", (event) => {
    const closer = event.target.closest("[data-panel-close]");
    const panel = closer && closer.closest(".panel-row");
    if (!panel) return;
    event.preventDefault();
    adopt(panel);
    if (mayClose(panel)) close(panel, true);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
    const panel = document.activeElement.closest(".panel-row") || panels()[0];
    if (!panel) return;
    event.preventDefault();
    adopt(panel);
    if (mayClose(panel)) close(panel, true);
  });

  document.addEventListener("panel-done", (event) => {
    const { row: id, next } = event.detail || {};
    panels().forEach((panel) => { adopt(panel); close(panel, false); });
    const row = id && document.getElementById(id);
    if (!row) return;
    row.classList.add("moved");
    const all = [...document.querySelectorAll("[data-row]")];
    const after = next ? all[all.indexOf(row) + 1] || row : row;
    const action = after.querySelector("[data-note]") || after.querySelector(".c-action a, .c-action button") || after.querySelector("a[href]");
    if (action) action.focus();
  });
})();
