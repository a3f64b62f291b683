// A picture of points, for viewers that take no drawing of lines: rectangles, lines and letters in colours.

import { glyphOf, glyphSize } from "./bitmap-font.ts";

/** Red, green and blue, 0 to 255, and how much of what is beneath is covered, 0 to 1. */
export type Colour = readonly [red: number, green: number, blue: number, opacity?: number];

export type Point = readonly [x: number, y: number];

export class Bitmap {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue of each point, row by row. */
  readonly points: Uint8Array;

  constructor(width: number, height: number, background: Colour) {
    this.width = width;
    this.height = height;
    this.points = new Uint8Array(width * height * 3);
    this.rectangle([0, 0], [width, height], background);
  }

  rectangle([left, top]: Point, [width, height]: Point, colour: Colour): void {
    const right = Math.min(this.width, Math.round(left + width));
    const bottom = Math.min(this.height, Math.round(top + height));
    for (let y = Math.max(0, Math.round(top)); y < bottom; y++)
      for (let x = Math.max(0, Math.round(left)); x < right; x++) this.#mix(x, y, colour, 1);
  }

  /** Points near it are covered by how near they are, so that it looks smooth. */
  line([fromX, fromY]: Point, [toX, toY]: Point, colour: Colour, thickness = 1.5): void {
    const [alongX, alongY] = [toX - fromX, toY - fromY];
    const length2 = alongX * alongX + alongY * alongY;
    const reach = thickness / 2 + 1;
    const [left, right] = between(fromX, toX, reach, this.width);
    const [top, bottom] = between(fromY, toY, reach, this.height);
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) {
        const share = length2 === 0 ? 0 : ((x + 0.5 - fromX) * alongX + (y + 0.5 - fromY) * alongY) / length2;
        const at = Math.min(1, Math.max(0, share));
        const distance = Math.hypot(x + 0.5 - fromX - at * alongX, y + 0.5 - fromY - at * alongY);
        this.#mix(x, y, colour, Math.min(1, Math.max(0, thickness / 2 + 0.5 - distance)));
      }
    }
  }

  polyline(points: readonly Point[], colour: Colour, thickness?: number): void {
    for (const [at, point] of points.entries()) {
      const before = points[at - 1];
      if (before !== undefined) this.line(before, point, colour, thickness);
    }
  }

  /** `at` is its upper left corner, or the upper end of its middle or its right side. */
  text(
    text: string,
    [x, y]: Point,
    {
      colour,
      size = 1,
      anchor = "left",
    }: { colour: Colour; size?: number; anchor?: "left" | "middle" | "right" },
  ): void {
    const width = textWidth(text, size);
    let left = Math.round(x - { left: 0, middle: width / 2, right: width }[anchor]);
    for (const letter of text) {
      for (const [column, bits] of glyphOf(letter).entries()) {
        for (let row = 0; row < glyphSize.height; row++)
          if ((bits >> row) & 1)
            this.rectangle([left + column * size, Math.round(y) + row * size], [size, size], colour);
      }
      left += (glyphSize.width + 1) * size;
    }
  }

  #mix(x: number, y: number, [red, green, blue, opacity = 1]: Colour, cover: number): void {
    const at = (y * this.width + x) * 3;
    const share = cover * opacity;
    if (share === 0) return;
    const { points } = this;
    points[at] = Math.round((points[at] as number) * (1 - share) + red * share);
    points[at + 1] = Math.round((points[at + 1] as number) * (1 - share) + green * share);
    points[at + 2] = Math.round((points[at + 2] as number) * (1 - share) + blue * share);
  }
}

export function textWidth(text: string, size = 1): number {
  return [...text].length * (glyphSize.width + 1) * size;
}

/** `#rgb` or `#rrggbb`; undefined for what is neither. */
export function parseColour(text: string): Colour | undefined {
  const [, short, long] = /^#(?:([0-9a-f]{3})|([0-9a-f]{6}))$/i.exec(text) ?? [];
  const digits = short?.replace(/./g, "$&$&") ?? long;
  if (digits === undefined) return undefined;
  const [red = 0, green = 0, blue = 0] = Buffer.from(digits, "hex");
  return [red, green, blue];
}

function between(one: number, other: number, reach: number, most: number): readonly [number, number] {
  const low = Math.max(0, Math.floor(Math.min(one, other) - reach));
  return [low, Math.min(most, Math.ceil(Math.max(one, other) + reach))];
}
