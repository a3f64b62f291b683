// Which secrets a list is asked for. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Filter.html

import { constraintError } from "../../aws/wire/members.ts";
import type { Secret } from "./secret.ts";

export interface SecretFilter {
  readonly Key?: string | undefined;
  readonly Values?: readonly string[] | undefined;
}

/** What of a secret each key looks at. */
const texts: Readonly<Record<string, (secret: Secret) => readonly string[]>> = {
  name: ({ name }) => [name],
  description: ({ description = "" }) => [description],
  "tag-key": ({ tags = {} }) => Object.keys(tags),
  "tag-value": ({ tags = {} }) => Object.values(tags),
  "primary-region": () => [],
  "owning-service": () => [],
  all: ({ name, description = "", tags = {} }) => [
    name,
    description,
    ...Object.keys(tags),
    ...Object.values(tags),
  ],
};
/** Of names and tags the case counts. */
const caseBlind = new Set(["description", "all"]);

/** All filters have to match, each by one of its values from the beginning on; `!` before a value turns it round. Throws ValidationException. */
export function secretMatcher(filters: readonly SecretFilter[]): (secret: Secret) => boolean {
  const tests = filters.map(testOf);
  return (secret) => tests.every((test) => test(secret));
}

function testOf({ Key: key = "", Values: values = [] }: SecretFilter): (secret: Secret) => boolean {
  const textsOf = Object.hasOwn(texts, key) ? texts[key] : undefined;
  if (textsOf === undefined) {
    throw constraintError(
      "filters.1.member.key",
      key,
      "satisfy enum value set: [all, name, tag-key, description, tag-value]",
    );
  }
  const spelled = (text: string) => (caseBlind.has(key) ? text.toLowerCase() : text);
  return (secret) =>
    values.some((value) => {
      const isNegated = value.startsWith("!");
      const wanted = spelled(isNegated ? value.slice(1) : value);
      return textsOf(secret).some((text) => spelled(text).startsWith(wanted)) !== isNegated;
    });
}
