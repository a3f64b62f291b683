// The functions as far as their mappings must know them.

import { checkReach, parseFunctionName } from "../function-name.ts";
import type { Functions } from "../functions/functions.ts";
import { checkUntenanted } from "../functions/tenancy.ts";
import { versionBy } from "../functions/versions.ts";
import type { MappingsParts } from "./event-source-mappings.ts";

export function mappedFunctions(
  functions: Functions,
): Pick<MappingsParts, "arnOf" | "checkMappable" | "functionOf"> {
  const found = (name: string) => {
    checkReach(functions.identity, name);
    const { functionName, qualifier } = parseFunctionName(name);
    const record = functions.find(functionName);
    const version = record && versionBy(record, qualifier);
    return version && { arn: qualifier === undefined ? record.arn : `${record.arn}:${qualifier}`, version };
  };
  return {
    arnOf: (name) => found(name)?.arn,
    checkMappable(name) {
      const version = found(name)?.version;
      if (version !== undefined) checkUntenanted(version, "An event source mapping");
    },
    functionOf(name) {
      const version = found(name)?.version;
      return version && { roleArn: version.role, timeoutSeconds: version.timeoutSeconds };
    },
  };
}
