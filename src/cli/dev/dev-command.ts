// `millrace dev` as a command line. What it does is imported when it runs.

import type { Command } from "../command.ts";
import { packagingOptionGroup, regionOptionGroup, templateOptionGroup } from "../option-groups.ts";

export const devCommand: Command = {
  name: "dev",
  summary: "bring this folder's project up in a region of its own, and again as its files are saved",
  examples: [
    "millrace dev",
    "millrace dev --template template.yaml --parameters Stage=dev",
    "millrace dev --in-memory --quiet",
  ],
  options: { ...templateOptionGroup, ...packagingOptionGroup, ...regionOptionGroup },
  run: async (options, printer) => (await import("./stay-up.ts")).dev(options, printer),
};
