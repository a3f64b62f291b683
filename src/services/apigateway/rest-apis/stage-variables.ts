// What a stage's variables can be. https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html

import type { Texts } from "../records.ts";
import { badRequest } from "../refusals.ts";

/** Throws BadRequestException. */
export function checkVariables(variables: Texts): void {
  for (const [name, value] of Object.entries(variables)) {
    if (!/^\w+$/.test(name))
      throw badRequest(`Invalid stage variable name: ${name}. Please use names with only word characters.`);
    if (!/^[\w\-.~:/?#&=, ]*$/.test(value))
      throw badRequest(
        `Invalid stage variable value of key ${name}.  Please use values with alphanumeric characters and the symbols ' ', -', '.', '_', ':', '/', '?', '&', '=', and ','.`,
      );
  }
}
