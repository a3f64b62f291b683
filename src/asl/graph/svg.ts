// A layout as SVG. It is drawn right by any viewer, by attributes of its own; a page's style goes before them, for which elements
// carry classes such as `state task succeeded` and `edge catch`.

import { escapeXml } from "../../aws/escape-xml.ts";
import { labelText, placeLabels } from "./labels.ts";
import type { Box, EdgeLine, Layout, NodeBox, Point } from "./layout.ts";

const margin = 20;
const paper = "#ffffff";
const ink = "#1f2933";
const faint = "#5f6c7b";
const lineColour = "#7b8794";
const boxColours = { fill: "#f5f7fa", stroke: "#9aa5b1" };
/** Dashes tell without colour that a line is not the ordinary way on. */
const dashes: Readonly<Record<string, string>> = { catch: ' stroke-dasharray="5 4"' };

export interface SvgOptions {
  /** State name to a class of its own, such as `succeeded` or `running`: the path that an execution took. */
  readonly marks?: ReadonlyMap<string, string>;
  /** State name to what is said below it, instead of its type: what became of it. */
  readonly notes?: ReadonlyMap<string, string>;
}

export function renderSvg(layout: Layout, options: SvgOptions = {}): string {
  const [width, height] = [round(layout.width + 2 * margin), round(layout.height + 2 * margin)];
  const viewBox = `${-margin} ${-margin} ${width} ${height}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${viewBox}" width="${width}" height="${height}" class="state-graph" role="img" font-family="Helvetica, Arial, sans-serif" font-size="13" fill="${ink}">`,
    `<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" fill="${lineColour}"/></marker></defs>`,
    `<rect class="ground" x="${-margin}" y="${-margin}" width="${width}" height="${height}" fill="${paper}"/>`,
    ...scopeElements(layout, options),
    "</svg>",
    "",
  ].join("\n");
}

function scopeElements(layout: Layout, options: SvgOptions): readonly string[] {
  const labels = placeLabels(layout);
  return [
    ...layout.nodes.flatMap((node) => nodeElements(node, options)),
    ...layout.edges.map(edgeElement),
    // After all lines, so that none crosses a label.
    ...[...labels].map(([edge, at]) => labelElement(edge, at)),
  ];
}

function nodeElements(box: NodeBox, options: SvgOptions): readonly string[] {
  const { name, type } = box.node;
  const classes = ["state", type.toLowerCase(), options.marks?.get(name)]
    .filter((each) => each !== undefined)
    .join(" ");
  const middle = { x: box.x + box.width / 2, y: box.y };
  return [
    `<g class="${escapeXml(classes)}" data-state="${escapeXml(name)}">`,
    rectangle(box),
    `<text class="name" text-anchor="middle" x="${round(middle.x)}" y="${round(middle.y + 20)}">${escapeXml(shorten(name))}</text>`,
    `<text class="type" text-anchor="middle" font-size="11" fill="${faint}" x="${round(middle.x)}" y="${round(middle.y + 38)}">${escapeXml(options.notes?.get(name) ?? type)}</text>`,
    ...box.inner.flatMap(({ at, layout }) => [
      `<g transform="translate(${round(at.x)} ${round(at.y)})">`,
      ...scopeElements(layout, options),
      "</g>",
    ]),
    "</g>",
  ];
}

function rectangle(box: Box): string {
  return `<rect x="${round(box.x)}" y="${round(box.y)}" width="${round(box.width)}" height="${round(box.height)}" rx="6" fill="${boxColours.fill}" stroke="${boxColours.stroke}"/>`;
}

function edgeElement(edge: EdgeLine): string {
  const names = `data-from="${escapeXml(edge.from)}" data-to="${escapeXml(edge.to)}"`;
  const stroke = `fill="none" stroke="${lineColour}"${dashes[edge.kind] ?? ""}`;
  return `<path class="edge ${edge.kind}" ${names} d="${curve(edge.points)}" ${stroke} marker-end="url(#arrow)"/>`;
}

/** Letters have a rim of the ground's colour, which keeps them readable across a line. */
function labelElement(edge: EdgeLine, { x, y }: Point): string {
  const rim = `stroke="${paper}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"`;
  const text = escapeXml(shorten(labelText(edge) ?? ""));
  return `<text class="label ${edge.kind}" text-anchor="middle" font-size="11" ${rim} x="${round(x)}" y="${round(y)}">${text}</text>`;
}

/** Leaves and enters each point vertically. */
function curve(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return "";
  let from = first;
  const steps = rest.map((to) => {
    const middle = round((from.y + to.y) / 2);
    const step = `C${round(from.x)} ${middle} ${round(to.x)} ${middle} ${round(to.x)} ${round(to.y)}`;
    from = to;
    return step;
  });
  return `M${round(first.x)} ${round(first.y)}${steps.join("")}`;
}

function shorten(text: string): string {
  const characters = [...text];
  return characters.length <= 40 ? text : `${characters.slice(0, 39).join("")}…`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
