// What an update would do to a stack's resources, as far as that is known before it is done.

import { equalJson } from "../../../asl/json-equality.ts";
import { asJson, isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";
import { recreationBy } from "../schemas/schema.ts";
import type { TemplateResource } from "../template/template.ts";
import type { ChangeDetail, ResourceChange } from "./change-set.ts";
import { Evaluation, type EvaluationParts } from "./evaluation.ts";
import { changedProperties, recreationOf } from "./property-changes.ts";
import { isThere, type StackInput, type StackOutput, type StackResource, type Standing } from "./stack.ts";

/** What AWS shows for a value that only the update will tell. */
export const knownAfterApply = "{{changeSet:KNOWN_AFTER_APPLY}}";

export interface Plan {
  readonly changes: readonly ResourceChange[];
  /** As far as they are known. */
  readonly outputs: readonly StackOutput[];
  readonly imports: readonly string[];
}

export interface PlanParts extends Omit<EvaluationParts, "standing"> {
  readonly resources: ReadonlyMap<string, StackResource>;
  /** What the stack was made with. */
  readonly formerParameters: StackInput["parameters"];
  /** Whether resources of the type can be changed in place at all. */
  readonly isUpdatable: (type: string) => boolean;
}

/** Yields where whoever asks may give way to others. Throws TemplateError. */
export function changesInPieces(parts: PlanParts): Generator<void, Plan> {
  return new Planning(parts).plan();
}

class Planning {
  readonly #parts: PlanParts;
  /** Resources that will be others, that may be, and whose attributes may be. */
  readonly #unknown = new Set<string>();
  readonly #mayBeReplaced = new Set<string>();
  readonly #mayChange = new Set<string>();
  /** The names of the parameters that have other values than before. */
  readonly #otherParameters: ReadonlySet<string>;

  constructor(parts: PlanParts) {
    this.#parts = parts;
    const before = new Map(parts.formerParameters.map(({ key, ref }) => [key, ref] as const));
    const others = parts.input.parameters.filter(
      ({ key, ref }) => before.has(key) && !equalJson(before.get(key) ?? null, ref),
    );
    this.#otherParameters = new Set(others.map(({ key }) => key));
  }

  *plan(): Generator<void, Plan> {
    const evaluation = yield* Evaluation.of({ ...this.#parts, standing: (id) => this.#foreseen(id) });
    const changes: ResourceChange[] = [];
    for (const resource of evaluation.wanted) {
      changes.push(...this.#changeOf(resource, evaluation.draft(resource)));
      yield;
    }
    const ids = new Set(evaluation.wanted.map(({ logicalId }) => logicalId));
    const gone = [...this.#parts.resources.values()].filter(
      (each) => isThere(each) && !ids.has(each.logicalId),
    );
    return {
      changes: [...changes, ...gone.map(removalOf)],
      outputs: evaluation.outputs(),
      imports: [...evaluation.imports],
    };
  }

  #foreseen(logicalId: string): Pick<Standing, "ref" | "attributes"> | undefined {
    const standing = this.#present(logicalId);
    if (standing !== undefined && !this.#unknown.has(logicalId)) return standing;
    return { ref: knownAfterApply, attributes: anyAttribute };
  }

  #present(logicalId: string): Standing | undefined {
    const resource = this.#parts.resources.get(logicalId);
    return resource !== undefined && isThere(resource) ? resource.standing : undefined;
  }

  #changeOf(
    resource: TemplateResource,
    after: Pick<Standing, "properties" | "metadata">,
  ): readonly ResourceChange[] {
    const { logicalId, type } = resource;
    const present = this.#present(logicalId);
    if (present === undefined) {
      this.#unknown.add(logicalId);
      return [{ action: "Add", logicalId, type, details: [], after: after.properties }];
    }
    const changed = changedProperties(present.properties, after.properties);
    const maybe = Object.keys(after.properties).filter(
      (name) => !changed.includes(name) && this.#causeOf(resource, name) !== undefined,
    );
    const details = [
      ...changed.flatMap((name) => this.#details(resource, name, present.properties, after.properties)),
      ...maybe.flatMap((name) => this.#details(resource, name, present.properties, after.properties)),
      ...(equalJson(present.metadata ?? null, after.metadata ?? null) ? [] : [metadataDetail]),
    ];
    const isRepaired = this.#parts.resources.get(logicalId)?.status.endsWith("_FAILED") === true;
    if (details.length === 0 && !isRepaired) return [];
    const sure = this.#replacement(resource, present.properties, after.properties);
    const replacement =
      sure === "False" && maybe.some((name) => recreationBy(type, name) !== "Never") ? "Conditional" : sure;
    if (replacement === "True") this.#unknown.add(logicalId);
    if (replacement === "Conditional") this.#mayBeReplaced.add(logicalId);
    if (details.some(({ attribute }) => attribute === "Properties")) this.#mayChange.add(logicalId);
    const isKept = present.updateReplacePolicy === "Retain";
    return [
      {
        action: "Modify",
        logicalId,
        type,
        physicalId: present.ref,
        replacement,
        ...(replacement === "True"
          ? { policyAction: isKept ? ("ReplaceAndRetain" as const) : ("ReplaceAndDelete" as const) }
          : {}),
        details,
        before: present.properties,
        after: after.properties,
      },
    ];
  }

  #replacement(
    { type }: TemplateResource,
    before: JsonObject,
    after: JsonObject,
  ): "True" | "False" | "Conditional" {
    const changed = changedProperties(before, after);
    if (changed.length > 0 && !this.#parts.isUpdatable(type)) return "True";
    const recreation = recreationOf(type, before, after);
    if (recreation === "Never") return "False";
    // What only the update will tell may turn out to be the same.
    const isCertain = changed.some(
      (name) => recreationBy(type, name) === "Always" && !isUnknown(after[name]),
    );
    return recreation === "Always" && isCertain ? "True" : "Conditional";
  }

  /** A value that comes of another parameter is told of twice. */
  #details(
    resource: TemplateResource,
    name: string,
    before: JsonObject,
    after: JsonObject,
  ): readonly ChangeDetail[] {
    const { type, properties } = resource;
    const target = { attribute: "Properties", name, recreation: recreationBy(type, name) } as const;
    const values = { ...shown("before", before[name]), ...shown("after", after[name]) };
    const cause = this.#causeOf(resource, name);
    if (cause !== undefined) return [{ ...target, evaluation: "Dynamic", ...cause, ...values }];
    const parameters = parametersIn(properties[name] ?? null, this.#otherParameters);
    const direct = { ...target, source: "DirectModification", ...values } as const;
    return [
      ...parameters.map(
        (causedBy) =>
          ({ ...target, evaluation: "Static", source: "ParameterReference", causedBy, ...values }) as const,
      ),
      { ...direct, evaluation: parameters.length > 0 || isUnknown(after[name]) ? "Dynamic" : "Static" },
    ];
  }

  #causeOf({ properties }: TemplateResource, name: string) {
    if (this.#unknown.size === 0 && this.#mayBeReplaced.size === 0 && this.#mayChange.size === 0)
      return undefined;
    return causeOf(properties[name] ?? null, {
      isOther: (id) => this.#unknown.has(id) || this.#mayBeReplaced.has(id),
      mayChange: (id) => this.#unknown.has(id) || this.#mayChange.has(id),
    });
  }
}

const metadataDetail: ChangeDetail = {
  attribute: "Metadata",
  recreation: "Never",
  evaluation: "Static",
  source: "DirectModification",
};

function removalOf({ logicalId, type, standing }: StackResource): ResourceChange {
  const isKept = standing?.deletionPolicy.startsWith("Retain") === true;
  return {
    action: "Remove",
    logicalId,
    type,
    physicalId: standing?.ref,
    policyAction: isKept ? "Retain" : "Delete",
    details: [],
    before: standing?.properties,
  };
}

function shown(when: "before" | "after", value: Json | undefined): Partial<ChangeDetail> {
  if (value === undefined) return {};
  return { [when]: typeof value === "string" ? value : JSON.stringify(value) };
}

function isUnknown(value: Json | undefined): boolean {
  return JSON.stringify(value)?.includes(knownAfterApply) === true;
}

interface Foreseen {
  /** Whether another resource may stand in its place. */
  readonly isOther: (logicalId: string) => boolean;
  /** Whether its attributes may have other values. */
  readonly mayChange: (logicalId: string) => boolean;
}

/** Those of the named parameters that the written value refers to. */
function parametersIn(written: Json, names: ReadonlySet<string>): readonly string[] {
  const found = new Set<string>();
  const search = (value: Json): void => {
    if (Array.isArray(value)) for (const item of value) search(item as Json);
    if (!isJsonObject(value)) return;
    for (const [key, argument] of Object.entries(value)) {
      if (key === "Ref" && typeof argument === "string" && names.has(argument)) found.add(argument);
      if (key === "Fn::Sub") for (const name of namesInSub(argument)) if (names.has(name)) found.add(name);
      search(argument);
    }
  };
  search(written);
  return [...found];
}

function namesInSub(argument: Json): readonly string[] {
  const text = Array.isArray(argument) ? argument[0] : argument;
  return typeof text === "string" ? [...text.matchAll(/\$\{([^!.}]+)\}/g)].map(([, name = ""]) => name) : [];
}

/** What in the written value makes it change, if it does not itself. */
function causeOf(written: Json, foreseen: Foreseen): Pick<ChangeDetail, "source" | "causedBy"> | undefined {
  if (Array.isArray(written)) {
    for (const item of written) {
      const cause = causeOf(item as Json, foreseen);
      if (cause !== undefined) return cause;
    }
    return undefined;
  }
  if (!isJsonObject(written)) return undefined;
  for (const [key, argument] of Object.entries(written)) {
    if (key === "Ref" && typeof argument === "string" && foreseen.isOther(argument))
      return { source: "ResourceReference", causedBy: argument };
    if (key === "Fn::GetAtt") {
      const [id = "", ...attribute] = Array.isArray(argument)
        ? argument.map(String)
        : String(argument).split(".");
      if (foreseen.mayChange(id))
        return { source: "ResourceAttribute", causedBy: [id, ...attribute].join(".") };
    }
    const cause = causeOf(argument, foreseen);
    if (cause !== undefined) return cause;
  }
  return undefined;
}

/** Every attribute of what is not there yet is known later. */
export const anyAttribute: JsonObject = new Proxy<JsonObject>(
  {},
  {
    get: () => knownAfterApply,
    getOwnPropertyDescriptor: () => ({ value: knownAfterApply, configurable: true, enumerable: true }),
  },
);

/** Whether the update would do anything at all. */
export function changesAnything(
  { changes, outputs }: Plan,
  before: { readonly input: StackInput; readonly outputs: readonly StackOutput[] },
  after: StackInput,
): boolean {
  const facts = ({ tags, notificationArns, roleArn }: StackInput) =>
    asJson({ tags, notificationArns, roleArn: roleArn ?? null });
  if (changes.length > 0) return true;
  if (!equalJson(asJson(outputs), asJson(before.outputs))) return true;
  return !equalJson(facts(before.input), facts(after));
}
