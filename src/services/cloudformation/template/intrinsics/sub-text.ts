// The text of an Fn::Sub, taken apart.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-sub.html

export type SubPart = { readonly literal: string } | { readonly name: string } | { readonly invalid: string };

const variable = /\$\{([^}]*)\}/g;

/** `${Name}` stands for a value, `${!Name}` for the text `${Name}`. */
export function partsOfSub(text: string): readonly SubPart[] {
  const parts: SubPart[] = [];
  let end = 0;
  for (const match of text.matchAll(variable)) {
    if (match.index > end) parts.push({ literal: text.slice(end, match.index) });
    parts.push(partOf(match[1] ?? ""));
    end = match.index + match[0].length;
  }
  if (end < text.length) parts.push({ literal: text.slice(end) });
  return parts;
}

function partOf(inner: string): SubPart {
  if (inner.startsWith("!")) return { literal: `\${${inner.slice(1)}}` };
  const name = inner.trim();
  return /^[\w.:]+$/.test(name) ? { name } : { invalid: inner };
}
