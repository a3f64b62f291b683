// What a caller gives with a stack, read and checked: the template with its transforms done, its parameters with their values.

import type { Json } from "../../../aws/json.ts";
import { memberPointer } from "../../../aws/json-pointer.ts";
import { TemplateError, type TemplateProblem } from "../../../aws/template/template-error.ts";
import { inSlices, TimeSlice } from "../../../time/time-slice.ts";
import { checkCircles, planInPieces } from "../template/creation-order.ts";
import { parameterValues } from "../template/parameters/parameter-values.ts";
import { pseudoParameters } from "../template/parameters/pseudo-parameters.ts";
import { templateInPieces } from "../template/parse-template.ts";
import { Resolver } from "../template/resolver.ts";
import { checkRules } from "../template/rules.ts";
import type { Template } from "../template/template.ts";
import { readTemplateInPieces, type TemplateSource, templateWarnings } from "../template/template-source.ts";
import { allProblems, type ReadingParts } from "./all-problems.ts";
import { checkCapabilities } from "./capabilities.ts";
import { expandedTemplate } from "./expanded-template.ts";
import type { ParameterValue, RollbackConfiguration, StackInput, Tag } from "./stack.ts";
import { validationError } from "./stack-errors.ts";
import { type Unsupported, unsupportedIn, unsupportedProblem } from "./unsupported-types.ts";

export interface GivenParameter {
  readonly key: string;
  readonly value?: string | undefined;
  /** Whether it keeps the value that the stack has. */
  readonly isPrevious?: boolean | undefined;
}

export interface InputRequest {
  /** The text of a template, or one that is read; undefined for the one that the stack has. */
  readonly template: string | TemplateSource | undefined;
  readonly previous?: StackInput | undefined;
  readonly parameters?: readonly GivenParameter[];
  readonly capabilities: readonly string[];
  /** Whether it is for a change set, which shows what macros make before it is done. */
  readonly isChangeSet?: boolean;
  readonly tags?: readonly Tag[] | undefined;
  readonly notificationArns?: readonly string[] | undefined;
  readonly roleArn?: string | undefined;
  readonly rollbackConfiguration?: RollbackConfiguration | undefined;
  readonly allowMissing?: boolean | undefined;
}

export interface StackInputParts extends ReadingParts {
  /** Told what is hardly meant in a template that came by the API, whose answers have no place for it. */
  readonly onWarning: ((message: string) => void) | undefined;
}

export class StackInputs {
  readonly #parts: StackInputParts;

  constructor(parts: StackInputParts) {
    this.#parts = parts;
  }

  /** Throws ValidationError, InsufficientCapabilitiesException, and TemplateError for a template that was read before. */
  async read(stackName: string, request: InputRequest): Promise<StackInput> {
    const { template: given } = request;
    if (typeof given === "object")
      return this.#read(stackName, { ...request, template: given }, textOf(given));
    try {
      if (given !== undefined) {
        const template = await inSlices(readTemplateInPieces(given, templateFile));
        for (const warning of templateWarnings(template))
          this.#parts.onWarning?.(`stack ${stackName}: ${warning}`);
        return await this.#read(stackName, { ...request, template }, given);
      }
      const { previous } = request;
      const kept = { template: await sourceOf(previous) };
      return await this.#read(stackName, { ...request, ...kept }, previous?.body ?? "");
    } catch (problem) {
      throw asValidationError(problem);
    }
  }

  /** The template's shape, without its parameters. Throws TemplateError. */
  async examine(text: string): Promise<{
    readonly source: TemplateSource;
    readonly expanded: TemplateSource;
    readonly template: Template;
  }> {
    const source = await inSlices(readTemplateInPieces(text, templateFile));
    const slice = new TimeSlice();
    const expanded = await expandedTemplate(
      source,
      { stackName: "stack", parameters: new Map() },
      this.#parts,
    );
    if (slice.isOver) await slice.giveWay();
    const template = await inSlices(templateInPieces(expanded));
    checkCircles(template);
    return { source, expanded, template };
  }

