"use strict";
/* Small pieces of the page: elements, sliders, switches, numbers as text. */
const Elements = (() => {
  function present(children) {
    return children.flat(Infinity).filter((child) => child !== null && child !== undefined);
  }

  /* make("div", {class: "card"}, child, "text", [more], null) */
  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (value !== undefined && value !== null) element.setAttribute(name, value);
    }
    element.append(...present(children));
    return element;
  }

  function replace(element, ...children) {
    element.replaceChildren(...present(children));
    return element;
  }

  /* A number with as many decimals as make sense to read. */
  function number(value, digits = 3) {
    if (!Number.isFinite(value)) return String(value);
    return value.toFixed(digits).replace(/^-(0\.?0*)$/, "$1").replace("-", "\u2212");
  }

  /* 16368 as "16 368". */
  function count(value) {
    return String(value).replace(/\B(?=(\d{3})+$)/g, "\u202f");
  }

  function megabytes(bytes) {
    return bytes < 1e4 ? `${number(bytes / 1e3, 1)} kB` : `${number(bytes / 1e6, 2)} MB`;
  }

  function boxText(box, digits = 1) {
    return `(${box.map((v) => number(v, digits)).join(", ")})`;
  }

  /* A labelled slider; `changed` is called with the number while it moves. */
  function slider({ id, label, min, max, step, value, digits = 2, changed }) {
    const output = make("output", {}, number(value, digits));
    const input = make("input", { type: "range", id, min, max, step, "aria-label": label });
    input.value = value;
    input.addEventListener("input", () => {
      output.textContent = number(Number(input.value), digits);
      changed(Number(input.value));
    });
    const field = make("label", { class: "field" }, make("span", { class: "what" }, label, output), input);
    field.set = (v) => {
      input.value = v;
      output.textContent = number(Number(v), digits);
    };
    field.limit = (most) => input.setAttribute("max", most);
    return field;
  }

  /* One of a few: options [[value, label], ...]. */
  function segmented({ id, options, value, changed }) {
    const group = make("div", { class: "segmented", role: "group", id });
    const buttons = options.map(([option, label]) => {
      const button = make("button", { type: "button", "data-value": option }, label);
      button.addEventListener("click", () => {
        group.set(option);
        changed(option);
      });
      return button;
    });
    group.set = (chosen) => {
      for (const button of buttons) {
        button.setAttribute("aria-pressed", String(button.dataset.value === String(chosen)));
      }
    };
    group.append(...buttons);
    group.set(value);
    return group;
  }

  function select({ id, label, options, value, changed }) {
    const list = make("select", { id }, options.map(([option, text]) => make("option", { value: option }, text)));
    list.value = String(value);
    list.addEventListener("change", () => changed(list.value));
    const field = make("label", { class: "field" }, make("span", { class: "what" }, label), list);
    field.set = (v) => { list.value = String(v); };
    return field;
  }

  function check({ id, label, value, changed }) {
    const input = make("input", { type: "checkbox", id });
    input.checked = value;
    input.addEventListener("change", () => changed(input.checked));
    return make("label", { class: "check" }, input, label);
  }

  function button(label, pressed, attributes = {}) {
    return make("button", { type: "button", class: "plain", onclick: pressed, ...attributes }, label);
  }

  /* Coloured names to choose an object by: items [{key, label, color}]. */
  function chips({ id, items, value, changed }) {
    const group = make("div", { class: "chips", id, role: "group" });
    for (const item of items) {
      const chip = make("button", { type: "button", class: "chip", "data-value": item.key,
        style: `background:${Colors.css(item.color)};color:${Colors.textOn(item.color)}` }, item.label);
      chip.addEventListener("click", () => changed(item.key));
      group.append(chip);
    }
    group.set = (chosen) => {
      for (const chip of group.children) {
        const pressed = chip.dataset.value === String(chosen);
        chip.setAttribute("aria-pressed", String(pressed));
      }
    };
    group.set(value);
    return group;
  }

  /* Text and controls on the left, figures on the right. `key` names the panel in the words. */
  function panel(key, controls, ...figures) {
    const say = (part) => Words.say(`${key}.${part}`);
    return make("section", { class: "panel", id: `panel-${key}` },
      make("aside", {},
        make("h1", {}, say("title")),
        make("p", { class: "lead" }, say("lead")),
        make("div", { class: "controls" }, controls),
        make("p", { class: "try" }, make("b", {}, Words.say("page.try")), " ", say("try")),
        make("details", {}, make("summary", {}, say("question")), make("p", {}, say("answer")))),
      make("div", { class: "stage" }, figures));
  }

  function card(title, ...content) {
    return make("div", { class: "card" }, title ? make("h2", {}, title) : null, content);
  }

  /* A note where the run followed another rule than this page computes with. */
  function otherRule(rule, own) {
    return rule && rule !== own ? make("p", { class: "bad", style: "margin:0;font-size:13px" }, Words.say("page.other_rule", { rule, own })) : null;
  }

  /* A panel whose arrays this trace lacks. */
  function missing(key, names) {
    return panel(key, [], card(null, make("p", {}, Words.say("page.missing", { names: names.join(", ") }))));
  }

  /* Two columns: an image as wide as its height allows, `spare` pixels of the window being
     needed for other things, and the rest. */
  function photoColumns(run, spare, share = 54) {
    const ratio = run.resized[1] / run.resized[0];
    return `grid-template-columns:min(${share}%, max(280px, calc((100vh - ${spare}px) * ${ratio.toFixed(4)}))) minmax(0, 1fr)`;
  }

  return { otherRule, photoColumns, make, replace, number, count, megabytes, boxText, slider, segmented, select, check, button,
    chips, panel, card, missing };
})();
