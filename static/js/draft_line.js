/* What drafts.js says, and how it puts a draft's fields back: the status line of a form (quiet
   when saved, an alert when not), a line for a panel that is already closed, small buttons. */
(() => {
  "use strict";
  const TICK = '<svg class="shape open" viewBox="0 0 10 10" width="10" height="10" aria-hidden="true"><path d="M.8 5.4 3.8 8.4 9.2 1.8"/></svg>';

  const say = (form, kind, text, buttons = []) => {
    const line = (form.dataset.draftStatus && document.querySelector(form.dataset.draftStatus)) || form.querySelector("[data-draft-status]");
    if (!line || (line.dataset.says === kind + text && !buttons.length)) return;
    line.dataset.says = kind + text;
    line.className = `draft-status ${kind}`;
    line.setAttribute("role", kind === "failed" ? "alert" : "status");
    line.innerHTML = kind === "saved" ? TICK : "";
    const words = document.createElement("span");
    words.textContent = text;
    line.append(words, ...buttons);
  };
  const button = (label, run) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "link-button";
    made.textContent = label;
    made.addEventListener("click", run);
    return made;
  };

  const sayOutside = (text) => {
    let line = document.getElementById("closed-draft");
    if (!line && !text) return;
    if (!line) {
      line = Object.assign(document.createElement("p"), { id: "closed-draft", className: "failure" });
      line.setAttribute("role", "alert");
      document.getElementById("main").prepend(line);
    }
    line.textContent = text;
    line.hidden = !text;
  };

  const fill = (form, name, value) => {
    if (name === "csrfmiddlewaretoken" || name === "draft_version") return;
    const values = [].concat(value);
    const controls = [].concat(form.elements.namedItem(name) || []).flatMap((found) => (found instanceof RadioNodeList ? [...found] : [found]));
    controls.forEach((control) => {
      if (control.type === "checkbox" || control.type === "radio") control.checked = values.includes(control.value) || (values.length === 1 && values[0] === true);
      else control.value = values[0] ?? "";
      if (control.matches("textarea")) control.dispatchEvent(new Event("input"));
    });
  };

  window.casemgmt = Object.assign(window.casemgmt || {}, { draftLine: { say, sayOutside, button, fill } });
})();
