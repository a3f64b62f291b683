// Policies as they were compiled, by their texts: a policy that stays as it is is read once.

import { compilePolicy, type Policy } from "../../policies/policy.ts";
import { PolicySyntaxError } from "../../policies/policy-syntax-error.ts";

/** More than a region has in force at a time; beyond that it begins anew. */
const mostPolicies = 2000;

export class CompiledPolicies {
  readonly #byText = new Map<string, Policy>();

  /** One that cannot be read allows nothing, and denies nothing. */
  of(document: string): Policy {
    const known = this.#byText.get(document);
    if (known !== undefined) return known;
    if (this.#byText.size >= mostPolicies) this.#byText.clear();
    const policy = compiled(document);
    this.#byText.set(document, policy);
    return policy;
  }
}

function compiled(document: string): Policy {
  try {
    return compilePolicy(document);
  } catch (problem) {
    if (problem instanceof PolicySyntaxError) return [];
    throw problem;
  }
}
