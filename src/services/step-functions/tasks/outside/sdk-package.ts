// The AWS SDK client of a service, from the packages that the user's project has installed. Millrace brings none of its own: a
// call that leaves this machine is the user's to allow and to equip.

import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

export interface SdkCommand {
  /** What the model says of the operation; see sdk-shapes.ts. */
  readonly schema?: unknown;
}

export interface SdkPackage {
  readonly name: string;
  readonly client: {
    send(
      command: SdkCommand,
      options: { readonly abortSignal: AbortSignal },
    ): Promise<Record<string, unknown>>;
  };
  /** The class of errors that the service's model does not know. */
  readonly baseException: unknown;
  command(operation: string, input: object): SdkCommand | undefined;
}

type Constructor<Instance> = new (argument: object) => Instance;

/** Undefined if the project has no client for the service, which is named as `aws-sdk:` resources name it. */
export async function loadSdkPackage(folder: string, service: string): Promise<SdkPackage | undefined> {
  const require = createRequire(join(folder, "package.json"));
  const name = findPackage(require.resolve.paths("@aws-sdk/client") ?? [], service);
  if (name === undefined) return undefined;
  const loaded = (await import(pathToFileURL(require.resolve(name)).href)) as Record<string, unknown>;
  const exports = (loaded.default ?? loaded) as Record<string, unknown>;
  const clientName = Object.keys(exports).find((each) => /^[A-Z]\w*Client$/.test(each));
  if (clientName === undefined) return undefined;
  const Client = exports[clientName] as Constructor<SdkPackage["client"]>;
  return {
    name,
    client: new Client({}),
    baseException: exports[clientName.replace(/Client$/, "ServiceException")],
    command(operation, input) {
      const Command = exports[`${operation}Command`] as Constructor<SdkCommand> | undefined;
      return Command && new Command(input);
    },
  };
}

/** The JavaScript SDK writes `client-database-migration-service` where the resource says `databasemigration`. */
function findPackage(roots: readonly string[], service: string): string | undefined {
  const wanted = new Set([service, `${service}service`]);
  for (const root of roots) {
    const folder = join(root, "@aws-sdk");
    if (!existsSync(folder)) continue;
    const found = readdirSync(folder).find(
      (each) => each.startsWith("client-") && wanted.has(each.slice("client-".length).replaceAll("-", "")),
    );
    if (found !== undefined) return `@aws-sdk/${found}`;
  }
  return undefined;
}
