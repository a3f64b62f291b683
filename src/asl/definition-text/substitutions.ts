// `${Name}` in the text of a definition: what CloudFormation's DefinitionSubstitutions fill in when the machine is deployed.
// Without a deployment some are given by hand, and the others are left open in such a way that the rest can be looked at.

import { didYouMean } from "../../aws/did-you-mean.ts";
import { isJson } from "../../aws/json-text.ts";
import { FilledText } from "./filled-text.ts";

export type Substitutions = Readonly<Record<string, string>>;

export type DefinitionFormat = "JSON" | "YAML";

const placeholder = /\$\{([A-Za-z0-9_.:-]+)\}/g;

/** Replaces what there is a value for. In JSON a value becomes part of a string; in YAML it stands as it is. */
export function substitute(
  text: string,
  values: Substitutions,
  format: DefinitionFormat = "JSON",
): FilledText {
  return FilledText.of(text).replaced(placeholder, ([whole, name = ""]) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) return whole;
    return format === "YAML" ? value : JSON.stringify(value).slice(1, -1);
  });
}

/** The names that a text leaves open, each once. */
export function openNames(text: string): readonly string[] {
  return [...new Set([...text.matchAll(placeholder)].map(([, name = ""]) => name))];
}

/** What to do about names that the template which deploys the definition does not fill in. */
export function unfilledHint(open: readonly string[], filled: ReadonlySet<string>): string {
  // Of a short name little may be misspelt, so the longer one of both counts.
  const meant = open.flatMap(
    (name) => didYouMean(name, filled) ?? [...filled].find((each) => didYouMean(each, [name])) ?? [],
  );
  if (meant.length > 0) return `did you mean ${meant.map((name) => `\${${name}}`).join(", ")}?`;
  return "DefinitionSubstitutions of the template has no such name";
}

/**
 * Gives what is open a form in which the definition can be read: an ARN where a Resource or a part of an ARN is open, a number
 * where a value outside of quotes is. Anything else stands for itself, as text.
 */
export function standIn(filled: FilledText): FilledText {
  const withResources = filled.replaced(wholeResource, ([_whole, before = "", name = ""]) => {
    return `${before}arn:aws:lambda:us-east-1:000000000000:function:${plain(name)}`;
  });
  const withArns = withResources.replaced(arn, ([whole]) =>
    whole.replace(placeholder, (_each, name: string) => partOfArn(name)),
  );
  return isJson(withArns.text) ? withArns : withArns.replaced(unquoted, ([_whole, before]) => `${before}1`);
}

/** `"Resource": "${Name}"` of JSON, and `Resource: ${Name}` of YAML. */
const wholeResource = /(["']?Resource["']?\s*:\s*["']?)\$\{([A-Za-z0-9_.:-]+)\}(?=["']?\s*(?:[,}\r\n#]|$))/g;
const arn = /\barn:[^\s"',]*/g;
const unquoted = /([:[,]\s*)\$\{[A-Za-z0-9_.:-]+\}(?=\s*[,}\]])/g;

/** By what such parameters are called. */
function partOfArn(name: string): string {
  if (/partition$/i.test(name)) return "aws";
  if (/region$/i.test(name)) return "us-east-1";
  if (/account(id)?$/i.test(name)) return "000000000000";
  return plain(name);
}

function plain(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9_-]/g, "-");
}
