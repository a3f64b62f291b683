// `millrace graph`: a definition as a drawing, for documents (Mermaid) and for pages (SVG).

import { writeFileSync } from "node:fs";
import { layOut } from "../asl/graph/layout.ts";
import { renderMermaid } from "../asl/graph/mermaid.ts";
import { type StateGraph, stateGraph } from "../asl/graph/state-graph.ts";
import { renderSvg } from "../asl/graph/svg.ts";
import { InvalidDefinition } from "../library/state-machine.ts";
import type { Command } from "./command.ts";
import type { OptionValues } from "./command-option.ts";
import { readDefinition, substituteOption, typeOption } from "./definition-file.ts";
import type { Printer } from "./printer.ts";
import { type ExitCode, exitCodes, UsageError } from "./usage-error.ts";

const formats: Readonly<Record<string, (graph: StateGraph) => string>> = {
  mermaid: renderMermaid,
  svg: (graph) => renderSvg(layOut(graph)),
};

export const graphCommand: Command = {
  name: "graph",
  summary: "draw a definition as Mermaid or SVG",
  examples: [
    "millrace graph order.asl.json",
    "millrace graph order.asl.json --format svg --output order.svg",
  ],
  words: { value: "FILE", least: 1, most: 1 },
  options: {
    format: { type: "string", short: "f", value: "FORMAT", default: "mermaid", summary: "mermaid or svg" },
    output: {
      type: "string",
      short: "o",
      value: "FILE",
      summary: "write the drawing there instead of printing it",
    },
    substitute: substituteOption,
    type: typeOption,
  },
  run: graph,
};

async function graph(
  options: OptionValues,
  printer: Printer,
  [file = ""]: readonly string[],
): Promise<ExitCode> {
  const format = String(options.format ?? "mermaid");
  const render = Object.hasOwn(formats, format) ? formats[format] : undefined;
  if (render === undefined) {
    throw new UsageError(`--format must be one of ${Object.keys(formats).join(", ")}, not "${format}"`);
  }
  const { definition, diagnostics, source } = readDefinition(file, options);
  if (definition === undefined) throw new InvalidDefinition(diagnostics, source);
  const drawing = render(stateGraph(definition)).trimEnd();
  if (options.output === undefined) printer.line(drawing);
  else writeFileSync(String(options.output), `${drawing}\n`);
  return exitCodes.success;
}
