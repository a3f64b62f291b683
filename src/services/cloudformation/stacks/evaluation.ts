// A stack's template with everything in it resolved: which resources there are to be, what they are made with, what is told of
// them. What is not known yet is asked for again and again, as it becomes known.

import type { RegionIdentity } from "../../../aws/arn.ts";
import type { Json, JsonObject } from "../../../aws/json.ts";
import { memberPointer } from "../../../aws/json-pointer.ts";
import { TemplateError } from "../../../aws/template/template-error.ts";
import { standInAttribute } from "../providers/stand-in.ts";
import { type CreationPlan, planInPieces } from "../template/creation-order.ts";
import { pseudoParameters } from "../template/parameters/pseudo-parameters.ts";
import { templateInPieces } from "../template/parse-template.ts";
import { Resolver } from "../template/resolver.ts";
import type { Template, TemplateResource } from "../template/template.ts";
import type { Draft, Stack, StackInput, StackOutput, Standing } from "./stack.ts";

export interface EvaluationParts {
  readonly identity: RegionIdentity;
  readonly stack: Pick<Stack, "id" | "name">;
  readonly input: StackInput;
  /** How a resource stands at the moment. */
  readonly standing: (logicalId: string) => Pick<Standing, "ref" | "attributes"> | undefined;
  /** The value of an export of the region. */
  readonly exported: (name: string) => string | undefined;
}

interface Evaluated {
  readonly template: Template;
  readonly imports: ReadonlySet<string>;
  readonly resolver: Resolver;
  readonly plan: CreationPlan;
}

export class Evaluation {
  readonly template: Template;
  /** The names of the exports that were asked for by now. */
  readonly imports: ReadonlySet<string>;
  readonly #resolver: Resolver;
  readonly #plan: CreationPlan;

  private constructor({ template, imports, resolver, plan }: Evaluated) {
    this.template = template;
    this.imports = imports;
    this.#resolver = resolver;
    this.#plan = plan;
  }

  /** Yields where whoever asks may give way to others. Throws TemplateError. */
  static *of(parts: EvaluationParts): Generator<void, Evaluation> {
    const { file, processed: body, transforms } = parts.input;
    const template = yield* templateInPieces({ file, body, transforms });
    const imports = new Set<string>();
    const resolver = resolverOf(parts, template, imports);
    const plan = yield* planInPieces(template, resolver);
    return new Evaluation({ template, imports, resolver, plan });
  }

  /** The resources whose conditions hold, each after those that it refers to. */
  get wanted(): readonly TemplateResource[] {
    return this.#plan.resources;
  }

  /** The logical ids of what it refers to. */
  dependenciesOf({ logicalId }: TemplateResource): readonly string[] {
    return [...(this.#plan.dependencies.get(logicalId) ?? [])];
  }

  /** What the resource is to be like, all that it refers to being there. Throws TemplateError. */
  draft(resource: TemplateResource): Omit<Draft, "generatedName"> {
    const { logicalId, properties, metadata, deletionPolicy, updateReplacePolicy } = resource;
    const path = memberPointer("/Resources", logicalId);
    return {
      properties: this.#resolver.resolve(properties, `${path}/Properties`) as JsonObject,
      metadata: this.#resolver.resolve(metadata, `${path}/Metadata`) as JsonObject,
      dependsOn: this.dependenciesOf(resource),
      deletionPolicy: deletionPolicy ?? "Delete",
      updateReplacePolicy: updateReplacePolicy ?? "Delete",
    };
  }

  /** What the resource says of how it is updated. Throws TemplateError. */
  updatePolicy({ logicalId, updatePolicy }: TemplateResource): JsonObject {
    const path = memberPointer("/Resources", logicalId);
    return this.#resolver.resolve(updatePolicy, `${path}/UpdatePolicy`) as JsonObject;
  }

  /** Throws TemplateError. */
  outputs(): readonly StackOutput[] {
    return this.#plan.outputs.map(({ name, value, description, exportName }) => {
      const path = memberPointer("/Outputs", name);
      return {
        key: name,
        value: this.#text(value, `${path}/Value`),
        ...(description === undefined ? {} : { description }),
        ...(exportName === undefined ? {} : { exportName: this.#text(exportName, `${path}/Export/Name`) }),
      };
    });
  }

  #text(value: Json, path: string): string {
    const resolved = this.#resolver.resolve(value, path);
    if (typeof resolved === "string") return resolved;
    if (typeof resolved === "number" || typeof resolved === "boolean") return String(resolved);
    const problem =
      "Template format error: The Value field of every Outputs member must evaluate to a String.";
    throw new TemplateError(this.template.file, path, problem);
  }
}

/** `imports` is told the names of the exports that are asked for. */
function resolverOf(parts: EvaluationParts, template: Template, imports: Set<string>): Resolver {
  const { input, identity, stack, standing, exported } = parts;
  const { notificationArns } = input;
  const names = new Map<string, Json>([
    ...pseudoParameters(identity, { stackName: stack.name, stackId: stack.id, notificationArns }),
    ...input.parameters.map(({ key, ref }) => [key, ref] as const),
  ]);
  return new Resolver(template, {
    ref: (name) => names.get(name) ?? standing(name)?.ref,
    attribute: (id, attribute) => {
      const { ref, attributes } = standing(id) ?? {};
      if (attributes !== undefined && Object.hasOwn(attributes, attribute)) return attributes[attribute];
      if (ref === undefined || input.standIns?.includes(id) !== true) return undefined;
      return standInAttribute(template.resources.get(id)?.type ?? "", { ref, attribute }, identity);
    },
    exported: (name) => {
      imports.add(name);
      return exported(name);
    },
  });
}
