// `millrace dev`: a region with the folder's project in it, for as long as somebody works on it.

import type { OptionValues } from "../command.ts";
import type { Printer } from "../printer.ts";
import { type ExitCode, exitCodes } from "../usage-error.ts";
import { projectOf, withProject } from "./with-project.ts";

export async function dev(options: OptionValues, printer: Printer): Promise<ExitCode> {
  const project = projectOf(process.cwd(), options);
  return withProject({ options, project, isWatched: true }, printer, async ({ begin, interrupted }) => {
    begin();
    await interrupted;
    return exitCodes.success;
  });
}
