/* Small helps for every page: menus that close, errors that take the focus, check-all boxes,
   a password that can be shown, and parts of a page that fail without taking the page along. */
(() => {
  "use strict";

  const signInAddress = () => {
    const here = location.pathname + location.search + location.hash;
    return `${document.body.dataset.signIn || "/"}?next=${encodeURIComponent(here)}`;
  };
  window.casemgmt = Object.assign(window.casemgmt || {}, { signInAddress });

  const takeFocus = (root) => {
    const summary = root.querySelector("[data-takes-focus]");
    if (summary) summary.focus();
  };

  const readyUp = (root) => {
    root.querySelectorAll("[data-show-password]").forEach((button) => { button.hidden = false; });
  };

  document.addEventListener("DOMContentLoaded", () => {
    readyUp(document);
    takeFocus(document);
  });

  document.addEventListener("click", (event) => {
    document.querySelectorAll("details[data-menu][open], details.date-why[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
    const link = event.target.closest(".error-summary a[href^='#']");
    if (link) {
      const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      const control = target && (target.matches("input,select,textarea") ? target : target.querySelector("input,select,textarea"));
      if (control) {
        event.preventDefault();
        control.focus();
      }
    }
    const show = event.target.closest("[data-show-password]");
    if (show) {
      const field = document.getElementById(show.dataset.showPassword);
      const hide = field.type === "text";
      field.type = hide ? "password" : "text";
      show.textContent = hide ? "Show" : "Hide";
      show.setAttribute("aria-pressed", String(!hide));
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details[data-menu][open], details.date-why[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
    event.preventDefault();
  });

  document.addEventListener("change", (event) => {
    const all = event.target.closest("[data-check-all]");
    if (!all) return;
    document.querySelectorAll(`input[type="checkbox"][name="${CSS.escape(all.dataset.checkAll)}"]`).forEach((box) => {
      if (box.checked !== all.checked && !box.disabled) {
        box.checked = all.checked;
        box.dispatchEvent(new Event("change", { bubbles: true }));
      }
    });
  });

  /* ---- htmx: what to do when a part fails ---- */

  const say = (element, words, retry) => {
    const note = document.createElement("p");
    note.className = "failure";
    note.setAttribute("role", "alert");
    note.dataset.failed = "";
    note.append(`${words} `);
    if (retry) {
      const button = document.createElement(retry.href ? "a" : "button");
      button.className = "link-button";
      button.textContent = retry.label;
      if (retry.href) button.href = retry.href;
      else {
        button.type = "button";
        button.addEventListener("click", () => { note.remove(); retry.run(); });
      }
      note.append(button);
    }
    const row = element.closest("tr");
    const old = element.querySelector(":scope > [data-failed]");
    if (old) old.remove();
    if (element.matches("form, section, div, aside, li, ol, ul")) element.prepend(note);
    else if (row) {
      const strip = document.createElement("tr");
      strip.className = "panel-row";
      const cell = strip.insertCell();
      cell.colSpan = 20;
      cell.append(note);
      row.after(strip);
    } else element.after(note);
  };

  const failed = (event, lost) => {
    const { elt, requestConfig, xhr } = event.detail;
    const writing = requestConfig && requestConfig.verb !== "get";
    const signedOut = xhr && (xhr.status === 401 || cameBackAsSignIn(xhr));
    if (signedOut && !writing) {
      location.assign(signInAddress());
      return;
    }
    if (signedOut) {
      say(elt, "You were signed out, so this was not saved. What you typed is still here.", { label: "Sign in again", href: signInAddress() });
      return;
    }
    if (xhr && xhr.status === 403) {
      say(elt, "You may not do this. Nothing was changed.");
      return;
    }
    const words = writing
      ? `Not saved${lost ? ": connection lost" : ""}. What you typed is still here.`
      : "This part could not be loaded.";
    const again = () => (writing ? elt.requestSubmit && elt.requestSubmit() : window.htmx.ajax("get", requestConfig.path, { source: elt, target: event.detail.target, swap: elt.getAttribute("hx-swap") || undefined }));
    say(elt, words, { label: "Try again", run: again });
  };

  const cameBackAsSignIn = (xhr) => {
    const signIn = document.body.dataset.signIn;
    return Boolean(signIn && xhr.responseURL && new URL(xhr.responseURL).pathname === signIn);
  };

  document.addEventListener("htmx:beforeOnLoad", (event) => {
    /* Before an answer's HX-Redirect takes typed text away: a failed save stays on its page. */
    if (event.detail.xhr.status !== 401) return;
    event.preventDefault();
    failed(event, false);
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!cameBackAsSignIn(event.detail.xhr)) return;
    event.detail.shouldSwap = false;
    failed(event, false);
  });
  document.addEventListener("htmx:responseError", (event) => failed(event, false));
  document.addEventListener("htmx:sendError", (event) => failed(event, true));
  document.addEventListener("htmx:timeout", (event) => failed(event, true));
  document.addEventListener("htmx:afterSwap", (event) => {
    const part = event.detail.target.isConnected ? event.detail.target : document;
    readyUp(part);
    takeFocus(part);
  });
})();
