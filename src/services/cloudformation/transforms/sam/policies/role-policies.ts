// `Policies` of a function or a state machine: names and ARNs of managed policies, policy documents, policy templates,
// and choices between them, sorted into what a role takes.

import { isJsonObject, type Json, type JsonObject, objectOrEmpty } from "../../../../../aws/json.ts";
import { type Choice, choiceOf, ifElse, isIntrinsic, isNoValue } from "../intrinsics.ts";
import { InvalidTemplate } from "../sam-error.ts";
import type { SamResource } from "../sam-resource.ts";
import { managedPolicyArn } from "./managed-policies.ts";
import { type PolicyTemplate, type PolicyTemplates, policyDocument } from "./policy-template.ts";
import { dataPolicyTemplates } from "./policy-templates-data.ts";
import { messagingPolicyTemplates } from "./policy-templates-messaging.ts";
import { otherPolicyTemplates } from "./policy-templates-other.ts";

const templates: PolicyTemplates = {
  ...dataPolicyTemplates,
  ...messagingPolicyTemplates,
  ...otherPolicyTemplates,
};

export interface RolePolicies {
  /** Names, ARNs and what resolves to one. */
  readonly managed: readonly Json[];
  readonly inline: readonly Json[];
}

/** Throws InvalidResource for a policy template that is not known, or lacks a parameter. */
export function rolePolicies(resource: SamResource, roleId: string, partition: string): RolePolicies {
  const managed: Json[] = [];
  const inline: Json[] = [];
  for (const [index, entry] of entries(resource.property("Policies")).entries()) {
    const reader = new PolicyReader(resource, roleId, index, partition);
    const policy = reader.read(entry);
    if (policy.kind === "managed") managed.push(policy.value);
    else inline.push(policy.value);
  }
  return { managed, inline };
}

/** One entry stands for a list of one. */
function entries(policies: Json | undefined): readonly Json[] {
  if (policies === undefined || policies === "") return [];
  return Array.isArray(policies) ? (policies as readonly Json[]) : [policies];
}

function policyType(entry: Json): "document" | "managed" | "template" {
  if (!isJsonObject(entry) || isIntrinsic(entry)) return "managed";
  return entry.Statement === undefined ? "template" : "document";
}

interface ReadPolicy {
  readonly kind: "managed" | "inline";
  readonly value: Json;
}

class PolicyReader {
  readonly #resource: SamResource;
  readonly #name: string;
  readonly #index: number;
  readonly #partition: string;

  constructor(resource: SamResource, roleId: string, index: number, partition: string) {
    this.#resource = resource;
    this.#name = `${roleId}Policy${index}`;
    this.#index = index;
    this.#partition = partition;
  }

  read(entry: Json): ReadPolicy {
    const choice = choiceOf(entry);
    if (choice !== undefined) return this.#chosen(choice);
    if (typeof entry === "string")
      return { kind: "managed", value: managedPolicyArn(entry, this.#partition) ?? entry };
    if (!isJsonObject(entry) || isIntrinsic(entry)) return { kind: "managed", value: entry };
    return { kind: "inline", value: { PolicyName: this.#name, PolicyDocument: this.#document(entry) } };
  }

  /** Both branches are policies of one kind, or nothing. */
  #chosen({ condition, then, otherwise }: Choice): ReadPolicy {
    const [first, second] = [then, otherwise].map((branch) =>
      isNoValue(branch) ? undefined : this.read(branch),
    );
    const kind = (first ?? second)?.kind ?? "managed";
    if (first !== undefined && second !== undefined && policyType(then) !== policyType(otherwise))
      throw new InvalidTemplate(
        "Structure of the SAM template is invalid. Different policy types within the same Fn::If statement is unsupported. Separate different policy types into different Fn::If statements",
        ["Resources", this.#resource.id, "Properties", "Policies", this.#index],
      );
    return { kind, value: ifElse(condition, first?.value ?? then, second?.value ?? otherwise) };
  }

  #document(entry: JsonObject): JsonObject {
    if (entry.Statement !== undefined) return entry;
    const [name = "", ...others] = Object.keys(entry);
    const known = others.length === 0 && Object.hasOwn(templates, name) ? templates[name] : undefined;
    if (known === undefined)
      return this.#resource.fail(
        `Policy at index ${this.#index} in the 'Policies' property is not valid`,
        "Policies",
        this.#index,
      );
    return policyDocument(known, this.#values(name, known, entry[name]));
  }

  #values(name: string, { parameters }: PolicyTemplate, values: Json | undefined): JsonObject {
    if (values !== undefined && values !== null && !isJsonObject(values))
      return this.#resource.fail(
        `Must specify valid parameter values for policy template '${name}'`,
        "Policies",
      );
    const given = objectOrEmpty(values);
    const missing = parameters.filter((parameter) => !Object.hasOwn(given, parameter));
    if (missing.length > 0)
      return this.#resource.fail(
        `Following required parameters of template '${name}' don't have values: [${missing
          .map((parameter) => `'${parameter}'`)
          .join(", ")}]`,
        "Policies",
      );
    return given;
  }
}
