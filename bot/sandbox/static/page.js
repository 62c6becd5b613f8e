// Keeps an open page in step with the sandbox: what changed is replaced and shown briefly.
// Every page can be read and every form sent without this file.
"use strict";

const PIECES = "li, p, h1, h2, h3, h4, td, th, summary, pre, .badge, .pill, .event, .commit";
const stream = { source: null, version: "", running: false, again: false };
const seen = new Map();

// A live part is an element with an id inside [data-live]; with data-live="list" each child is
// a part of its own, so that a new comment does not disturb the others.
function parts(page) {
  const found = [];
  for (const zone of page.querySelectorAll("[data-live]")) {
    found.push(...(zone.dataset.live === "list" ? zone.children : [zone]));
  }
  return found;
}

function remember(page) {
  seen.clear();
  for (const part of parts(page)) {
    seen.set(part.id, part.outerHTML);
  }
}

function isBeingEdited(part) {
  const fields = [...part.querySelectorAll("textarea, input[type=text]")];
  return fields.some((field) => field.value !== field.defaultValue);
}

function pieces(part) {
  return [...part.querySelectorAll(PIECES)].filter((piece) => !piece.closest("form"));
}

function keepWhatWasOpened(old, fresh) {
  const held = [...old.querySelectorAll("details[data-held]")];
  for (const details of held) {
    const label = details.querySelector("summary").textContent;
    for (const twin of fresh.querySelectorAll("details")) {
      if (twin.querySelector("summary").textContent === label) {
        twin.open = details.open;
        twin.dataset.held = "";
      }
    }
  }
}

function show(fresh, old) {
  const before = new Set(old ? pieces(old).map((piece) => piece.innerHTML) : []);
  const news = old ? pieces(fresh).filter((piece) => !before.has(piece.innerHTML)) : [];
  // The innermost pieces say precisely what is new.
  for (const piece of news) {
    if (!news.some((other) => other !== piece && piece.contains(other))) {
      piece.classList.add("fresh");
    }
  }
  if (!fresh.matches(".edit")) {
    fresh.classList.add("changed");
  }
}

function replace(old, fresh) {
  const hadFocus = old.contains(document.activeElement);
  keepWhatWasOpened(old, fresh);
  old.replaceWith(fresh);
  show(fresh, old);
  if (hadFocus) {
    fresh.tabIndex = -1;
    fresh.focus({ preventScroll: true });
  }
}

// Children come in the server's order; those that stay are not touched.
function syncList(zone, next, names) {
  const fresh = [...next.children];
  const wanted = new Set(fresh.map((child) => child.id));
  for (const child of [...zone.children]) {
    if (!wanted.has(child.id)) {
      child.remove();
    }
  }
  fresh.forEach((child, place) => {
    const old = document.getElementById(child.id);
    if (old) {
      syncPart(old, child, names);
    } else {
      zone.insertBefore(child, zone.children[place] || null);
      seen.set(child.id, child.outerHTML);
      show(child, null);
      names.push(child.dataset.name);
    }
  });
}

function syncPart(old, fresh, names) {
  const html = fresh.outerHTML;
  if (seen.get(fresh.id) !== html && !isBeingEdited(old)) {
    seen.set(fresh.id, html);
    replace(old, fresh);
    names.push(fresh.dataset.name);
  }
}

function apply(next) {
  const names = [];
  for (const zone of document.querySelectorAll("[data-live]")) {
    const twin = next.getElementById(zone.id);
    if (twin && zone.dataset.live === "list") {
      syncList(zone, twin, names);
    } else if (twin) {
      syncPart(zone, twin, names);
    }
  }
  const said = [...new Set(names.filter(Boolean))];
  if (said.length > 0) {
    document.getElementById("announce").textContent = `Changed: ${said.join(", ")}.`;
  }
}

function parsed(html) {
  return new DOMParser().parseFromString(html, "text/html");
}

async function refresh() {
  if (stream.running) {
    stream.again = true;
    return;
  }
  stream.running = true;
  try {
    do {
      stream.again = false;
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (answer.ok) {
        apply(parsed(await answer.text()));
      }
    } while (stream.again);
  } finally {
    stream.running = false;
  }
}

function listen() {
  if (stream.source || document.hidden) {
    return;
  }
  stream.source = new EventSource(document.body.dataset.changes);
  stream.source.addEventListener("message", (event) => {
    if (event.data !== stream.version) {
      stream.version = event.data;
      refresh();
    }
  });
}

// A browser allows few connections to one host, so a hidden page gives its own back.
function stopListening() {
  stream.source?.close();
  stream.source = null;
}

async function send(form, button) {
  const data = new URLSearchParams(new FormData(form, button));
  const target = button?.hasAttribute("formaction") ? button.formAction : form.action;
  const answer = await fetch(target, { method: "POST", body: data });
  const next = parsed(await answer.text());
  if (!answer.ok) {
    const problem = next.getElementById("problem");
    throw new Error(problem ? problem.textContent.trim() : `The sandbox answered ${answer.status}.`);
  }
  if (new URL(answer.url).pathname !== location.pathname) {
    location.assign(answer.url);
    return;
  }
  form.reset();
  form.closest("details.edit")?.removeAttribute("open");
  apply(next);
}

function complain(form, text) {
  form.querySelector(".problem")?.remove();
  const place = document.createElement("p");
  place.className = "problem";
  place.setAttribute("role", "alert");
  place.textContent = text;
  form.append(place);
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form[data-quiet]")) {
    return;
  }
  event.preventDefault();
  const button = event.submitter;
  form.querySelector(".problem")?.remove();
  button?.setAttribute("aria-busy", "true");
  try {
    await send(form, button);
  } catch (error) {
    complain(form, error.message);
  } finally {
    button?.removeAttribute("aria-busy");
  }
});

document.addEventListener("click", (event) => {
  const details = event.target.closest("summary")?.parentElement;
  if (details) {
    details.dataset.held = "";
  }
});

document.addEventListener("visibilitychange", () => {
  if (document.hidden) {
    stopListening();
  } else {
    listen();
    refresh();
  }
});

remember(document);
listen();
