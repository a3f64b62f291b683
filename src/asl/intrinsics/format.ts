// States.Format: each `{}` of the template becomes the text of the next value. `\{`, `\}`, `\'` and `\\` stand for themselves.

import type { Json } from "../../aws/json.ts";
import { shownAsJava } from "../shown-as-java.ts";
import { IntrinsicFault } from "./intrinsic-fault.ts";
import { boundedText, boundedValue } from "./made-data.ts";

/** The texts before, between and after the placeholders, so that there is one more of them than placeholders. */
export function parseFormat(template: string): readonly string[] {
  const texts: string[] = [];
  let text = "";
  for (let at = 0; at < template.length; at++) {
    const character = template.charAt(at);
    if (character === "\\") {
      if (++at === template.length) throw new IntrinsicFault("The template ends with a single backslash");
      text += template.charAt(at);
    } else if (character === "{" && template.charAt(at + 1) === "}") {
      texts.push(text);
      text = "";
      at++;
    } else text += character;
  }
  texts.push(text);
  return texts;
}

/** `given` is the template, whose texts these are, and the values. */
export function formatted(texts: readonly string[], given: readonly Json[]): string {
  if (texts.length !== given.length) {
    const [placeholders, values] = [texts.length - 1, given.length - 1];
    throw new IntrinsicFault(
      `The template has ${placeholders} placeholders {}, but there are ${values} values`,
    );
  }
  let all = texts[0] as string;
  for (let at = 1; at < texts.length; at++) {
    all = boundedText(all + shown(given[at] as Json) + texts[at]);
  }
  return all;
}

function shown(value: Json): string {
  return typeof value === "string" ? value : shownAsJava(boundedValue(value));
}
