// What is wrong with a project, in words for whoever wrote it.

import { ServiceError } from "../../aws/service-error.ts";
import { TemplateError } from "../../aws/template/template-error.ts";
import { definitionProblems } from "../../projects/definition-files.ts";
import { ProjectProblem } from "../../projects/project.ts";
import { usageErrorOf } from "../local-region.ts";
import { UsageError } from "../usage-error.ts";

/** What is wrong with the folder's project or its data, which is told without a stack; undefined for whatever else. */
export function usageErrorIn(problem: unknown, folder?: string): UsageError | undefined {
  if (problem instanceof ProjectProblem)
    return new UsageError(problem.message, problem.hint === undefined ? {} : { hint: problem.hint });
  if (problem instanceof TemplateError || problem instanceof ServiceError) {
    const isOfDefinition =
      folder !== undefined && problem.message.includes("Invalid State Machine Definition");
    return new UsageError(
      [problem.message, ...(isOfDefinition ? definitionProblems(folder) : [])].join("\n"),
    );
  }
  const other = usageErrorOf(problem);
  return other instanceof UsageError ? other : undefined;
}
