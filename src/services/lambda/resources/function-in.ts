// The function that a property names: by name, by ARN or by a partial ARN.

import type { Properties } from "../../../aws/template/properties.ts";
import { parseFunctionName } from "../function-name.ts";

/** Throws ValidationException for what can name none. */
export function functionIn(properties: Properties, name: string): string {
  return parseFunctionName(properties.text(name)).functionName;
}
