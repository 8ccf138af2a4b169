// SPDX-License-Identifier: Apache-2.0
// The review of a reading by keyboard. Without this file every decision is a plain form.
// Each decision is sent alone; the answer brings the facts as they now stand, and the focus stays with the fact.
"use strict";
const root = document.getElementById("review");
const form = document.getElementById("decisions");
const sheet = document.getElementById("sheet");
const legend = document.getElementById("keys");
const on = document.getElementById("keys-on");
const KEPT = "comity-review-keys";
const blank = /[ \t\r\n\f\v\u00a0]/u;

const facts = () => [...form.querySelectorAll("li.fact")];
const here = () => document.activeElement.closest("li.fact");

legend.hidden = false;
on.checked = localStorage.getItem(KEPT) !== "off";
on.addEventListener("change", () => localStorage.setItem(KEPT, on.checked ? "on" : "off"));

function go(fact) {
  if (!fact) return;
  fact.focus({ preventScroll: true });
  fact.scrollIntoView({ block: "nearest" });
  for (const mark of sheet.querySelectorAll("mark.here")) mark.classList.remove("here");
  for (const mark of sheet.querySelectorAll("mark")) {
    if (mark.dataset.facts.split(" ").includes(fact.dataset.number)) mark.classList.add("here");
  }
  const place = document.getElementById(`span-${fact.dataset.number}`);
  if (place && getComputedStyle(sheet).overflowY === "auto") {
    sheet.scrollTop += place.getBoundingClientRect().top - sheet.getBoundingClientRect().top - sheet.clientHeight / 3;
  }
}

function next(step, open) {
  const all = facts();
  const from = here() ? all.indexOf(here()) : step > 0 ? -1 : all.length;
  for (let at = from + step; at >= 0 && at < all.length; at += step) {
    if (!open || all[at].classList.contains("review-open")) return go(all[at]);
  }
  if (open && !all.some((fact) => fact.classList.contains("review-open"))) document.getElementById("h-propose")?.focus();
}

async function send(name, value) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.set(name, value);
  const answer = await fetch(location.pathname, { method: "POST", body, headers: { "X-Comity-Part": "decision" } });
  const told = await answer.json();
  const place = document.getElementById("progress-place");
  if (!answer.ok) {
    place.textContent = told.error;
    return false;
  }
  const held = document.activeElement.closest("li.fact")?.id;
  for (const [id, html] of Object.entries(told.facts)) {
    const old = document.getElementById(id);
    const parsed = new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
    if (old && old.outerHTML !== parsed.outerHTML) old.replaceWith(document.importNode(parsed, true));
  }
  place.replaceChildren(...new DOMParser().parseFromString(told.progress, "text/html").body.childNodes);
  for (const whole of form.querySelectorAll("button.whole")) whole.hidden = !told.open[whole.value];
  if (held) document.getElementById(held)?.focus({ preventScroll: true });
  return true;
}

form.addEventListener("submit", async (event) => {
  const button = event.submitter;
  if (!button) return;
  event.preventDefault();
  const fact = button.closest("li.fact");
  if (fact) go(fact);
  if ((await send(button.name, button.value)) && button.name !== "undo") next(1, true);
});

function letters(node, offset) {
  const range = document.createRange();
  range.setStart(sheet, 0);
  range.setEnd(node, offset);
  const part = range.cloneContents();
  for (const link of part.querySelectorAll(".mark-link")) link.remove();
  return [...part.textContent].filter((char) => !blank.test(char)).length;
}

function mark() {
  const chosen = getSelection();
  const link = document.getElementById("missed");
  const range = chosen.rangeCount && !chosen.isCollapsed ? chosen.getRangeAt(0) : null;
  if (!range || !sheet.contains(range.commonAncestorContainer)) return link.click();
  const from = letters(range.startContainer, range.startOffset);
  location.assign(`${link.href}?from=${from}&to=${letters(range.endContainer, range.endOffset)}`);
}

const press = (name) => here()?.querySelector(name)?.click();
const KEYS = {
  j: () => next(1, false),
  k: () => next(-1, false),
  a: () => press('[name="accept"]'),
  r: () => press('[name="reject"]'),
  u: () => press('[name="undo"]'),
  c: () => press("a.change"),
  g: () => here()?.closest("fieldset").querySelector("button.whole:not([hidden])")?.click(),
  m: mark,
  z: () => (here() ? sheet.focus() : go(document.getElementById(`fact-${sheet.querySelector("mark.here")?.dataset.facts.split(" ")[0]}`))),
  p: () => document.getElementById("h-propose")?.focus(),
};

document.addEventListener("keydown", (event) => {
  const writes = event.target.closest("input:not([type=checkbox]), select, textarea");
  if (!on.checked || writes || event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key]) return;
  event.preventDefault();
  KEYS[event.key]();
});

if (location.hash.startsWith("#fact-")) go(document.querySelector(`li${location.hash}`));
else {
  // A link that was followed before (past the head of a page) leaves its fragment, and would take the focus from the fact.
  history.replaceState(history.state, "", location.pathname + location.search);
  next(1, true);
}
