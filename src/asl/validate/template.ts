// A value that a state computes: a payload template under JSONPath, JSON with expressions under JSONata.

import type { Check } from "./check.ts";
import { jsonataValue, type StatesMember } from "./jsonata-value.ts";
import { payloadTemplate } from "./payload-template.ts";

export function template(...sees: readonly StatesMember[]): Check {
  const jsonata = jsonataValue(...sees);
  return (value, place) => {
    const check = place.language === "JSONPath" ? payloadTemplate : jsonata;
    check(value, place);
  };
}
