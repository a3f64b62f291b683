// `millrace policies`: what the holders of each role did in a region that is up, as the least policy that would have done, and what
// their present policies allow beyond it.

import type { RoleUse } from "../../region/permissions/access.ts";
import type { Command } from "../command.ts";
import { knownNames } from "../known-names.ts";
import { outputFormat, printThings } from "../output-option.ts";
import type { Printer } from "../printer.ts";
import { exitCodes, UsageError } from "../usage-error.ts";
import { askingOptions, RegionClient } from "./region-client.ts";

export const policiesCommand: Command = {
  name: "policies",
  summary: "for each role the least policy for what was really called, and what its present one has too much",
  examples: ["millrace policies", "millrace policies --role orders-handler --output json"],
  options: {
    ...askingOptions,
    role: { type: "string", value: "NAME", summary: "of this role alone" },
  },
  run: async (options, printer) => {
    const role = options.role as string | undefined;
    const all = await new RegionClient(options).view<readonly RoleUse[]>("role-uses");
    const found = role === undefined ? all : all.filter(({ roleArn }) => nameOf(roleArn) === role);
    if (role !== undefined && found.length === 0)
      throw new UsageError(`there is no role ${role} in the region`, {
        hint: knownNames(
          role,
          all.map(({ roleArn }) => nameOf(roleArn)),
          "its roles are",
        ),
        exitCode: exitCodes.failed,
      });
    const format = outputFormat(options);
    if (format !== "text") printThings(printer, format, found);
    else for (const use of found) show(use, printer);
    return exitCodes.success;
  },
};

function show({ roleArn, least, unused }: RoleUse, printer: Printer): void {
  printer.line(`${roleArn}`);
  if (least === undefined) printer.line("  nothing was called in its name");
  else printer.line(JSON.stringify(least, null, 2).replace(/^/gm, "  "));
  for (const { action, resource } of unused) printer.line(`  not used: ${action} on ${resource}`);
  printer.line("");
}

function nameOf(roleArn: string): string {
  return roleArn.slice(roleArn.lastIndexOf("/") + 1);
}
