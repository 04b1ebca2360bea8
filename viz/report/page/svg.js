"use strict";
/* What a View needs of a canvas, drawn as SVG: words and lines stay sharp at any size, pictures are
   embedded with their own pixels. */
class SvgCanvas {
  constructor(width, height) {
    this.root = this.make("svg", {width, height, viewBox: `0 0 ${width} ${height}`, overflow: "hidden"});
    this.ruler = document.createElement("canvas").getContext("2d");
    Object.assign(this, {globalAlpha: 1, textAlign: "left", textBaseline: "alphabetic", imageSmoothingEnabled: true});
    this.setLineDash([]);
  }

  make(name, attributes) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  }

  add(name, attributes) { return this.root.appendChild(this.make(name, attributes)); }

  setTransform() {}
  clearRect() {}
  setLineDash(dash) { this.dash = dash.join(" "); }
  measureText(words) {
    this.ruler.font = this.font;
    return this.ruler.measureText(words);
  }

  beginPath() { this.path = ""; }
  moveTo(x, y) { this.path += `M${x} ${y}`; }
  lineTo(x, y) { this.path += `L${x} ${y}`; }
  closePath() { this.path += "Z"; }
  arc(x, y, r) { this.path += `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${- 2 * r} 0Z`; }
  rect(x, y, width, height) { this.path += `M${x} ${y}h${width}v${height}h${- width}Z`; }
  roundRect(x, y, width, height, r) {
    const [w, h] = [width - 2 * r, height - 2 * r];
    this.path += `M${x + r} ${y}h${w}q${r} 0 ${r} ${r}v${h}q0 ${r} ${- r} ${r}h${- w}q${- r} 0 ${- r} ${- r}v${- h}q0 ${
        - r} ${r} ${- r}Z`;
  }

  fill() { this.add("path", {d: this.path, fill: this.fillStyle}); }
  stroke() {
    const dash = this.dash ? {"stroke-dasharray": this.dash} : {};
    this.add("path", {d: this.path, fill: "none", stroke: this.strokeStyle, "stroke-width": this.lineWidth, ...dash});
  }
  fillRect(...place) {
    this.beginPath();
    this.rect(...place);
    this.fill();
  }
  strokeRect(...place) {
    this.beginPath();
    this.rect(...place);
    this.stroke();
  }

  fillText(words, x, y) {
    const [, weight = "400", size, family] = /^(?:(\d+) )?([\d.]+)px (.*)$/.exec(this.font);
    const anchor = {left: "start", center: "middle", right: "end"}[this.textAlign];
    const baseline = {middle: "central", top: "hanging", alphabetic: "auto"}[this.textBaseline];
    this.add("text", {
          x,
          y,
          fill: this.fillStyle,
          "font-size": size,
          "font-weight": weight,
          "font-family": family,
          "text-anchor": anchor,
          "dominant-baseline": baseline
        })
        .textContent = words;
  }

  drawImage(source, x, y, width, height) {
    const copy = document.createElement("canvas");
    Object.assign(copy, {width: source.width, height: source.height});
    copy.getContext("2d").drawImage(source, 0, 0);
    this.add("image", {
      x,
      y,
      width,
      height,
      href: copy.toDataURL(),
      opacity: this.globalAlpha,
      preserveAspectRatio: "none",
      "image-rendering": this.imageSmoothingEnabled ? "auto" : "pixelated"
    });
  }
}
