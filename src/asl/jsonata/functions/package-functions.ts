// The functions of the `jsonata` package that only reckon with numbers, dates and short texts: they are taken from it as they
// are. Of all others its signatures are taken, which check arguments and fill in those that may be left out.

import jsonata from "jsonata";
import type { Signature } from "../evaluation.ts";

interface PackageFunction {
  readonly implementation: (this: unknown, ...given: unknown[]) => unknown;
  readonly signature: Signature;
}

const names = [
  ..."sum count max min average string substring substringBefore substringAfter lowercase uppercase".split(
    " ",
  ),
  ..."length trim pad match contains replace split join formatNumber formatBase formatInteger".split(" "),
  ..."parseInteger number floor ceil round abs sqrt power boolean not map zip filter single reduce".split(
    " ",
  ),
  ..."sift keys lookup append exists spread merge reverse each error assert type sort shuffle".split(" "),
  ..."distinct base64encode base64decode encodeUrlComponent encodeUrl decodeUrlComponent".split(" "),
  ..."decodeUrl toMillis fromMillis clone now millis".split(" "),
];

const functions = await functionsOf();

/** A function as the expression of its name gives it. */
async function functionsOf(): Promise<ReadonlyMap<string, PackageFunction>> {
  const all = jsonata(`[${names.map((name) => `$${name}`).join()}]`);
  const found = (await all.evaluate(undefined)) as readonly PackageFunction[];
  return new Map(names.map((name, at) => [name, found[at] as PackageFunction]));
}

export function signatureOf(name: string): Signature | undefined {
  return functions.get(name)?.signature;
}

/** Throws objects with a code, as the package does. A time that is read as a part of a day is one of the day of `now`. */
export function packageFunction(name: string): (given: readonly unknown[], now?: number) => unknown {
  const implementation = functions.get(name)?.implementation;
  if (implementation === undefined) throw new Error(`The jsonata package has no function $${name}`);
  return (given, now) =>
    now === undefined
      ? implementation(...given)
      : implementation.call({ environment: { timestamp: new Date(now) } }, ...given);
}
