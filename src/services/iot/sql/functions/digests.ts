// Digests in hexadecimal. https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-functions.html#iot-sql-function-hash

import { createHash } from "node:crypto";
import { toText } from "../values.ts";
import { spend } from "../work.ts";
import { type Functions, of } from "./function-table.ts";
import { md2 } from "./md2.ts";

/** MD2 has eighteen rounds over each. */
const stepsACharacter = 4;

const digest = (make: (text: string) => string) =>
  of(1, 1, ([value]) => {
    const text = toText(value);
    return text === undefined ? undefined : make(text);
  });

export const digestFunctions: Functions = {
  md2: digest((text) => {
    // It is made here, character by character.
    spend(text.length * stepsACharacter);
    return md2(text);
  }),
  ...Object.fromEntries(
    ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"].map((algorithm) => [
      algorithm,
      digest((text) => createHash(algorithm).update(text).digest("hex")),
    ]),
  ),
};
