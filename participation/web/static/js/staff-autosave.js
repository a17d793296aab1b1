// SPDX-FileCopyrightText: 2026 participation contributors
// SPDX-License-Identifier: EUPL-1.2
// Saves the item that is being written three seconds after the last key. Without this script the button does it.

const PAUSE = 3000;
const form = document.querySelector("form[data-autosave]");
const line = document.querySelector("[data-saved]");
let waiting = 0;
let sending = false;
let again = false;
let leaving = null;

// New paragraphs get their identity when they are first stored; a structure changed meanwhile is left alone.
function takeOver(answer) {
  form.elements.marks.value = JSON.stringify(answer.marks);
  const ids = form.querySelectorAll("input[name='passage-id[]']");
  if (ids.length === answer.passages.length) {
    ids.forEach((field, place) => {
      field.value = String(answer.passages[place]);
    });
  }
}

async function save() {
  if (sending) {
    again = true;
    return;
  }
  sending = true;
  const before = form.querySelectorAll("textarea[name='passage-text[]']");
  const split = [...before].some((field) => /\n[^\S\n]*\n/.test(field.value.trim()));
  try {
    if (split) return; // a blank line makes two paragraphs: that is for the button
    const answered = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { Accept: "application/json" },
    });
    const answer = await answered.json();
    if (answered.ok) takeOver(answer);
    line.textContent = answer.message;
  } catch {
    // No connection, or signed out: what was typed stays in the form, and the next key tries again.
    line.textContent = form.dataset.failed;
  } finally {
    sending = false;
    if (leaving) {
      form.requestSubmit(leaving.submitter);
    } else if (again) {
      again = false;
      waiting = setTimeout(save, PAUSE);
    }
  }
}

if (form && line) {
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(save, PAUSE);
  });
  // The button waits for what is on its way: it would meet its own paragraphs as somebody else's.
  form.addEventListener("submit", (event) => {
    clearTimeout(waiting);
    if (sending) {
      event.preventDefault();
      leaving = event;
    }
  });
}
