// What is wrong with a project, in words for whoever wrote it.

import { ServiceError } from "../../aws/service-error.ts";
import { TemplateError } from "../../aws/template/template-error.ts";
import { ProjectProblem } from "../../projects/project.ts";
import { usageErrorOf } from "../local-region.ts";
import { UsageError } from "../usage-error.ts";

/** What is wrong with a project or its data, which is told without a stack; undefined for whatever else. */
export function usageErrorIn(problem: unknown): UsageError | undefined {
  if (problem instanceof ProjectProblem)
    return new UsageError(problem.message, problem.hint === undefined ? {} : { hint: problem.hint });
  if (problem instanceof TemplateError || problem instanceof ServiceError)
    return new UsageError(problem.message);
  const other = usageErrorOf(problem);
  return other instanceof UsageError ? other : undefined;
}
