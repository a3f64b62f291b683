// What is told of files that were saved: what went in, what is kept out and why, for people and for programs.

import { relative } from "node:path";
import { definitionProblems } from "../../projects/definition-files.ts";
import { ProjectProblem } from "../../projects/project.ts";
import { describeFault } from "../local-region.ts";
import type { OutputFormat } from "../output-option.ts";
import type { Printer } from "../printer.ts";
import type { Reload, ReloadEvents } from "./dev-session.ts";
import { usageErrorIn } from "./project-errors.ts";

export interface ReloadLines extends ReloadEvents {
  /** With what was saved of the settings. */
  readonly configured: (saved: readonly string[]) => void;
}

/** `told` are the warnings that have been printed. */
export function reloadLines(
  printer: Printer,
  {
    folder,
    format,
    told,
  }: { readonly folder: string; readonly format: OutputFormat; readonly told: Set<string> },
): ReloadLines {
  const named = ({ saved }: Reload) => saved.map((path) => relative(folder, path)).join(", ");
  const tell = (reload: Reload, problem: string | undefined) => {
    const [name, durationMs] = [named(reload), Math.round(reload.durationMs)];
    if (format === "text") return printer.note(`reloaded ${name} in ${durationMs} ms`);
    const what = { at: Date.now(), kind: "reload", isFailure: problem !== undefined, name, durationMs };
    printer.line(JSON.stringify({ ...what, text: problem ?? "reloaded" }));
  };
  /** The files that were told to be kept out. */
  const kept = new Set<string>();
  return {
    configured: (saved) => tell({ saved, durationMs: 0 }, undefined),
    deployed(stacks, reload) {
      const mended = reload.saved.filter((path) => kept.delete(path));
      // A mistake that is mended is told of, although all is as it was before it.
      if (stacks.length === 0 && mended.length === 0) return;
      for (const warning of stacks.flatMap(({ warnings }) => warnings)) {
        if (!told.has(warning)) printer.warning(warning);
        told.add(warning);
      }
      tell(reload, undefined);
    },
    failed(problem, reload) {
      for (const path of reload.saved) kept.add(path);
      const told = usageErrorIn(problem) ?? { message: describeFault(problem), hint: undefined };
      // The project's tools fail before anybody looks at the definitions that were saved with what they fail for.
      const others = problem instanceof ProjectProblem ? definitionProblems(folder, reload.saved) : [];
      const message = [told.message, ...others].join("\n");
      if (format !== "text") return tell(reload, message);
      const names = named(reload);
      const waits = reload.saved.length > 1 ? `; these wait for it: ${names}` : "";
      printer.error(
        message.startsWith(`${names}:`) ? message : `${names}: ${message}`,
        told.hint ?? `the region goes on as it was before${waits}`,
      );
    },
    complained(complaint) {
      if (format === "text") return printer.error(complaint, "it was deployed all the same");
      printer.line(JSON.stringify({ at: Date.now(), kind: "check", isFailure: true, text: complaint }));
    },
  };
}