  async #read(
    stackName: string,
    request: InputRequest & { readonly template: TemplateSource },
    text: string,
  ): Promise<StackInput> {
    const slice = new TimeSlice();
    const { previous, template: source, allowMissing = false } = request;
    const values = givenValues(request);
    const expanded = await expandedTemplate(source, { stackName, parameters: values }, this.#parts);
    const unsupported = await this.#unsupported(expanded, stackName, values);
    const { body } = expanded;
    if (!allowMissing && unsupported.length > 0)
      throw TemplateError.of(
        source.file,
        body,
        unsupported.map((each) => unsupportedProblem(each, body)),
      );
    if (slice.isOver) await slice.giveWay();
    const template = await inSlices(templateInPieces(expanded, this.#parts.types));
    const isExpanded = expanded !== source;
    checkCapabilities(body, request.capabilities, { isExpanded: isExpanded && request.isChangeSet !== true });
    return {
      body: text,
      file: source.file,
      processed: body,
      transforms: expanded.transforms,
      ...(isExpanded ? { isExpanded } : {}),
      parameters: await this.#parameters(template, stackName, values),
      capabilities: request.capabilities,
      tags: request.tags ?? previous?.tags ?? [],
      notificationArns: request.notificationArns ?? previous?.notificationArns ?? [],
      roleArn: request.roleArn ?? previous?.roleArn,
      rollbackConfiguration: request.rollbackConfiguration ?? previous?.rollbackConfiguration,
      description: template.description,
      ...(unsupported.length === 0 ? {} : { standIns: unsupported.map(({ id }) => id) }),
    };
  }

  /** All that is wrong with a template that `read` refuses, of which that tells what comes first. */
  async problems(
    stackName: string,
    request: InputRequest & { readonly template: TemplateSource },
  ): Promise<readonly TemplateProblem[]> {
    const { template, allowMissing = false } = request;
    return allProblems({ template, stackName, values: givenValues(request), allowMissing }, this.#parts);
  }

  /** What the region does not have and the stack is to have: of what its condition leaves out nothing is missed. */
  async #unsupported(
    source: TemplateSource,
    stackName: string,
    values: ReadonlyMap<string, string>,
  ): Promise<readonly Unsupported[]> {
    const { identity, stored, isSupported } = this.#parts;
    const all = unsupportedIn(source.body, isSupported);
    if (all.every(({ condition }) => condition === undefined)) return all;
    const template = await inSlices(templateInPieces(source));
    const parameters = await parameterValues(template, { values, stored });
    const pseudo = pseudoParameters(identity, { stackName, stackId: "" });
    const resolver = Resolver.ofValues(source.file, source.body, refsOf(pseudo, parameters));
    return all.filter(
      ({ id, condition }) =>
        condition === undefined || resolver.holds(condition, `${memberPointer("/Resources", id)}/Condition`),
    );
  }

  async #parameters(
    template: Template,
    stackName: string,
    values: ReadonlyMap<string, string>,
  ): Promise<readonly ParameterValue[]> {
    const { identity, stored } = this.#parts;
    const read = await parameterValues(template, { values, stored });
    const pseudo = pseudoParameters(identity, { stackName, stackId: "" });
    checkRules(template, read, pseudo);
    // What cannot be put in an order makes no stack.
    const resolver = Resolver.ofValues(template.file, template.body, refsOf(pseudo, read));
    await inSlices(planInPieces(template, resolver));
    return [...read.values()].map(({ declaration, value, resolvedValue, ref }) => ({
      key: declaration.name,
      value,
      ref,
      ...(resolvedValue === undefined ? {} : { resolvedValue }),
      ...(declaration.noEcho ? { isHidden: true } : {}),
    }));
  }
}

/** What templates that came by the API are called in messages. */
const templateFile = "template";

/** What is wrong with a template, as a client is told: AWS names the first only. */
export function asValidationError(problem: unknown): unknown {
  if (!(problem instanceof TemplateError)) return problem;
  const unsupported = problem.problems.flatMap(
    (each) => /^resource type (\S+) is not supported/.exec(each.problem)?.[1] ?? [],
  );
  if (unsupported.length === 0) return validationError(problem.problem);
  const types = [...new Set(unsupported)].join(", ");
  const reasons = problem.problems.map((each) => `${each.path}: ${each.problem}`).join("; ");
  return validationError(`Template format error: Unrecognized resource types: [${types}]. ${reasons}`);
}

async function sourceOf(previous: StackInput | undefined): Promise<TemplateSource> {
  if (previous === undefined || previous.body === "")
    throw validationError("Either Template URL or Template Body must be specified.");
  return inSlices(readTemplateInPieces(previous.body, previous.file));
}

/** What names stand for before there are resources. */
function refsOf(
  pseudo: ReadonlyMap<string, Json>,
  parameters: ReadonlyMap<string, { readonly ref: Json }>,
): ReadonlyMap<string, Json> {
  return new Map([...pseudo, ...[...parameters].map(([name, { ref }]) => [name, ref] as const)]);
}

/** Of a template that was read from a file only what was read is known. */
function textOf({ body }: TemplateSource): string {
  return JSON.stringify(body, undefined, 2);
}

function givenValues({ parameters = [], previous }: InputRequest): ReadonlyMap<string, string> {
  const before = new Map(previous?.parameters.map(({ key, value }) => [key, value]));
  const values = parameters.flatMap(({ key, value, isPrevious = false }) => {
    if (!isPrevious) return value === undefined ? [] : [[key, value] as const];
    const kept = before.get(key);
    if (kept === undefined)
      throw validationError(
        `Invalid input for parameter key ${key}. Cannot specify usePreviousValue as true for a parameter key not in the previous template`,
      );
    return [[key, kept] as const];
  });
  return new Map(values);
}
