// All functions of the language in Step Functions, by name. `$eval` is not there.

import { Callable } from "../evaluation.ts";
import { obviousFit } from "../obvious-fit.ts";
import { awsFunctions } from "./aws-functions.ts";
import type { BuiltIn } from "./built-in.ts";
import { collectionFunctions } from "./collections.ts";
import { higherOrderFunctions } from "./higher-order.ts";
import { numberFunctions } from "./numbers.ts";
import { signatureOf } from "./package-functions.ts";
import { textFunctions } from "./texts.ts";

const all: Readonly<Record<string, BuiltIn>> = {
  ...textFunctions,
  ...numberFunctions,
  ...collectionFunctions,
  ...higherOrderFunctions,
  ...awsFunctions,
};

export const functions: ReadonlyMap<string, Callable> = new Map(
  Object.entries(all).map(([name, builtIn]) => [name, callableOf(name, builtIn)]),
);

function callableOf(name: string, { arity, apply }: BuiltIn): Callable {
  const signature = signatureOf(name);
  return new Callable({ arity, signature, fits: signature && obviousFit(signature.definition), body: apply });
}
