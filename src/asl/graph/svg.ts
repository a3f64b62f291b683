// A layout as SVG. Colours are left to the page: elements carry classes such as `state task succeeded` and `edge catch`.

import type { Box, EdgeLine, Layout, NodeBox, Point } from "./layout.ts";

const margin = 20;

export interface SvgOptions {
  /** State name to a class of its own, such as `succeeded` or `running`: the path that an execution took. */
  readonly marks?: ReadonlyMap<string, string>;
}

export function renderSvg(layout: Layout, options: SvgOptions = {}): string {
  const [width, height] = [round(layout.width + 2 * margin), round(layout.height + 2 * margin)];
  const viewBox = `${-margin} ${-margin} ${width} ${height}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${viewBox}" class="state-graph" role="img">`,
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>',
    ...scopeElements(layout, options.marks ?? new Map()),
    "</svg>",
    "",
  ].join("\n");
}

type Marks = ReadonlyMap<string, string>;

function scopeElements(layout: Layout, marks: Marks): readonly string[] {
  return [
    ...layout.nodes.flatMap((node) => nodeElements(node, marks)),
    ...layout.edges.flatMap(edgeElements),
  ];
}

function nodeElements(box: NodeBox, marks: Marks): readonly string[] {
  const { name, type } = box.node;
  const classes = ["state", type.toLowerCase(), marks.get(name)]
    .filter((each) => each !== undefined)
    .join(" ");
  const middle = { x: box.x + box.width / 2, y: box.y };
  return [
    `<g class="${escapeXml(classes)}" data-state="${escapeXml(name)}">`,
    rectangle(box),
    `<text class="name" text-anchor="middle" x="${round(middle.x)}" y="${round(middle.y + 20)}">${escapeXml(shorten(name))}</text>`,
    `<text class="type" text-anchor="middle" x="${round(middle.x)}" y="${round(middle.y + 38)}">${type}</text>`,
    ...box.inner.flatMap(({ at, layout }) => [
      `<g transform="translate(${round(at.x)} ${round(at.y)})">`,
      ...scopeElements(layout, marks),
      "</g>",
    ]),
    "</g>",
  ];
}

function rectangle(box: Box): string {
  return `<rect x="${round(box.x)}" y="${round(box.y)}" width="${round(box.width)}" height="${round(box.height)}" rx="6"/>`;
}

function edgeElements(edge: EdgeLine): readonly string[] {
  const names = `data-from="${escapeXml(edge.from)}" data-to="${escapeXml(edge.to)}"`;
  const line = `<path class="edge ${edge.kind}" ${names} d="${curve(edge.points)}" fill="none" marker-end="url(#arrow)"/>`;
  const label = edge.label ?? (edge.kind === "default" ? "default" : undefined);
  const [from, to] = [edge.points[0], edge.points[1]];
  if (label === undefined || from === undefined || to === undefined) return [line];
  const at = `x="${round((from.x + to.x) / 2)}" y="${round((from.y + to.y) / 2)}"`;
  return [
    line,
    `<text class="label ${edge.kind}" text-anchor="middle" ${at}>${escapeXml(shorten(label))}</text>`,
  ];
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

function escapeXml(text: string): string {
  return (
    text
      .toWellFormed()
      .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
      // XML 1.0 cannot hold control characters, not even escaped.
      .replace(/\p{Cc}/gu, " ")
  );
}
