// What sensitive data looks like: identifiers of AWS's own that can be told by their form, and those of a policy's.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL-managed-data-identifiers.html

import { regularExpression } from "../patterns/regular-expression.ts";

export interface Finding {
  readonly start: number;
  /** Behind its last letter. */
  readonly end: number;
}

export interface DataIdentifier {
  readonly name: string;
  find(message: string): readonly Finding[];
}

const octet = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";

/** What stands between two others, which may be this far apart. */
interface Block {
  readonly begin: RegExp;
  readonly end: RegExp;
}

const longestBlock = 16_384;
const keyBlock = (name: string): Block => ({
  begin: new RegExp(`-----BEGIN ${name}-----`, "g"),
  end: new RegExp(`-----END ${name}-----`, "g"),
});

/** What has characters of one kind before it, so many at most, which a search from the left would begin with again and again. */
interface Tail {
  readonly pattern: RegExp;
  readonly before: RegExp;
  readonly most: number;
}

interface Form {
  readonly pattern: RegExp | readonly Block[] | Tail;
  /** One of these words must stand in the message. */
  readonly words?: RegExp;
  readonly isMeant?: (text: string) => boolean;
}

const forms: Readonly<Record<string, Form>> = {
  EmailAddress: {
    pattern: {
      pattern: /@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}/g,
      before: /[A-Za-z0-9._%+-]/,
      most: 64,
    },
  },
  IpAddress: {
    pattern: new RegExp(
      `\\b(?:${octet}\\.){3}${octet}\\b|\\b(?:[0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}\\b|\\b(?:[0-9A-Fa-f]{1,4}:){1,6}:[0-9A-Fa-f]{1,4}\\b`,
      "g",
    ),
  },
  CreditCardNumber: { pattern: /\b\d(?:[ -]?\d){12,18}\b/g, isMeant: isCardNumber },
  AwsSecretKey: {
    pattern: /(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/g,
    words: /aws_secret_access_key|credentials|secret access key|secret key|set-awscredential/i,
  },
  OpenSshPrivateKey: { pattern: [keyBlock("OPENSSH PRIVATE KEY")] },
  PgpPrivateKey: { pattern: [keyBlock("PGP PRIVATE KEY BLOCK")] },
  PkcsPrivateKey: { pattern: [keyBlock("PRIVATE KEY"), keyBlock("RSA PRIVATE KEY")] },
  PuttyPrivateKey: {
    pattern: [{ begin: /PuTTY-User-Key-File-\d/g, end: /Private-MAC: [0-9a-f]+/g }],
  },
  "Ssn-US": {
    pattern: /\b\d{3}-\d{2}-\d{4}\b/g,
    words: /social|ss#|ssn/i,
  },
  "PhoneNumber-US": {
    pattern: /(?:\+?1[ .-]?)?(?:\(\d{3}\)|\b\d{3})[ .-]?\d{3}[ .-]?\d{4}\b/g,
    words: /phone|cell|contact|fax|mobile|tel/i,
  },
};

export const managedIdentifiers: readonly string[] = Object.keys(forms);

/** Undefined for one that is not looked for here. */
export function managedIdentifier(name: string): DataIdentifier | undefined {
  const form = Object.hasOwn(forms, name) ? forms[name] : undefined;
  if (form === undefined) return undefined;
  const { pattern, words, isMeant = () => true } = form;
  return {
    name,
    find(message) {
      if (words?.test(message) === false) return [];
      if ("before" in pattern) return withBefore(message, pattern);
      if (!(pattern instanceof RegExp)) return pattern.flatMap((block) => blocksIn(message, block));
      return [...message.matchAll(pattern)].filter(([text]) => isMeant(text)).map(findingOf);
    },
  };
}

function findingOf({ index, 0: text }: RegExpExecArray): Finding {
  return { start: index, end: index + text.length };
}

function withBefore(message: string, { pattern, before, most }: Tail): readonly Finding[] {
  const found: Finding[] = [];
  let searchedUntil = 0;
  for (const tail of Array.from(message.matchAll(pattern), findingOf)) {
    let { start } = tail;
    const first = Math.max(searchedUntil, start - most);
    while (start > first && before.test(message.charAt(start - 1))) start--;
    if (start === tail.start) continue;
    searchedUntil = tail.end;
    found.push({ start, end: tail.end });
  }
  return found;
}

/** In time that grows with the message alone, however many blocks in it begin and do not end. */
function blocksIn(message: string, { begin, end }: Block): readonly Finding[] {
  const ends = Array.from(message.matchAll(end), findingOf);
  const found: Finding[] = [];
  let next = 0;
  let searchedUntil = 0;
  for (const first of Array.from(message.matchAll(begin), findingOf)) {
    if (first.start < searchedUntil) continue;
    while ((ends[next]?.start ?? Number.POSITIVE_INFINITY) <= first.end) next++;
    const last = ends[next];
    if (last === undefined) break;
    if (last.start - first.end > longestBlock) continue;
    searchedUntil = last.end;
    found.push({ start: first.start, end: last.end });
  }
  return found;
}

/** Throws InvalidParameterException for what is no regular expression. */
export function customIdentifier(name: string, regex: string): DataIdentifier {
  const pattern = regularExpression(regex);
  return {
    name,
    find(message) {
      const matcher = pattern.matcher(message);
      const findings: Finding[] = [];
      while (matcher.find()) {
        const [start, end] = [matcher.start(), matcher.end()];
        if (end > start) findings.push({ start, end });
      }
      return findings;
    },
  };
}

/** By Luhn's sum. */
function isCardNumber(text: string): boolean {
  const digits = text.replaceAll(/\D/g, "");
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = Number(digits.charAt(digits.length - 1 - at));
    const doubled = digit * 2;
    sum += at % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
