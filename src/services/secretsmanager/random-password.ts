// Passwords by chance. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html

import { randomInt } from "node:crypto";
import { invalidParameter } from "./refusals.ts";

export interface PasswordRequest {
  /** @default 32 */
  readonly PasswordLength?: number | undefined;
  readonly ExcludeCharacters?: string | undefined;
  readonly ExcludeLowercase?: boolean | undefined;
  readonly ExcludeNumbers?: boolean | undefined;
  readonly ExcludePunctuation?: boolean | undefined;
  readonly ExcludeUppercase?: boolean | undefined;
  readonly IncludeSpace?: boolean | undefined;
  /** @default true */
  readonly RequireEachIncludedType?: boolean | undefined;
}

const lowercase = "abcdefghijklmnopqrstuvwxyz";
const punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
const longest = 4096;

/** Throws InvalidParameterException. */
export function randomPassword(request: PasswordRequest): string {
  const { PasswordLength: length = 32, RequireEachIncludedType: isEachRequired = true } = request;
  if (length < 1 || length > longest)
    throw invalidParameter(`Password length must be between 1 and ${longest} characters.`);
  const excluded = new Set(request.ExcludeCharacters ?? "");
  const types = [
    request.ExcludeLowercase === true ? "" : lowercase,
    request.ExcludeUppercase === true ? "" : lowercase.toUpperCase(),
    request.ExcludeNumbers === true ? "" : "0123456789",
    request.ExcludePunctuation === true ? "" : punctuation,
    request.IncludeSpace === true ? " " : "",
  ]
    .map((characters) => [...characters].filter((each) => !excluded.has(each)))
    .filter((characters) => characters.length > 0);
  const all = types.flat();
  if (all.length === 0)
    throw invalidParameter("Password length too long for the character set: no characters are left.");
  if (isEachRequired && length < types.length)
    throw invalidParameter(`Password length ${length} is too short based on the required types.`);
  const required = isEachRequired ? types.map(anyOf) : [];
  const rest = Array.from({ length: length - required.length }, () => anyOf(all));
  return shuffled([...required, ...rest]).join("");
}

function anyOf(characters: readonly string[]): string {
  return characters[randomInt(characters.length)] ?? "";
}

function shuffled(characters: string[]): readonly string[] {
  for (let at = characters.length - 1; at > 0; at--) {
    const other = randomInt(at + 1);
    [characters[at], characters[other]] = [characters[other] ?? "", characters[at] ?? ""];
  }
  return characters;
}
