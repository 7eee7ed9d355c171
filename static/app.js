// What improves pages that work without it: keys, copy buttons, colours, suggestions, the filter of regions.
"use strict";
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const later = (action, wait) => {
    let timer;
    return (...values) => {
      clearTimeout(timer);
      timer = setTimeout(() => action(...values), wait);
    };
  };

  // Colours change without loading the page anew; the form behind the buttons does the same for everyone else.
  all(".themes button").forEach((button) =>
    button.addEventListener("click", (event) => {
      event.preventDefault();
      const root = document.documentElement;
      if (button.value === "auto") delete root.dataset.theme;
      else root.dataset.theme = button.value;
      document.cookie = `theme=${button.value}; Path=/; Max-Age=31536000; SameSite=Lax`;
      all(".themes button").forEach((other) => other.removeAttribute("aria-pressed"));
      button.setAttribute("aria-pressed", "true");
    }),
  );

  // Copy buttons. Plain http has no clipboard interface, so the selection is the second way.
  const copy = async (source) => {
    const text = source.value ?? source.textContent;
    if (navigator.clipboard) {
      try {
        return await navigator.clipboard.writeText(text);
      } catch {
        // Not allowed: select and copy.
      }
    }
    if (source.select) source.select();
    else getSelection().selectAllChildren(source);
    document.execCommand("copy");
  };
  all("button[data-copy]").forEach((button) => {
    const words = button.textContent;
    button.hidden = false;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      await copy(document.getElementById(button.dataset.copy));
      button.textContent = button.dataset.done;
      setTimeout(() => (button.textContent = words), 2000);
    });
  });
  all("input[readonly]").forEach((input) => input.addEventListener("focus", () => input.select()));

  // Keys: / searches, j and k walk the rows, ? explains. Enter opens what has the focus, as everywhere.
  const walk = (step) => {
    const rows = all(".row, .card, .documents > li");
    const at = rows.findIndex((row) => row.classList.contains("chosen"));
    const next = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : at + step];
    if (!next) return;
    rows[at]?.classList.remove("chosen");
    next.classList.add("chosen");
    next.querySelector("a").focus();
    next.scrollIntoView({ block: "nearest" });
  };
  const keys = {
    "/": () => {
      const box = document.getElementById("q");
      box?.focus();
      box?.select();
    },
    j: () => walk(1),
    k: () => walk(-1),
    "?": () => location.assign("/help#keyboard"),
  };
  // Who speaks to the device, or whose hand slips, switches single keys off. Where nothing may be kept, they stay on.
  const KEPT = "single-keys";
  const single = () => {
    try {
      return localStorage.getItem(KEPT) !== "off";
    } catch {
      return true;
    }
  };
  const keySwitch = document.getElementById(KEPT);
  if (keySwitch) {
    keySwitch.checked = single();
    keySwitch.closest("p").hidden = false;
    keySwitch.addEventListener("change", () => localStorage.setItem(KEPT, keySwitch.checked ? "on" : "off"));
  }
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (!keys[event.key] || !single()) return;
    event.preventDefault();
    keys[event.key]();
  });

  // Suggestions: a combobox whose list comes from /suggest. A failed answer shows nothing.
  const suggest = (input) => {
    const list = document.createElement("ul");
    list.className = "suggestions";
    list.id = `${input.id}-suggestions`;
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.labels[0]?.textContent ?? "");
    input.form.append(list);
    const set = (name, value) => input.setAttribute(name, value);
    set("role", "combobox");
    set("aria-autocomplete", "list");
    set("aria-controls", list.id);
    set("aria-expanded", "false");
    let items = [];
    let chosen = -1;
    let typed = input.value;

    const close = () => {
      list.hidden = true;
      chosen = -1;
      set("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const choose = (index) => {
      chosen = index;
      [...list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
      const item = items[index];
      input.value = item?.kind === "word" ? item.text : typed;
      if (item) set("aria-activedescendant", list.children[index].id);
      else input.removeAttribute("aria-activedescendant");
    };
    const option = (item, index) => {
      const line = document.createElement("li");
      line.id = `${list.id}-${index}`;
      line.setAttribute("role", "option");
      line.setAttribute("aria-selected", "false");
      const text = document.createElement("span");
      text.textContent = item.text;
      const hint = document.createElement("small");
      hint.textContent = item.hint;
      line.append(text, " ", hint);
      line.addEventListener("mousedown", (event) => event.preventDefault());
      line.addEventListener("click", () => location.assign(item.url));
      return line;
    };
    const ask = later(async () => {
      const q = typed.trimStart();
      let found = [];
      if (q) {
        try {
          const answer = await fetch(`/suggest?q=${encodeURIComponent(q)}`);
          if (answer.ok) found = (await answer.json()).items;
        } catch {
          // No suggestions, then.
        }
      }
      // What somebody is just choosing from stays.
      if (q !== typed.trimStart() || chosen >= 0) return;
      items = found;
      list.replaceChildren(...items.map(option));
      list.hidden = !items.length || document.activeElement !== input;
      set("aria-expanded", String(!list.hidden));
    }, 120);

    input.addEventListener("input", (event) => {
      typed = input.value;
      chosen = -1;
      if (!event.isComposing) ask();
    });
    input.addEventListener("compositionend", () => {
      typed = input.value;
      ask();
    });
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      if (event.isComposing || list.hidden) return;
      const last = items.length - 1;
      if (event.key === "ArrowDown") choose(chosen >= last ? -1 : chosen + 1);
      else if (event.key === "ArrowUp") choose(chosen < 0 ? last : chosen - 1);
      else if (event.key === "Escape") {
        choose(-1);
        close();
      } else if (event.key === "Enter" && chosen >= 0) location.assign(items[chosen].url);
      else return;
      event.preventDefault();
    });
  };
  all('form[action="/search"] input[name="q"][type="search"]').forEach(suggest);

  // The filter of regions answers while one types, with what the page itself would say.
  const box = document.getElementById("region-name");
  const matches = document.getElementById("matches");
  const filter = later(async () => {
    const name = box.value;
    try {
      const answer = await fetch(`/regions?name=${encodeURIComponent(name)}`);
      if (!answer.ok || name !== box.value) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      matches.replaceChildren(...page.getElementById("matches").childNodes);
    } catch {
      // The button still asks.
    }
  }, 200);
  if (box && matches) box.addEventListener("input", (event) => event.isComposing || filter());
  box?.addEventListener("compositionend", filter);
})();
