// `millrace dev` and `millrace start`: a region that stays up until Ctrl-C.

import type { OptionValues } from "../command-option.ts";
import type { Printer } from "../printer.ts";
import { type ExitCode, exitCodes } from "../usage-error.ts";
import { type ProjectRun, projectOf, withProject } from "./with-project.ts";

/** With the folder's project in it, and again with what is saved. */
export function dev(options: OptionValues, printer: Printer): Promise<ExitCode> {
  return stayUp({ options, project: projectOf(process.cwd(), options), isWatched: true }, printer);
}

/** Empty, or with what a template describes, whatever is in the folder. */
export function start(options: OptionValues, printer: Printer): Promise<ExitCode> {
  const project = options.template === undefined ? undefined : projectOf(process.cwd(), options);
  return stayUp({ options, project, isWatched: false }, printer);
}

function stayUp(run: ProjectRun, printer: Printer): Promise<ExitCode> {
  return withProject(run, printer, async ({ begin, interrupted }) => {
    begin();
    await interrupted;
    return exitCodes.success;
  });
}
