// ARNs with wildcards: part by part, so that a star stays within its part, the last of which is all that is left.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html

import { compilePattern, type PatternOptions, type TextMatcher } from "./pattern.ts";

const partsOfArn = 6;

/** Parts that are missing at the end stand for anything. */
export function compileArnPattern(
  pattern: string,
  options: Omit<PatternOptions, "ignoresCase">,
): TextMatcher {
  if (pattern === "*" && options.hasWildcards) return () => true;
  const parts = splitArn(pattern);
  while (parts.length < partsOfArn && options.hasWildcards) parts.push("*");
  const matchers = parts.map((part) => compilePattern(part, options));
  return (text, context) => {
    const found = splitArn(text);
    return (
      found.length === matchers.length &&
      matchers.every((matches, index) => matches(found[index] ?? "", context))
    );
  };
}

/** A colon within `${…}` parts nothing. */
function splitArn(text: string): string[] {
  const parts: string[] = [];
  let begin = 0;
  for (let at = 0; at < text.length && parts.length < partsOfArn - 1; at++) {
    if (text.startsWith("${", at)) {
      const end = text.indexOf("}", at);
      if (end !== -1) at = end;
    } else if (text[at] === ":") {
      parts.push(text.slice(begin, at));
      begin = at + 1;
    }
  }
  parts.push(text.slice(begin));
  return parts;
}
