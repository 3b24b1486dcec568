/* Nothing typed is lost: a form with data-draft-url is saved on the server from the first
   keystroke on. It posts the form's fields with `draft_version` and expects JSON:
     200 {"saved_at": "10:42", "version": 7}
     409 {"message": "…", "version": 9, "saved_at": "10:40", "fields": {"text": "…"}}
     401 or 403, or a redirect to the sign-in page: the session has ended.
   The line with data-draft-status in the form, or the element that data-draft-status of the form
   names by its selector, says how it stands: quietly when saved, loudly when not.
   `draft_tab` names this page: while it leaves, its last save may overtake one under way, so an
   older version from the same tab is no conflict. */
(() => {
  "use strict";
  const { say, sayOutside, button, fill } = window.casemgmt.draftLine;
  const AFTER_PAUSE = 1000;
  const AT_MOST_EVERY = 4000;
  const RETRIES = [2000, 4000, 8000, 15000, 30000];
  const KEEPALIVE_LIMIT = 60000;
  const TAB = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const states = new Map();

  const stateOf = (form) => {
    if (!states.has(form)) states.set(form, { dirty: false, changes: 0, timer: 0, firstUnsaved: 0, busy: null, tries: 0, savedAt: "", stopped: false });
    return states.get(form);
  };
  const formOf = (element) => element.form && element.form.matches("form[data-draft-url]") ? element.form : null;

  const versionField = (form) => {
    let field = form.elements.namedItem("draft_version");
    if (!field) {
      field = Object.assign(document.createElement("input"), { type: "hidden", name: "draft_version", value: form.dataset.draftVersion || "0" });
      form.append(field);
    }
    return field;
  };
  const bodyOf = (form) => {
    const fields = new URLSearchParams({ draft_tab: TAB });
    for (const [name, value] of new FormData(form)) if (typeof value === "string") fields.append(name, value);
    return fields;
  };

  const signedOut = (form, state) => {
    state.stopped = true;
    const link = Object.assign(document.createElement("a"), { href: window.casemgmt.signInAddress(), textContent: "Sign in again" });
    const kept = state.savedAt ? `Your text up to ${state.savedAt} is saved.` : "This text is not saved yet: copy it before you leave.";
    say(form, "failed", `You were signed out. ${kept}`, [link]);
  };
  const conflict = (form, state, reply) => {
    state.stopped = true;
    const goOn = () => { versionField(form).value = reply.version; state.stopped = false; };
    const useOther = button("Use the other text", () => {
      for (const [name, value] of Object.entries(reply.fields || {})) fill(form, name, value);
      goOn();
      state.dirty = false;
      state.savedAt = reply.saved_at || state.savedAt;
      say(form, "saved", `Draft saved ${state.savedAt}`);
    });
    const keepThis = button("Keep this text", () => { goOn(); save(form); });
    const message = reply.message || "This draft was also changed in another window.";
    say(form, "failed", message, [useOther, keepThis]);
  };
  const later = (form, state, wait) => {
    clearTimeout(state.timer);
    state.timer = setTimeout(() => save(form), wait);
  };

  const save = async (form, leaving = false) => {
    const state = stateOf(form);
    clearTimeout(state.timer);
    if (state.stopped || !(form.isConnected || state.closing)) return;
    if (state.busy && !leaving) { later(form, state, AFTER_PAUSE); return; }
    const asOf = state.changes;
    versionField(form);
    const body = bodyOf(form);
    const control = new AbortController();
    state.busy = control;
    try {
      const answer = await fetch(form.dataset.draftUrl, { method: "POST", body, signal: control.signal, keepalive: leaving && body.toString().length < KEEPALIVE_LIMIT, credentials: "same-origin", headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" } });
      const isJson = (answer.headers.get("Content-Type") || "").includes("json");
      if (answer.status === 401 || answer.status === 403 || (answer.redirected && !isJson)) { signedOut(form, state); return; }
      if (answer.status === 404) { state.stopped = true; say(form, "failed", "Not kept: you can no longer write this here. Copy your text before you leave."); return; }
      if (answer.status === 409) { conflict(form, state, await answer.json()); return; }
      if (!answer.ok || !isJson) throw new Error("not saved");
      const reply = await answer.json();
      versionField(form).value = reply.version;
      Object.assign(state, { savedAt: reply.saved_at, tries: 0, firstUnsaved: 0, dirty: state.changes !== asOf });
      say(form, "saved", `Draft saved ${reply.saved_at}`);
      sayOutside("");
      document.dispatchEvent(new CustomEvent("casemgmt:active"));
      if (state.dirty) later(form, state, AFTER_PAUSE);
      else if (state.closing) states.delete(form);
    } catch (error) {
      if (error.name === "AbortError") return;
      say(form, "failed", "Not saved: connection lost. Retrying.");
      if (state.closing) sayOutside("The draft of the note that you closed is not saved yet: connection lost. Retrying.");
      later(form, state, RETRIES[Math.min(state.tries++, RETRIES.length - 1)]);
    } finally {
      if (state.busy === control) state.busy = null;
    }
  };

  const changed = (event) => {
    const form = formOf(event.target);
    if (!form || event.target.type === "file" || event.target.type === "hidden") return;
    const state = stateOf(form);
    state.dirty = true;
    state.changes += 1;
    if (state.stopped || state.tries) return;
    state.firstUnsaved = state.firstUnsaved || Date.now();
    later(form, state, Math.max(0, Math.min(AFTER_PAUSE, state.firstUnsaved + AT_MOST_EVERY - Date.now())));
  };
  /* A form that came back with errors holds text newer than its draft. */
  const cameBack = () => {
    if (!document.querySelector(".error-summary")) return;
    document.querySelectorAll("form[data-draft-url]").forEach((form) => {
      if (states.has(form)) return;
      Object.assign(stateOf(form), { dirty: true, changes: 1, firstUnsaved: Date.now() });
      later(form, stateOf(form), AFTER_PAUSE);
    });
  };
  document.addEventListener("DOMContentLoaded", cameBack);
  document.addEventListener("htmx:afterSettle", cameBack);
  document.addEventListener("input", changed);
  document.addEventListener("change", changed);

  const flush = (evenIfBusy) => states.forEach((state, form) => {
    if (state.dirty && !state.sending && (form.isConnected || state.closing) && (evenIfBusy || !state.busy)) save(form, true);
  });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") flush(false); });
  window.addEventListener("pagehide", () => flush(true));
  window.addEventListener("online", () => states.forEach((state, form) => { if (state.dirty) { state.tries = 0; save(form); } }));
  document.addEventListener("casemgmt:closing", (event) => {
    const state = states.get(event.target);
    if (!state || !state.dirty) return;
    if (state.stopped) event.preventDefault(); /* it waits for an answer: the panel stays */
    else { state.closing = true; save(event.target, true); }
  });
  window.addEventListener("beforeunload", (event) => {
    if ([...states].some(([form, state]) => form.isConnected && state.dirty && !state.sending)) event.preventDefault();
  });

  /* The form itself is being sent: a draft that is still under way must not outlive it. */
  const sending = (form) => {
    const state = states.get(form);
    if (!state) return;
    clearTimeout(state.timer);
    if (state.busy) state.busy.abort();
    state.sending = true;
  };
  const notSent = (form) => {
    const state = states.get(form);
    if (!state || !state.sending) return;
    state.sending = false;
    if (!form.isConnected) states.delete(form);
    else if (state.dirty) later(form, state, AFTER_PAUSE);
  };
  document.addEventListener("submit", (event) => { if (!event.defaultPrevented || event.target.matches("[hx-post]")) sending(event.target); });
  document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) states.delete(event.detail.elt); else notSent(event.detail.elt); });
  window.addEventListener("pageshow", () => states.forEach((_, form) => notSent(form)));
})();
