// SPDX-FileCopyrightText: 2026 participation contributors
// SPDX-License-Identifier: EUPL-1.2
// On a shared device: after a while without input it asks whether somebody is still there, then deletes everything and
// opens the start page. Without this script the button does it.

const bar = document.querySelector("[data-kiosk]");
const finish = bar.querySelector("form");
const dialog = bar.querySelector("dialog");
const idle = Number(bar.dataset.idle) * 1000;
const warning = Number(bar.dataset.warning) * 1000;
const others = new BroadcastChannel("participation-kiosk"); // other windows of the same device
let seen = Date.now();
let finishing = false;

function stay() {
  seen = Date.now();
  if (dialog.open) dialog.close();
}

function active() {
  if (Date.now() - seen > 1000 || dialog.open) others.postMessage("here");
  stay();
}

function empty() {
  for (const form of document.forms) {
    form.reset();
    for (const field of form.elements) if (field.type === "textarea" || field.type === "text" || field.type === "email") field.value = "";
  }
}

function leave() {
  finishing = true;
  empty();
  finish.requestSubmit();
}

function look() {
  if (finishing) return;
  const quiet = Date.now() - seen;
  if (quiet >= idle) leave();
  else if (quiet >= idle - warning && !dialog.open) dialog.showModal();
}

for (const kind of ["keydown", "pointerdown", "input", "wheel", "touchmove"]) {
  document.addEventListener(kind, active, { passive: true });
}
dialog.addEventListener("cancel", active);
dialog.querySelector("[data-stay]").addEventListener("click", active);
others.addEventListener("message", (event) => {
  if (event.data === "here") stay();
  else location.replace(bar.dataset.start);
});
finish.addEventListener("submit", () => others.postMessage("finished"));
// A page that the browser had put aside is another person's: it is fetched anew.
window.addEventListener("pageshow", (event) => event.persisted && location.reload());
setInterval(look, 1000);
