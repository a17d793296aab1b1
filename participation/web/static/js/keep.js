// SPDX-FileCopyrightText: 2026 participation contributors
// SPDX-License-Identifier: EUPL-1.2
// Loses nothing that is typed: a form is not sent without a connection, and whoever ticks the box has the text kept in
// this browser until it is sent. Without the box ticked, nothing is stored. Without this script there is no box.

const KEPT = "participation-kept:"; // and the form's address
const LEAVING = "participation-leaving"; // the kept form that this tab is about to send
const NAMES = ["title", "text", "grounds"];
const LONGEST = 7 * 24 * 60 * 60 * 1000;
const PAUSE = 500;
const SLOW = 5000;

const form = document.querySelector("form[data-keep]");
const tools = form?.querySelector("[data-probe]");

// Browsers may refuse storage altogether: reading then finds nothing.
function attempt(action) {
  try {
    return action() ?? null;
  } catch {
    return null;
  }
}

function read(key) {
  const entry = attempt(() => JSON.parse(localStorage.getItem(key)));
  const whole = typeof entry?.at === "number" && typeof entry.fields === "object" && entry.fields;
  return whole && Date.now() - entry.at < LONGEST ? entry : null;
}

function forgetOld() {
  const keys = attempt(() => Object.keys(localStorage)) ?? [];
  for (const key of keys) if (key.startsWith(KEPT) && !read(key)) localStorage.removeItem(key);
}

// The receipt says that a form has been sent: the one that this tab was about to send.
function forgetSent() {
  attempt(() => {
    const address = sessionStorage.getItem(LEAVING);
    if (address === null) return;
    localStorage.removeItem(KEPT + address);
    sessionStorage.removeItem(LEAVING);
  });
}

async function connected() {
  if (!navigator.onLine) return false;
  try {
    const signal = AbortSignal.timeout(SLOW);
    await fetch(tools.dataset.probe, { method: "HEAD", cache: "no-store", signal });
    return true;
  } catch (error) {
    return error.name === "TimeoutError"; // slow is not offline: nobody is kept from sending
  }
}

function guard() {
  const line = tools.querySelector("[data-offline]");
  let asking = false;
  let there = false;
  form.addEventListener("submit", async (event) => {
    if (there) {
      there = false;
      return;
    }
    event.preventDefault();
    if (asking) return;
    asking = true;
    line.textContent = "";
    there = await connected();
    asking = false;
    if (there) form.requestSubmit(event.submitter);
    else line.textContent = line.dataset.offline;
  });
  window.addEventListener("online", () => {
    line.textContent = "";
  });
}

function keepHere(offer, note) {
  const key = KEPT + form.dataset.keep;
  const fields = NAMES.map((name) => form.elements[name]).filter((field) => field && field.type !== "hidden");
  if (!fields.length) return;
  const line = tools.querySelector("[data-full]");
  let waiting = 0;

  offer.replaceWith(offer.content.cloneNode(true));
  const box = document.getElementById("keep-here");

  function forget() {
    clearTimeout(waiting);
    waiting = 0;
    attempt(() => localStorage.removeItem(key));
    attempt(() => sessionStorage.removeItem(LEAVING));
  }

  function save() {
    clearTimeout(waiting);
    waiting = 0;
    if (!box.checked) return;
    const typed = Object.fromEntries(fields.map((field) => [field.name, field.value]));
    try {
      localStorage.setItem(key, JSON.stringify({ at: Date.now(), fields: typed }));
    } catch {
      box.checked = false;
      line.textContent = line.dataset.full;
    }
  }

  function put(field, value) {
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    const folded = field.closest("details");
    if (folded && value) folded.open = true;
  }

  function restore(entry) {
    const back = fields.filter((field) => typeof entry.fields[field.name] === "string");
    const changed = back.filter((field) => entry.fields[field.name] !== field.value);
    if (!changed.length) return;
    for (const field of changed) put(field, entry.fields[field.name]);
    const place = document.createElement("div");
    place.className = "moved";
    place.setAttribute("role", "status");
    form.prepend(place);
    place.append(note.content.cloneNode(true));
    const words = place.querySelector("[data-gone]");
    const moment = new Date(entry.at).toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
    words.textContent = words.textContent.trim().replace("{moment}", moment);
    place.querySelector("button").addEventListener("click", (event) => {
      box.checked = false;
      forget();
      for (const field of fields) put(field, field.defaultValue);
      words.textContent = words.dataset.gone;
      fields.find((field) => field.name === "text")?.focus();
      event.target.remove();
    });
  }

  const entry = read(key);
  box.checked = entry !== null;
  // What an answer to a form shows is newer than what is kept here; so may be a draft from the account.
  if (entry && "fresh" in note.dataset && !(Date.parse(note.dataset.saved) > entry.at)) restore(entry);

  form.addEventListener("input", (event) => {
    if (event.target === box || !box.checked) return;
    clearTimeout(waiting);
    waiting = setTimeout(save, PAUSE);
  });
  box.addEventListener("change", () => (box.checked ? save() : forget()));
  form.addEventListener("submit", () => {
    save();
    attempt(() => (box.checked ? sessionStorage.setItem(LEAVING, form.dataset.keep) : sessionStorage.removeItem(LEAVING)));
  });
  window.addEventListener("pagehide", () => waiting && save());
  // Back in a page that the browser had put aside: the text may have been sent meanwhile.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) box.checked = read(key) !== null;
  });
}

if (document.querySelector("[data-sent]")) forgetSent();
if (tools) {
  guard();
  const offer = tools.querySelector("template[data-keep-offer]");
  if (offer && form.dataset.keep) {
    forgetOld();
    keepHere(offer, tools.querySelector("template[data-keep-restored]"));
  }
}
