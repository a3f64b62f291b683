// The document of an API in a request: a text in it, or all of its body.

import type { JsonObject } from "../../../aws/json.ts";
import { required, type Shape } from "../../../aws/wire/shape.ts";
import { documentIn } from "../api-document.ts";
import { badRequest } from "../refusals.ts";

export const document: Shape<JsonObject> = required({
  read(value) {
    try {
      return documentIn(String(value));
    } catch (error) {
      throw badRequest(`Unable to parse API definition: the document ${(error as Error).message}`);
    }
  },
});
