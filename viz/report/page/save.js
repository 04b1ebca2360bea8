"use strict";
/* For a slide: a figure as a PNG, twice as large as on the screen, with its caption; and the link to
   what the page shows. */
const Save = (() => {
  const SCALE = 2;
  const MARGIN = 10;

  function lines(context, words, width) {
    const result = [""];
    for (const word of words.split(/\s+/)) {
      const longer = `${result[result.length - 1]} ${word}`.trim();
      if (context.measureText(longer).width <= width) result[result.length - 1] = longer;
      else result.push(word);
    }
    return result;
  }

  /* A canvas with the view and its caption below. */
  function sheet(view, words) {
    const { width, height } = view, step = 18 * view.type;
    const canvas = document.createElement("canvas"), context = canvas.getContext("2d");
    context.font = `${13 * view.type}px system-ui, sans-serif`;
    const caption = lines(context, words, width - 2 * MARGIN);
    canvas.width = SCALE * width;
    canvas.height = SCALE * (height + caption.length * step + 2 * MARGIN);
    const figure = document.createElement("canvas");
    figure.width = SCALE * width;
    figure.height = SCALE * height;
    view.drawOn(figure.getContext("2d"), width, height, SCALE);
    context.fillStyle = "#fff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(figure, 0, 0);
    context.setTransform(SCALE, 0, 0, SCALE, 0, 0);
    context.fillStyle = "#1f2733";
    context.font = `${13 * view.type}px system-ui, sans-serif`;
    context.textBaseline = "top";
    caption.forEach((line, i) => context.fillText(line, MARGIN, height + MARGIN + i * step));
    return canvas;
  }

  function picture(view, words) {
    const link = document.createElement("a");
    link.href = sheet(view, words).toDataURL("image/png");
    link.download = `${view.canvas.id}.png`;
    link.click();
  }

  /* A button in the corner of a figure; `words` is its caption. */
  function button(view, words) {
    const save = Elements.make("button", { type: "button", class: "save", title: Words.say("page.save"),
      "aria-label": `${Words.say("page.save")}: ${view.canvas.getAttribute("aria-label")}`, onclick: () => picture(view, words.textContent) }, "\u2913");
    return save;
  }

  /* The address with everything that is chosen, into the clipboard; where a browser forbids that,
     into a field to copy from. */
  async function link(done) {
    try {
      await navigator.clipboard.writeText(location.href);
      done();
    } catch {
      window.prompt(Words.say("page.link"), location.href);
    }
  }

  return { button, link, sheet };
})();
