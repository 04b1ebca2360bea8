"use strict";
/* For a slide: a figure with its caption, as a PNG twice as large as on the screen or as SVG; and the
   link to what the page shows. */
const Save = (() => {
  const SCALE = 2;
  const MARGIN = 10;

  function lines(context, words, width) {
    const result = [""];
    for (const word of words.split(/\s+/)) {
      const longer = `${result[result.length - 1]} ${word}`.trim();
      if (context.measureText(longer).width <= width)
        result[result.length - 1] = longer;
      else
        result.push(word);
    }
    return result;
  }

  /* Draws a view and its caption below it: `make(height)` gives the context of a sheet, `draw(context)`
     puts the view at its top. Returns that context. */
  function sheet(view, words, make, draw) {
    const {width, height} = view, step = 18 * view.type, font = `${13 * view.type}px system-ui, sans-serif`;
    const ruler = document.createElement("canvas").getContext("2d");
    ruler.font = font;
    const caption = lines(ruler, words, width - 2 * MARGIN);
    const context = make(height + caption.length * step + 2 * MARGIN);
    context.fillStyle = "#fff";
    context.fillRect(0, 0, width, height + caption.length * step + 2 * MARGIN);
    draw(context);
    Object.assign(context, {fillStyle: "#1f2733", font, textAlign: "left", textBaseline: "top"});
    caption.forEach((line, i) => context.fillText(line, MARGIN, height + MARGIN + i * step));
    return context;
  }

  const kinds = {
    png(view, words) {
      const {width, height} = view, scaled = (w, h) => {
        const canvas = document.createElement("canvas");
        Object.assign(canvas, {width: SCALE * w, height: SCALE * h});
        const context = canvas.getContext("2d");
        context.scale(SCALE, SCALE);
        return context;
      };
      const figure = scaled(width, height);
      view.drawOn(figure, width, height, SCALE);
      return sheet(view, words, (whole) => scaled(width, whole), (c) => c.drawImage(figure.canvas, 0, 0, width, height))
          .canvas.toDataURL("image/png");
    },
    svg(view, words) {
      const {width, height} = view, figure = new SvgCanvas(width, height);
      view.drawOn(figure, width, height, 1);
      const {root} = sheet(view, words, (whole) => new SvgCanvas(width, whole), (c) => c.root.append(figure.root));
      return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(root))}`;
    }
  };

  function save(view, words, kind) {
    const link = document.createElement("a");
    link.href = kinds[kind](view, words);
    link.download = `${view.canvas.id}.${kind}`;
    link.click();
  }

  /* Buttons in the corner of a figure; `words` is its caption. */
  function buttons(view, words) {
    return Elements.make("div", {class: "save"}, Object.keys(kinds).map((kind) => {
      const title = Words.say("page.save", {kind: kind.toUpperCase()});
      return Elements.make(
          "button", {
            type: "button",
            title,
            "data-kind": kind,
            "aria-label": `${title}: ${view.canvas.getAttribute("aria-label")}`,
            onclick: () => save(view, words.textContent, kind)
          },
          kind.toUpperCase());
    }));
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

  return {buttons, link};
})();
