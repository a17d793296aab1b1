// SPDX-FileCopyrightText: 2026 participation contributors
// SPDX-License-Identifier: EUPL-1.2
// Does the little work that a form asks for: finds the number whose hash is named. Where the browser offers no hashing
// (a page without https) the form stays as it is without JavaScript: it can be sent after a short wait.

const BATCH = 250;

const box = document.querySelector("[data-challenge]");
const form = box?.closest("form");

const matches = (digest, wanted) => new Uint8Array(digest).every((byte, place) => byte === wanted[place]);

async function solve({ salt, challenge, maxNumber }) {
  const encoder = new TextEncoder();
  const wanted = challenge.match(/../g).map((pair) => parseInt(pair, 16));
  for (let first = 0; first <= maxNumber; first += BATCH) {
    const hashes = Array.from({ length: BATCH }, (_, step) =>
      crypto.subtle.digest("SHA-256", encoder.encode(salt + (first + step))),
    );
    const found = (await Promise.all(hashes)).findIndex((digest) => matches(digest, wanted));
    if (found >= 0) return first + found;
  }
  return null;
}

function say(state) {
  for (const name of ["wait", "busy", "done"]) {
    box.querySelector(`[data-challenge-${name}]`).hidden = name !== state;
  }
}

async function work() {
  const { maxNumber, ...puzzle } = JSON.parse(box.dataset.challenge);
  const number = await solve({ ...puzzle, maxNumber });
  if (number === null) {
    say("wait");
    return;
  }
  form.elements.namedItem("challenge").value = btoa(JSON.stringify({ ...puzzle, number }));
  say("done");
}

if (form && globalThis.crypto?.subtle) {
  let done = false;
  say("busy");
  const working = work()
    .catch(() => say("wait"))
    .finally(() => {
      done = true;
    });
  form.addEventListener("submit", (event) => {
    const { submitter } = event;
    if (done || (submitter?.name === "step" && submitter.value !== "send")) return;
    event.preventDefault();
    working.then(() => form.requestSubmit(submitter));
  });
}
