// `millrace start`: a region, empty or with what a template describes, whatever is in the folder.

import type { OptionValues } from "./command.ts";
import { projectOf, withProject } from "./dev/with-project.ts";
import type { Printer } from "./printer.ts";
import { type ExitCode, exitCodes } from "./usage-error.ts";

export async function start(options: OptionValues, printer: Printer): Promise<ExitCode> {
  const project = options.template === undefined ? undefined : projectOf(process.cwd(), options);
  return withProject({ options, project, isWatched: false }, printer, async ({ begin, interrupted }) => {
    begin();
    await interrupted;
    return exitCodes.success;
  });
}
