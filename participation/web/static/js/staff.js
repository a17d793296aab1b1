/* SPDX-FileCopyrightText: 2026 participation contributors */
/* SPDX-License-Identifier: EUPL-1.2 */
/* Keys for the queue and the decision. Everything they do can be done without them; inside fields they do nothing. */

const inField = (target) => target.closest("input:not([type=radio]), textarea, select, [contenteditable]") !== null;

const links = [...document.querySelectorAll("[data-open]")];
const decision = document.querySelector("[data-decision]");

function move(step) {
  const at = links.indexOf(document.activeElement);
  const next = links[Math.min(Math.max(at + step, 0), links.length - 1)];
  next?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey && event.key === "Enter" && decision) {
    event.preventDefault();
    decision.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.altKey || event.metaKey || inField(event.target)) return;
  const key = event.key.toLowerCase();
  if (links.length > 0 && key === "j") move(1);
  else if (links.length > 0 && key === "k") move(-1);
  else if (links.length > 0 && key === "o" && links.includes(document.activeElement)) document.activeElement.click();
  else if (decision) decision.querySelector(`[data-key="${CSS.escape(key)}"]`)?.click();
});
