"use strict";
/* A canvas that shows a rectangle of a plane, image pixels or cells of a map, as large as fits.
   Everything is drawn in coordinates of that plane; widths of lines are in screen pixels. */
class View {
  /* frame: [x, y, width, height] of the plane; `paint` draws, `pointed` gets a place and an event. */
  constructor({ id, label, frame, paint, height }) {
    this.frame = frame;
    this.paint = paint;
    this.canvas = Elements.make("canvas", { id, role: "img", "aria-label": label, tabindex: "0" });
    this.element = Elements.make("div", { class: "figure", style: height ? `height:${height}` : `aspect-ratio:${frame[2]}/${frame[3]}` }, this.canvas);
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
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.context.clearRect(0, 0, width, height);
    const [x, y, w, h] = this.frame;
    this.scale = Math.min(width / w, height / h);
    this.left = (width - w * this.scale) / 2 - x * this.scale;
    this.top = (height - h * this.scale) / 2 - y * this.scale;
    this.labels = [];
    this.paint(this);
    this.drawLabels();
  }

  x(value) { return this.left + value * this.scale; }
  y(value) { return this.top + value * this.scale; }

  place(event) {
    const rectangle = this.canvas.getBoundingClientRect();
    return [(event.clientX - rectangle.left - this.left) / this.scale,
      (event.clientY - rectangle.top - this.top) / this.scale];
  }

  /* kind: "click", "mousemove", "mouseleave" */
  on(kind, pointed) {
    this.canvas.addEventListener(kind, (event) => pointed(this.scale ? this.place(event) : [0, 0], event));
    return this;
  }

  /* A picture stretched over a rectangle of the plane. */
  picture(source, x, y, width, height, { smooth = true, alpha = 1 } = {}) {
    this.context.imageSmoothingEnabled = smooth;
    this.context.imageSmoothingQuality = "high";
    this.context.globalAlpha = alpha;
    this.context.drawImage(source, this.x(x), this.y(y), width * this.scale, height * this.scale);
    this.context.globalAlpha = 1;
  }

  veil(alpha) {
    this.context.fillStyle = `rgba(250, 248, 244, ${alpha})`;
    this.context.fillRect(0, 0, this.canvas.clientWidth, this.canvas.clientHeight);
  }

  box(b, { color = "#000", width = 2, dash = [], fill = null, halo = false } = {}) {
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

  line(x1, y1, x2, y2, { color = "#000", width = 1.5, arrow = false, dash = [] } = {}) {
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

  dot(x, y, { color = "#000", radius = 3, ring = null } = {}) {
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

  /* Text without background, centred at a place. */
  text(words, x, y, { color = "#000", size = 11, align = "center", weight = 400 } = {}) {
    const c = this.context;
    c.font = `${weight} ${size}px ui-monospace, "DejaVu Sans Mono", Menlo, monospace`;
    c.textAlign = align;
    c.textBaseline = "middle";
    c.fillStyle = color;
    c.fillText(words, this.x(x), this.y(y));
  }

  /* A name on a coloured ground above a place; drawn last, so that no line crosses it. */
  label(words, x, y, color) {
    this.labels.push({ words, x: this.x(x) - 1, y: this.y(y), color });
  }

  /* Earlier labels keep their place, later ones make room. */
  drawLabels() {
    const c = this.context, height = 18, placed = [];
    c.font = "600 12px system-ui, -apple-system, \"Segoe UI\", \"Liberation Sans\", sans-serif";
    for (const label of this.labels) {
      const width = c.measureText(label.words).width + 10;
      const left = Math.min(Math.max(0, label.x), this.canvas.clientWidth - width);
      const inside = (top) => Math.min(Math.max(0, top), this.canvas.clientHeight - height);
      const free = (top) => placed.every((o) => left >= o.left + o.width || o.left >= left + width || top >= o.top + height || o.top >= top + height);
      const tops = [0, 1, -1, 2, 3, -2, 4, 5].map((shift) => inside(label.y - height + shift * (height + 1)));
      const top = tops.find(free) ?? tops[0];
      placed.push({ left, top, width });
      c.fillStyle = Colors.css(label.color);
      c.beginPath();
      c.roundRect(left, top, width, height, 3);
      c.fill();
      c.fillStyle = Colors.textOn(label.color);
      c.textAlign = "left";
      c.textBaseline = "middle";
      c.fillText(label.words, left + 5, top + height / 2 + 0.5);
    }
  }
}

/* What several panels draw alike. */
const Draw = {
  /* The image in the frame where all boxes of stages 2 to 5 live. */
  photo(view, run, alpha = 1) {
    const [x, y, width, height] = Draw.photoFrame(run);
    view.picture(run.photo, x, y, width, height, { alpha });
  },

  photoFrame(run) {
    const [x1, y1, x2, y2] = run.photoBox;
    return [x1, y1, x2 - x1, y2 - y1];
  },

  /* The part of a frame that lies inside a box, so that no emptiness is shown. */
  within([x, y, width, height], [x1, y1, x2, y2]) {
    const left = Math.max(x1, x), top = Math.max(y1, y);
    const right = Math.min(x2, x + width), bottom = Math.min(y2, y + height);
    return right > left && bottom > top ? [left, top, right - left, bottom - top] : [x, y, width, height];
  },

  /* Edges between pixels inside and outside, in a patch {x, y, width, height} with bits. */
  outline(view, patch, bits, { color, width = 2, dash = [] }) {
    const c = view.context;
    const at = (i, j) => (i >= 0 && j >= 0 && i < patch.width && j < patch.height ? bits[j * patch.width + i] : 0);
    c.beginPath();
    for (let j = 0; j <= patch.height; ++j) {
      for (let i = 0; i <= patch.width; ++i) {
        if (at(i, j) !== at(i - 1, j)) {
          c.moveTo(view.x(patch.x + i), view.y(patch.y + j));
          c.lineTo(view.x(patch.x + i), view.y(patch.y + j + 1));
        }
        if (at(i, j) !== at(i, j - 1)) {
          c.moveTo(view.x(patch.x + i), view.y(patch.y + j));
          c.lineTo(view.x(patch.x + i + 1), view.y(patch.y + j));
        }
      }
    }
    c.setLineDash(dash);
    c.strokeStyle = color;
    c.lineWidth = width;
    c.stroke();
    c.setLineDash([]);
  },
};
