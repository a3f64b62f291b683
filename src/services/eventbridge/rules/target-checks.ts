// What PutTargets refuses, in AWS's words.
// EventBridge API reference, PutTargets and Target.

import { parseArn } from "../../../aws/arn.ts";
import { isJsonObject } from "../../../aws/json.ts";
import { isJson } from "../../../aws/json-text.ts";
import { invalid } from "../../../aws/service-error.ts";
import { constraintError } from "../../../aws/wire/members.ts";
import { compileEventPath } from "../../../event-patterns/event-path.ts";
import { repeated } from "../names.ts";
import { contextVariables, placeholders, templateProblem } from "./input-template.ts";
import type { RuleTarget } from "./rule.ts";
import { checkRoleArn } from "./rule-checks.ts";
import type { InputTransformer } from "./target-input.ts";

export const mostTargets = 5;
const mostPaths = 100;

/** Which services' ARNs the events of a rule can be delivered to. */
export type IsServed = (arn: string) => boolean;

/** Throws ValidationException. */
export function checkTargets(targets: readonly RuleTarget[], isServed: IsServed): void {
  if (targets.length === 0) {
    throw constraintError("targets", "[]", "have length greater than or equal to 1");
  }
  checkConstraints(targets);
  const twice = repeated(targets.map(({ id }) => id));
  if (twice !== undefined)
    throw invalid(`Duplicate target id: ${twice}. The ids of a request's targets must be unique.`);
  for (const target of targets) {
    checkArn(target, isServed);
    checkParameters(target);
    checkInput(target);
  }
}

/** What AWS checks of every member before it looks at what they mean; it tells all that is broken at once. */
function checkConstraints(targets: readonly RuleTarget[]): void {
  const broken = targets.flatMap((target, index) => {
    const { id, arn, input, inputPath, inputTransformer, retryPolicy = {} } = target;
    const at = (member: string) => `targets.${index + 1}.member.${member}`;
    return [
      ...textProblems(at("id"), id, { least: 1, most: 64, pattern: "[\\.\\-_A-Za-z0-9]+" }),
      ...textProblems(at("arn"), arn, { least: 1, most: 1600 }),
      ...textProblems(at("input"), input, { most: 8192 }),
      ...textProblems(at("inputPath"), inputPath, { most: 256 }),
      ...textProblems(at("inputTransformer.inputTemplate"), inputTransformer?.inputTemplate, {
        least: 1,
        most: 8192,
      }),
      ...pathsProblems(at("inputTransformer.inputPathsMap"), inputTransformer?.inputPathsMap),
      ...numberProblems(at("retryPolicy.maximumRetryAttempts"), retryPolicy.maximumRetryAttempts, 0, 185),
      ...numberProblems(
        at("retryPolicy.maximumEventAgeInSeconds"),
        retryPolicy.maximumEventAgeInSeconds,
        60,
        86_400,
      ),
    ];
  });
  if (broken.length === 0) return;
  const found = `${broken.length} validation error${broken.length === 1 ? "" : "s"} detected: `;
  throw invalid(`${found}${broken.join("; ")}`);
}

interface TextBounds {
  readonly least?: number;
  readonly most: number;
  readonly pattern?: string;
}

