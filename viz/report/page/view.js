"use strict";
/* A canvas that shows a rectangle of a plane, image pixels or cells of a map, as large as fits.
   Everything is drawn in coordinates of that plane; widths of lines are in screen pixels. */
class View {
  /* frame: [x, y, width, height] of the plane; `paint` draws. `height` is a length of CSS; without
     it the figure has the shape of the frame. */
  constructor({id, label, frame, paint, height}) {
    this.frame = frame;
    this.paint = paint;
    this.canvas = Elements.make("canvas", {id, role: "img", "aria-label": label});
    this.element =
        Elements.make("div", {class: "figure", vars: height ? {height} : {aspect: frame[2] / frame[3]}}, this.canvas);
    this.context = this.canvas.getContext("2d");
    new ResizeObserver(() => this.draw()).observe(this.canvas);
  }

  draw() {
    const width = this.canvas.clientWidth, height = this.canvas.clientHeight;
    if (width === 0 || height === 0) return;
    const ratio = window.devicePixelRatio || 1;
    if (this.canvas.width !== Math.round(width * ratio) || this.canvas.height !== Math.round(height * ratio)) {
      this.canvas.width = Math.round(width * ratio);
      this.canvas.height = Math.round(height * ratio);
    }
    this.drawOn(this.context, width, height, ratio, getComputedStyle(this.canvas).color);
  }

  /* The same on any canvas, `ratio` of its pixels to one of the page's. `ink` is for words on the bare
     ground, which is white unless the page is dark. */
  drawOn(context, width, height, ratio, ink = "#5d6673") {
    Object.assign(this, {width, height, ink});
    const own = this.context;
    this.context = context;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    const [x, y, w, h] = this.frame;
    this.scale = Math.min(width / w, height / h);
    this.left = (width - w * this.scale) / 2 - x * this.scale;
    this.top = (height - h * this.scale) / 2 - y * this.scale;
    this.type = parseFloat(getComputedStyle(document.body).fontSize) / 15;
    this.labels = [];
    this.paint(this);
    this.drawLabels();
    this.context = own;
  }

  x(value) { return this.left + value * this.scale; }
  y(value) { return this.top + value * this.scale; }

  place(event) {
    const rectangle = this.canvas.getBoundingClientRect();
    return [
      (event.clientX - rectangle.left - this.left) / this.scale, (event.clientY - rectangle.top - this.top) / this.scale
    ];
  }

  on(kind, pointed) {
    this.canvas.addEventListener(kind, (event) => {
      if (this.scale) pointed(this.place(event), event);
    });
    return this;
  }

  /* A click, a tap. */
  onPick(pointed) {
    this.element.classList.add("can-pick");
    return this.on("click", pointed);
  }

  /* A mouse that moves over it, a finger that is put down. */
  onHover(pointed) { return this.on("pointermove", pointed).on("pointerdown", pointed); }

