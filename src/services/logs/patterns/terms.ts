// Patterns of terms: `ERROR -timeout ?WARN "two words" %[Ff]ailed%`.

import { includesText } from "../../../aws/find-text.ts";
import type { FilterPattern } from "./pattern.ts";
import { regularExpression } from "./regular-expression.ts";

type Test = (message: string) => boolean;

/** Every plain term must occur; of the terms with `?` one must, if there are no plain ones; none with `-` may. */
export function compileTerms(text: string): FilterPattern {
  const terms = [...text.matchAll(/([-?]?)(?:"((?:[^"\\]|\\.)*)"|(%[^%]+%)|([^\s"]+))/g)].map(
    ([, sign, quoted, regex, plain]) => ({
      sign,
      test: regex === undefined ? contains(quoted?.replaceAll(/\\(.)/g, "$1") ?? plain ?? "") : like(regex),
    }),
  );
  const withSign = (sign: string): readonly Test[] =>
    terms.filter((term) => term.sign === sign).map(({ test }) => test);
  const required = withSign("");
  const optional = withSign("?");
  const excluded = withSign("-");
  return {
    matches(message) {
      if (excluded.some((test) => test(message))) return false;
      if (required.length > 0) return required.every((test) => test(message));
      return optional.length === 0 || optional.some((test) => test(message));
    },
    extract: () => ({}),
    valueOf: () => undefined,
  };
}

function contains(term: string): Test {
  return (message) => includesText(message, term);
}

function like(regex: string): Test {
  const expression = regularExpression(regex.slice(1, -1));
  return (message) => expression.matcher(message).find();
}
