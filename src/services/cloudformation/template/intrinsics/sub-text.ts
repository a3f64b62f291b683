// The text of an Fn::Sub, taken apart.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-sub.html

export type SubPart = { readonly literal: string } | { readonly name: string } | { readonly invalid: string };

/** `${Name}` stands for a value, `${!Name}` for the text `${Name}`; what is never closed is text. */
export function partsOfSub(text: string): readonly SubPart[] {
  const parts: SubPart[] = [];
  let end = 0;
  for (let start = text.indexOf("${"); start !== -1; start = text.indexOf("${", end)) {
    const close = text.indexOf("}", start);
    if (close === -1) break;
    if (start > end) parts.push({ literal: text.slice(end, start) });
    parts.push(partOf(text.slice(start + 2, close)));
    end = close + 1;
  }
  if (end < text.length) parts.push({ literal: text.slice(end) });
  return parts;
}

function partOf(inner: string): SubPart {
  if (inner.startsWith("!")) return { literal: `\${${inner.slice(1)}}` };
  const name = inner.trim();
  return /^[\w.:]+$/.test(name) ? { name } : { invalid: inner };
}
