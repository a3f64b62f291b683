// A template of an event's target: text, and placeholders in angle brackets. One that begins with a brace or bracket is JSON.

export interface Placeholder {
  readonly name: string;
  /** Whether it stands in a text's quotes. */
  readonly quoted: boolean;
}

export interface Template {
  readonly parts: readonly (string | Placeholder)[];
  readonly isJson: boolean;
}

/** `placeholder` finds all of them; its first group is their name. */
export function parseTemplate(text: string, placeholder: RegExp): Template {
  const parts: (string | Placeholder)[] = [];
  let quoted = false;
  let position = 0;
  for (const match of text.matchAll(placeholder)) {
    const before = text.slice(position, match.index);
    quoted = endsQuoted(before, quoted);
    parts.push(before, { name: match[1] ?? "", quoted });
    position = match.index + match[0].length;
  }
  return { parts: [...parts, text.slice(position)], isJson: /^\s*[{[]/.test(text) };
}

function endsQuoted(text: string, quoted: boolean): boolean {
  let inside = quoted;
  for (let index = 0; index < text.length; index++) {
    if (text[index] === "\\") index++;
    else if (text[index] === '"') inside = !inside;
  }
  return inside;
}

type Write = (placeholder: Placeholder) => string;

export function fill({ parts }: Template, write: Write): string {
  return parts.map((part) => (typeof part === "string" ? part : write(part))).join("");
}

/** Undefined for a text that would be longer: a template of 8 KB has room for an event hundreds of times. */
export function fillWithin(most: number, { parts }: Template, write: Write): string | undefined {
  let text = "";
  for (const part of parts) {
    text += typeof part === "string" ? part : write(part);
    if (text.length > most) return undefined;
  }
  return text;
}
