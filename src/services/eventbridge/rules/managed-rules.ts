// Rules that a service has made for itself and manages. They are listed and described like others; their users may take them away by
// force, and nothing else.

import { ServiceError } from "../../../aws/service-error.ts";
import type { Rule } from "./rule.ts";

export interface ManagedRules {
  /** Of the bus. */
  on(busArn: string): readonly Rule[];
  /** Whether events of the bus go to any of them. */
  isListening(busArn: string): boolean;
  /** By force. Another's rule stays as it is. */
  removeTargets(rule: Rule, ids: readonly string[]): Promise<void>;
  /** By force. Another's rule stays as it is. */
  delete(rule: Rule): Promise<void>;
}

export function allManaged(all: readonly ManagedRules[]): ManagedRules {
  return {
    on: (busArn) => all.flatMap((each) => each.on(busArn)),
    isListening: (busArn) => all.some((each) => each.isListening(busArn)),
    async removeTargets(rule, ids) {
      for (const each of all) await each.removeTargets(rule, ids);
    },
    async delete(rule) {
      for (const each of all) await each.delete(rule);
    },
  };
}

export const noManagedRules = allManaged([]);

export function isManaged({ name }: Pick<Rule, "name">): ServiceError {
  return new ServiceError("ManagedRuleException", `${name} is a managed rule.`);
}

export function isManagedUnlessForced({ name }: Pick<Rule, "name">): ServiceError {
  return new ServiceError(
    "ManagedRuleException",
    `${name} is a managed rule. Set 'force' parameter to true to override.`,
  );
}

export function managedTagsStay({ name }: Pick<Rule, "name">): ServiceError {
  return new ServiceError(
    "ManagedRuleException",
    `Tag related operations on the managed rule ${name} is not allowed.`,
  );
}