function textProblems(member: string, text: string | undefined, { least = 0, most, pattern }: TextBounds) {
  if (text === undefined) return [];
  const problem = (bound: string) =>
    `Value '${text}' at '${member}' failed to satisfy constraint: Member must ${bound}`;
  const problems: string[] = [];
  if (text.length > most) problems.push(problem(`have length less than or equal to ${most}`));
  if (text.length < least) problems.push(problem(`have length greater than or equal to ${least}`));
  if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`).test(text)) {
    problems.push(problem(`satisfy regular expression pattern: ${pattern}`));
  }
  return problems;
}

const pathName: TextBounds = { least: 1, most: 256, pattern: "[A-Za-z0-9\\_\\-]+" };
const path: TextBounds = { most: 256 };

/** Of a map AWS tells each kind of bound with all that its keys, or values, have to satisfy. */
function pathsProblems(member: string, paths: InputTransformer["inputPathsMap"]): readonly string[] {
  if (paths === undefined) return [];
  const entries = Object.entries(paths);
  const shown = `{${entries.map(([name, of]) => `${name}=${of}`).join(", ")}}`;
  const problem = (bound: string) => `Value '${shown}' at '${member}' failed to satisfy constraint: ${bound}`;
  const isBroken = (texts: readonly string[], bounds: TextBounds) =>
    texts.some((text) => textProblems(member, text, bounds).length > 0);
  const problems: string[] = [];
  if (entries.length > mostPaths)
    problems.push(problem(`Member must have length less than or equal to ${mostPaths}`));
  const names = entries.map(([name]) => name);
  if (isBroken(names, pathName))
    problems.push(problem(`Map keys must satisfy constraint: [${boundsOf(pathName)}]`));
  const values = entries.map(([, value]) => value);
  if (isBroken(values, path))
    problems.push(problem(`Map value must satisfy constraint: [${boundsOf(path)}]`));
  return problems;
}

function boundsOf({ least, most, pattern }: TextBounds): string {
  const bounds = [`have length less than or equal to ${most}`];
  if (least !== undefined) bounds.push(`have length greater than or equal to ${least}`);
  if (pattern !== undefined) bounds.push(`satisfy regular expression pattern: ${pattern}`);
  return bounds.map((bound) => `Member must ${bound}`).join(", ");
}

function numberProblems(member: string, value: number | undefined, least: number, most: number) {
  if (value === undefined || (value >= least && value <= most)) return [];
  const bound = value < least ? `greater than or equal to ${least}` : `less than or equal to ${most}`;
  return [`Value '${value}' at '${member}' failed to satisfy constraint: Member must have value ${bound}`];
}

/** Targets that EventBridge calls in a role's name rather than by a policy of their own. */
const servicesByRole = new Set([
  "batch",
  "codebuild",
  "codepipeline",
  "ecs",
  "execute-api",
  "firehose",
  "kinesis",
  "redshift",
  "sagemaker",
  "ssm",
  "states",
]);

function checkArn({ arn, roleArn }: RuleTarget, isServed: IsServed): void {
  const parts = parseArn(arn);
  if (parts === undefined) {
    throw invalid(`Parameter ${arn} is not valid. Reason: Provided Arn is not in correct format.`);
  }
  if (servicesByRole.has(parts.service) && roleArn === undefined) {
    throw invalid(`RoleArn is required for target ${arn}.`);
  }
  if (roleArn !== undefined) checkRoleArn(roleArn);
  if (!isServed(arn)) {
    throw invalid(`Parameter ${arn} is not valid. Reason: The local region does not deliver events to it.`);
  }
}

function checkParameters({ id, arn, parameters = {}, deadLetterConfig }: RuleTarget): void {
  if (parseArn(arn)?.service === "sqs" && arn.endsWith(".fifo")) {
    const { SqsParameters: sqs } = parameters;
    if (!isJsonObject(sqs) || typeof sqs.MessageGroupId !== "string" || sqs.MessageGroupId === "") {
      throw invalid(`Parameter(s) SqsParameters must be specified for target: ${id}.`);
    }
  }
  const { KinesisParameters: kinesis } = parameters;
  if (isJsonObject(kinesis)) {
    const { PartitionKeyPath: path } = kinesis;
    if (typeof path !== "string" || compileEventPath(path) === undefined) {
      throw invalid(`Invalid PartitionKeyPath for target ${id}.`);
    }
  }
  const deadLetterArn = deadLetterConfig?.arn;
  if (
    deadLetterArn !== undefined &&
    (parseArn(deadLetterArn)?.service !== "sqs" || deadLetterArn.endsWith(".fifo"))
  ) {
    throw invalid(
      `Parameter ${deadLetterArn} is not valid. Reason: A dead-letter queue must be a standard SQS queue.`,
    );
  }
}

function checkInput({ id, input, inputPath, inputTransformer }: RuleTarget): void {
  if ([input, inputPath, inputTransformer].filter((each) => each !== undefined).length > 1) {
    throw invalid(`Only one of Input, InputPath, or InputTransformer must be provided for target ${id}.`);
  }
  if (input !== undefined && !isJson(input)) throw invalid(`JSON syntax error in input for target ${id}`);
  if (inputPath !== undefined && compileEventPath(inputPath) === undefined) {
    throw invalid(`Invalid InputPath for target ${id}.`);
  }
  if (inputTransformer !== undefined) checkTransformer(id, inputTransformer);
}

function checkTransformer(id: string, { inputPathsMap = {}, inputTemplate }: InputTransformer): void {
  const names = Object.keys(inputPathsMap);
  for (const [name, path] of Object.entries(inputPathsMap)) {
    if (/^aws/i.test(name))
      throw invalid(`InputPathsMap for target ${id} contains the reserved name ${name}.`);
    if (compileEventPath(path) === undefined)
      throw invalid(`Invalid InputPathsMap for target ${id} : ${path}.`);
  }
  for (const name of placeholders(inputTemplate)) {
    if (!names.includes(name) && !contextVariables.has(name)) {
      throw invalid(`InputTemplate for target ${id} contains invalid placeholder ${name}.`);
    }
  }
  const problem = templateProblem(inputTemplate);
  if (problem !== undefined) throw invalid(`Invalid InputTemplate for target ${id} : ${problem}.`);
}
