/* Keys: / search, n note, j k rows, Enter opens, ? help, Esc closes the panel. Never while
   typing, except Esc. They can be switched off in the list of keys (only that choice is kept in
   the browser, nothing about a person). */
(() => {
  "use strict";
  const OFF = "casemgmt-keys-off";
  const areOff = () => { try { return localStorage.getItem(OFF) === "1"; } catch { return false; } };
  const typing = (element) => element.closest("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable=true]");
  const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent !== null);
  const currentRow = () => {
    const active = document.activeElement;
    const panel = active && active.closest(".panel-row");
    return (panel && panel.previousElementSibling) || (active && active.closest("[data-row]")) || document.querySelector("[data-row].current");
  };

  const goTo = (row) => {
    document.querySelectorAll("[data-row].current").forEach((other) => other.classList.remove("current"));
    row.classList.add("current");
    row.tabIndex = -1;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  };

  const move = (step) => {
    const all = rows();
    if (!all.length) return;
    const at = all.indexOf(currentRow());
    goTo(all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1)]);
  };

  const actions = {
    "/": () => {
      const field = document.querySelector("[data-search]");
      if (field && field.offsetParent !== null) { field.focus(); field.select(); return; }
      const narrow = document.getElementById("search-narrow");
      if (narrow) { narrow.closest("details").open = true; narrow.focus(); }
    },
    j: () => move(1),
    k: () => move(-1),
    n: () => {
      const row = currentRow();
      const action = (row && row.querySelector("[data-note]")) || document.querySelector("[data-note-page]") || document.querySelector("[data-note]");
      if (action) action.click();
    },
    "?": () => {
      const help = document.getElementById("key-help");
      if (help && !help.open) help.showModal();
    },
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Enter" && event.target.matches("[data-row]")) {
      const open = event.target.querySelector("[data-open]") || event.target.querySelector("a[href]");
      if (open) { event.preventDefault(); open.click(); }
      return;
    }
    if (typing(event.target) || document.querySelector("dialog[open]") || areOff()) return;
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });

  document.addEventListener("DOMContentLoaded", () => {
    const help = document.getElementById("key-help");
    if (!help) return;
    const label = document.createElement("label");
    label.className = "check";
    const box = document.createElement("input");
    box.type = "checkbox";
    box.checked = !areOff();
    box.addEventListener("change", () => {
      try {
        if (box.checked) localStorage.removeItem(OFF);
        else localStorage.setItem(OFF, "1");
      } catch { /* a browser that keeps nothing: the choice holds for this page */ }
    });
    label.append(box, "Use these keys in this browser");
    help.querySelector("dl").after(label);
  });
})();