  /* Arrow keys while it has the focus: moved(dx, dy, event), each -1, 0 or 1. */
  onArrows(moved) {
    const steps = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute("role", "application");
    this.canvas.addEventListener("keydown", (event) => {
      if (!(event.key in steps) || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      event.stopPropagation();
      moved(...steps[event.key], event);
    });
    return this;
  }

  /* A picture stretched over a rectangle of the plane. */
  picture(source, x, y, width, height, {smooth = true, alpha = 1} = {}) {
    this.context.imageSmoothingEnabled = smooth;
    this.context.imageSmoothingQuality = "high";
    this.context.globalAlpha = alpha;
    this.context.drawImage(source, this.x(x), this.y(y), width * this.scale, height * this.scale);
    this.context.globalAlpha = 1;
  }

  veil(alpha) {
    this.context.fillStyle = `rgba(250, 248, 244, ${alpha})`;
    this.context.fillRect(0, 0, this.width, this.height);
  }

  /* Slanted lines all over: what is not painted later lies outside the image. */
  hatch() {
    const c = this.context;
    c.strokeStyle = "rgba(128, 128, 128, 0.35)";
    c.lineWidth = 1;
    c.beginPath();
    for (let x = -this.height; x < this.width; x += 9) {
      c.moveTo(x, this.height);
      c.lineTo(x + this.height, 0);
    }
    c.stroke();
  }

  box(b, {color = "#000", width = 2, dash = [], fill = null, halo = false} = {}) {
    if (!b.every(Number.isFinite)) return;
    const c = this.context;
    const rectangle = [this.x(b[0]), this.y(b[1]), (b[2] - b[0]) * this.scale, (b[3] - b[1]) * this.scale];
    if (fill) {
      c.fillStyle = fill;
      c.fillRect(...rectangle);
    }
    if (width <= 0) return;
    c.setLineDash(dash);
    if (halo) {
      c.strokeStyle = "rgba(255, 255, 255, 0.85)";
      c.lineWidth = width + 2;
      c.strokeRect(...rectangle);
    }
    c.strokeStyle = color;
    c.lineWidth = width;
    c.strokeRect(...rectangle);
    c.setLineDash([]);
  }

  line(x1, y1, x2, y2, {color = "#000", width = 1.5, arrow = false, dash = []} = {}) {
    const c = this.context;
    c.strokeStyle = color;
    c.fillStyle = color;
    c.lineWidth = width;
    c.setLineDash(dash);
    c.beginPath();
    c.moveTo(this.x(x1), this.y(y1));
    c.lineTo(this.x(x2), this.y(y2));
    c.stroke();
    c.setLineDash([]);
    if (arrow) {
      const angle = Math.atan2(y2 - y1, x2 - x1);
      const head = 5 + 2 * width;
      c.beginPath();
      c.moveTo(this.x(x2), this.y(y2));
      for (const side of [-0.4, 0.4]) {
        c.lineTo(this.x(x2) - head * Math.cos(angle + side), this.y(y2) - head * Math.sin(angle + side));
      }
      c.fill();
    }
  }

  dot(x, y, {color = "#000", radius = 3, ring = null} = {}) {
    const c = this.context;
    c.beginPath();
    c.arc(this.x(x), this.y(y), radius, 0, 2 * Math.PI);
    c.fillStyle = color;
    c.fill();
    if (ring) {
      c.strokeStyle = ring;
      c.lineWidth = 1.5;
      c.stroke();
    }
  }

  /* Text centred at a place; `plate` is a ground behind it. */
  text(words, x, y, {color = "#000", size = 11, align = "center", weight = 400, plate = null} = {}) {
    const c = this.context;
    c.font = `${weight} ${size}px ui-monospace, "DejaVu Sans Mono", Menlo, monospace`;
    c.textAlign = align;
    c.textBaseline = "middle";
    if (plate) {
      const width = c.measureText(words).width + 6;
      c.fillStyle = plate;
      c.fillRect(this.x(x) - width / 2, this.y(y) - 0.7 * size, width, 1.4 * size);
    }
    c.fillStyle = color;
    c.fillText(words, this.x(x), this.y(y));
  }

  /* A number in a cell of the plane, readable on the cell's colour, as large as it fits. */
  cellNumber(words, x, y, ground, {most = 13, weight = 400} = {}) {
    this.text(words, x, y, {
      color: Colors.textOn(ground),
      size: Math.min(most * this.type, (1.35 * this.scale) / Math.max(4, words.length)),
      weight
    });
  }

  /* A name on a coloured ground above a place; drawn last, so that no line crosses it. */
  label(words, x, y, color) { this.labels.push({words, x: this.x(x) - 1, y: this.y(y), color}); }

  /* Earlier labels keep their place, later ones make room. */
  drawLabels() {
    const c = this.context, height = Math.round(18 * this.type), placed = [];
    c.font = `600 ${12 * this.type}px system-ui, -apple-system, "Segoe UI", "Liberation Sans", sans-serif`;
    for (const label of this.labels) {
      const width = c.measureText(label.words).width + 10;
      const left = Math.max(0, Math.min(label.x, this.width - width));
      const inside = (top) => Math.min(Math.max(0, top), this.height - height);
      const free = (top) => placed.every(
          (o) => left >= o.left + o.width || o.left >= left + width || top >= o.top + height || o.top >= top + height);
      const tops = [0, 1, -1, 2, 3, -2, 4, 5].map((shift) => inside(label.y - height + shift * (height + 1)));
      const top = tops.find(free) ?? tops[0];
      placed.push({left, top, width});
      c.fillStyle = Colors.css(label.color);
      c.strokeStyle = "rgba(255, 255, 255, 0.9)";
      c.lineWidth = 1;
      c.beginPath();
      c.roundRect(left, top, width, height, 3);
      c.fill();
      c.stroke();
      c.fillStyle = Colors.textOn(label.color);
      c.textAlign = "left";
      c.textBaseline = "middle";
      c.fillText(label.words, left + 5, top + height / 2 + 0.5);
    }
  }
}
