/* Helps of the officer's pages; each page works without them.
   The list's address says which note is open, so that a reload or a new sign-in opens it again
   with its draft. A report's progress follows what is filled in. */
(() => {
  "use strict";

  /* ---- The open note in the address ---- */

  const address = (note) => {
    const here = new URL(location.href);
    if (note) here.searchParams.set("note", note);
    else here.searchParams.delete("note");
    if (here.href !== location.href) history.replaceState(history.state, "", here);
  };
  const list = document.querySelector("table.worklist");
  if (list || document.getElementById("worklist")) {
    document.addEventListener("htmx:afterSettle", (event) => {
      const opener = event.detail.requestConfig && event.detail.requestConfig.elt;
      if (!opener || !opener.matches("[data-note]")) return;
      const row = opener.closest("tr");
      if (row && row.nextElementSibling && row.nextElementSibling.matches(".panel-row")) address(row.id);
    });
    document.addEventListener("casemgmt:closing", () => address(""));
    document.addEventListener("panel-done", () => address(""));
    document.addEventListener("DOMContentLoaded", () => {
      const wanted = new URL(location.href).searchParams.get("note");
      const opener = wanted && document.querySelector(`#${CSS.escape(wanted)} [data-note]`);
      if (opener) opener.click();
    });
    /* The head's button opens the note of the first row in place. */
    document.addEventListener("click", (event) => {
      const button = event.target.closest("[data-first-note]");
      const first = button && document.querySelector("table.worklist [data-note]");
      if (!first || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      first.click();
    });
  }

  /* ---- The parts of the chosen type of note, and the marks that it offers ---- */

  const narrow = (form) => {
    const type = form.elements.namedItem("type");
    const part = form.elements.namedItem("subtype");
    if (!type || !part) return;
    let some = false;
    [...part.options].forEach((option) => {
      if (!option.value) return;
      const fits = option.dataset.of === type.value;
      option.hidden = option.disabled = !fits;
      if (!fits && option.selected) part.value = "";
      some = some || fits;
    });
    part.closest(".field").hidden = !some && !part.closest(".field").querySelector("[aria-invalid]");
    const chosen = type.options[type.selectedIndex];
    const offered = chosen && chosen.dataset.facets ? chosen.dataset.facets.split(" ") : null;
    form.querySelectorAll("[name=facets]").forEach((box) => {
      box.closest("label").hidden = Boolean(offered) && !offered.includes(box.value) && !box.checked;
    });
  };
  const narrowAll = () => document.querySelectorAll("form.note-form").forEach(narrow);
  document.addEventListener("change", (event) => {
    const form = event.target.name === "type" && event.target.closest("form.note-form");
    if (form) narrow(form);
  });
  document.addEventListener("htmx:afterSwap", narrowAll);
  narrowAll();

  /* ---- Progress of a report ---- */

  const form = document.querySelector("form[data-progress]");
  const progress = form && document.querySelector(form.dataset.progress);
  if (!progress) return;
  const value = (part, suffix) => {
    const field = part.querySelector(`[name$="${suffix}"]`);
    return field ? field.value.trim() : "";
  };
  const stand = (part) => {
    if (part.id === "interview") {
      const held = value(part, "interview_on");
      const day = held && new Date(`${held}T00:00`);
      const words = day && !Number.isNaN(day.getTime()) ? day.toLocaleDateString("en-GB", { day: "numeric", month: "short" }) : held;
      return [Boolean(held), words || "To do"];
    }
    const answer = part.querySelector("[name$=_answer]:checked");
    if (!part.querySelector("[name$=_answer]")) {
      const written = Boolean(value(part, "_comment"));
      return [written, written ? "Written" : "To do"];
    }
    if (!answer) return [false, "To do"];
    if (answer.value === "yes") return [true, "Yes"];
    const acted = ["_comment", "_action", "_by", "_due"].every((suffix) => value(part, suffix));
    return [acted, acted ? "No, action set" : "No, action to do"];
  };
  const show = () => {
    let done = 0;
    const left = [];
    form.querySelectorAll("[data-part]").forEach((part) => {
      const line = progress.querySelector(`[data-for="${part.id}"]`);
      if (!line) return;
      const [isDone, words] = stand(part);
      line.className = isDone ? "is-done" : "todo";
      line.querySelector("[data-words]").textContent = words;
      if (isDone) done += 1;
      else left.push(line.querySelector("a").textContent);
    });
    document.querySelectorAll("[data-done]").forEach((place) => { place.textContent = done; });
    const bar = progress.parentElement.querySelector("progress");
    if (bar) bar.value = done;
    document.querySelectorAll("[data-left]").forEach((place) => {
      place.textContent = left.length ? `Still to do: ${left.join(", ")}.` : "Everything is filled in.";
    });
  };
  form.addEventListener("input", show);
  form.addEventListener("change", show);
})();
