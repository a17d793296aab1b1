/* SPDX-FileCopyrightText: 2026 participation contributors */
/* SPDX-License-Identifier: EUPL-1.2 */
/* Menus close when another opens, on Escape, and on a click elsewhere. Without this their button closes them. */

const menus = [...document.querySelectorAll("[data-menu]")];

function close(but) {
  for (const menu of menus) if (menu !== but) menu.open = false;
}

for (const menu of menus) {
  menu.addEventListener("toggle", () => menu.open && close(menu));
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

document.addEventListener("click", (event) => close(event.target.closest("[data-menu]")));
