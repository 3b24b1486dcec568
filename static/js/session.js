/* Says when the session is about to end, and lets it go on. Activity in any tab counts: tabs
   tell one another when the session ends, and nothing else. */
(() => {
  "use strict";
  const body = document.body;
  const seconds = Number(body.dataset.sessionEndsIn);
  const notice = document.getElementById("session-notice");
  if (!seconds || !notice) return;

  const WARN_FROM = 120;
  const words = notice.querySelector("[data-session-words]");
  const form = notice.querySelector("[data-session-renew]");
  const signIn = notice.querySelector("[data-session-sign-in]");
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("casemgmt-session") : null;
  let endsAt = Date.now() + seconds * 1000;
  let said = "";
  let ended = false;

  const say = (text) => { if (text !== said) { said = text; words.textContent = text; } };

  const goOn = (left, tellOthers) => {
    endsAt = Date.now() + (left || seconds) * 1000;
    ended = false;
    notice.hidden = true;
    notice.classList.remove("ended");
    said = "";
    if (tellOthers && channel) channel.postMessage({ endsAt });
  };

  const end = () => {
    ended = true;
    notice.classList.add("ended");
    form.hidden = true;
    signIn.hidden = false;
    signIn.href = window.casemgmt.signInAddress();
    const typedInto = document.querySelector("main form textarea");
    const kept = document.querySelector("form[data-draft-url]") ? " What you typed is kept as a draft;"
      : typedInto ? " What stands in the form is not kept: copy it first;" : "";
    say(`You were signed out after a time without activity.${kept} ${kept ? "sign" : "Sign"} in and you are back here.`);
    notice.hidden = false;
  };

  const inWords = (left) => {
    if (left > 90) return "2 minutes";
    if (left > 45) return "1 minute";
    return left > 15 ? "30 seconds" : "a few seconds";
  };

  const look = () => {
    if (ended) return;
    const left = Math.round((endsAt - Date.now()) / 1000);
    if (left <= 0) end();
    else if (left <= WARN_FROM) {
      say(`You will be signed out in ${inWords(left)}, because nothing was done here.`);
      form.hidden = false;
      signIn.hidden = true;
      notice.hidden = false;
    }
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "application/json" }, credentials: "same-origin" });
      if (!answer.ok || answer.redirected) { end(); return; }
      const isJson = (answer.headers.get("Content-Type") || "").includes("json");
      const reply = isJson ? await answer.json() : {};
      goOn(Number(reply.ends_in), true);
    } catch {
      say("The connection is lost, so the session could not be kept. Try again.");
    }
  });

  document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful && !ended) goOn(0, true); });
  document.addEventListener("casemgmt:active", () => { if (!ended) goOn(0, true); });
  document.addEventListener("visibilitychange", look);
  if (channel) {
    channel.addEventListener("message", (event) => {
      endsAt = Number(event.data.endsAt) || endsAt;
      if (endsAt > Date.now()) { ended = false; notice.hidden = true; notice.classList.remove("ended"); said = ""; }
    });
    channel.postMessage({ endsAt });
  }
  setInterval(look, 1000);
  look();
})();
