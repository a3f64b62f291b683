// `Assign`: which workflow variables a state, a rule or a catcher sets.

import { isJsonObject } from "../../aws/json.ts";
import { type Check, expected, memberPath, type Place } from "./check.ts";

const longestName = 80;
const namePattern = /^[\p{ID_Start}][\p{ID_Continue}]*$/u;

/** `value` checks the whole object of names to values, in the query language of the place. */
export function assignment(value: Check): Check {
  return (assigned, place) => {
    if (!isJsonObject(assigned)) return expected("Object", assigned, place);
    for (const key of Object.keys(assigned)) {
      const name = place.language === "JSONPath" && key.endsWith(".$") ? key.slice(0, -2) : key;
      checkName(name, key, place);
    }
    place.machine.findings.later(() => value(assigned, place));
  };
}

function checkName(name: string, key: string, holder: Place): void {
  const { findings } = holder.machine;
  const path = memberPath(holder, key);
  if (name === "states") {
    findings.error(
      "RESERVED_VARIABLE_NAME",
      path,
      "Cannot assign to reserved variable '$states'.",
      "Use another name: $states is what Step Functions itself provides.",
    );
  } else if (!namePattern.test(name)) {
    findings.error(
      "INVALID_VARIABLE_NAME",
      path,
      `Invalid variable name '${name}': the variable name contains invalid characters.`,
      "A name starts with a letter and goes on with letters, digits and underscores; parts of a variable cannot be assigned.",
    );
  } else if (name.length > longestName && [...name].length > longestName) {
    findings.error(
      "INVALID_VARIABLE_NAME",
      path,
      `Invalid variable name '${name}': the variable name exceeds the ${longestName}-character limit.`,
    );
  } else {
    holder.variables.assigns(name, path);
  }
}
