// What the host is told of a version: its settings in the terms of an execution environment, and where its files lie.

import type { JsonObject } from "../../../aws/json.ts";
import { isJsonObject } from "../../../aws/json.ts";
import type { CodeStore } from "../code/code-store.ts";
import { type FunctionConfiguration, type LoggingConfiguration, unreserved } from "../configuration.ts";
import type { FunctionRecord, FunctionVersion } from "./function-record.ts";
import type { Layers } from "./layers.ts";
import { latestVersion } from "./versions.ts";

export function hostingOf(
  record: FunctionRecord,
  version: FunctionVersion,
  { code, layers }: { readonly code: CodeStore; readonly layers: Layers },
): FunctionConfiguration {
  const { timeoutSeconds, memorySizeMb, logGroupName, told } = version;
  const storageMb = isJsonObject(told.EphemeralStorage) ? Number(told.EphemeralStorage.Size) : undefined;
  return {
    ...{ functionName: record.name, arn: record.arn, version: version.version },
    ...{ runtime: version.runtime, handler: version.handler, environment: version.environment },
    ...{ timeoutSeconds, memorySizeMb, logGroupName, role: version.role },
    ...(storageMb === undefined ? {} : { storageMb }),
    description: version.description,
    codeRoot: codeRootOf(version, code),
    layers: layers.digestsOf(version.layers).map((digest) => code.zipFile(digest)),
    logging: loggingOf(told),
    isTraced: isJsonObject(told.TracingConfig) && told.TracingConfig.Mode === "Active",
    // The share is the function's, whatever version runs.
    reservedConcurrency:
      version.version === latestVersion ? (record.reservedConcurrency ?? unreserved) : unreserved,
    provisionedConcurrency: provisionedFor(record, version.version),
  };
}

/** By its number, or by aliases that stand for it. */
function provisionedFor({ provisioned = {}, aliases }: FunctionRecord, version: string): number {
  return Object.entries(provisioned)
    .filter(([qualifier]) => {
      const alias = aliases.find(({ name }) => name === qualifier);
      return (alias?.version ?? qualifier) === version;
    })
    .reduce((sum, [, { requested }]) => sum + requested, 0);
}

function codeRootOf({ code }: FunctionVersion, store: CodeStore): string {
  return code.type === "package" ? store.codeRoot(code.digest) : "/var/task";
}

function loggingOf({ LoggingConfig: given }: JsonObject): LoggingConfiguration {
  if (!isJsonObject(given) || given.LogFormat !== "JSON") return { format: "Text" };
  const { ApplicationLogLevel: application, SystemLogLevel: system } = given;
  return {
    format: "JSON",
    applicationLevel: typeof application === "string" ? application : "INFO",
    systemLevel: typeof system === "string" ? system : "INFO",
  };
}
