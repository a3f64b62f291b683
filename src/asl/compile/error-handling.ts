// Retry and Catch with their defaults filled in. https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html

import type { Catcher, Retrier } from "../definition.ts";
import { compileJsonataTemplate } from "../jsonata/compile-jsonata.ts";
import { compileTemplate } from "../template/compile-template.ts";
import type { CompiledCatcher, CompiledRetrier, ErrorHandling } from "./compiled-machine.ts";
import { compileOptional, placeResult } from "./data-flow.ts";
import type { Surroundings } from "./surroundings.ts";

interface ErrorFields {
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
}

export function compileErrorHandling({ Retry, Catch }: ErrorFields, around: Surroundings): ErrorHandling {
  return {
    retry: Retry?.map(compileRetrier) ?? [],
    catch: Catch?.map((catcher) => compileCatcher(catcher, around)) ?? [],
  };
}

function compileRetrier(retrier: Retrier): CompiledRetrier {
  return {
    errorEquals: retrier.ErrorEquals,
    intervalSeconds: retrier.IntervalSeconds ?? 1,
    maxAttempts: retrier.MaxAttempts ?? 3,
    backoffRate: retrier.BackoffRate ?? 2,
    maxDelaySeconds: retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY,
    fullJitter: retrier.JitterStrategy === "FULL",
  };
}

function compileCatcher(catcher: Catcher, { language, stateNamed, later }: Surroundings): CompiledCatcher {
  const isJsonata = language === "JSONata";
  return {
    errorEquals: catcher.ErrorEquals,
    next: stateNamed(catcher.Next),
    resultPath: placeResult(catcher.ResultPath),
    assign: isJsonata
      ? undefined
      : compileOptional(catcher.Assign, (template) => compileTemplate(template, "Assign", later)),
    jsonataAssign: isJsonata
      ? compileOptional(catcher.Assign, (template) => compileJsonataTemplate(template, "Assign"))
      : undefined,
    output: compileOptional(catcher.Output, (template) => compileJsonataTemplate(template, "Output")),
  };
}
