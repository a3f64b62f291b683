// One resource of every kind that a template can ask for, and what AWS says of it.

import type { KindCase } from "./kind-case.ts";
import { casesFromLambda } from "./kind-cases-from-lambda.ts";
import { casesOfApis } from "./kind-cases-of-apis.ts";
import { casesOfIot } from "./kind-cases-of-iot.ts";
import { casesToKinesis } from "./kind-cases-to-kinesis.ts";

/** Each by its type; in the template it is called as its type is, without the colons. */
export const cases: Readonly<Record<string, KindCase>> = {
  ...casesOfApis,
  ...casesToKinesis,
  ...casesOfIot,
  ...casesFromLambda,
};

export const idOf = (type: string) => type.replaceAll("::", "");
