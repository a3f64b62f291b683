// AWS::CloudFormation::Macro: the name by which templates ask for a function. A macro is there as long as a stack has it.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-macro.html

import { alreadyExists } from "../../../aws/template/already-exists.ts";
import { type Provider, type ProviderCall, ResourceFailure } from "../providers/provider.ts";
import { isThere } from "./stack.ts";
import type { StackBook } from "./stack-book.ts";

const type = "AWS::CloudFormation::Macro";

interface MacroFunction {
  readonly arn: string;
  readonly stackId: string;
}

export function macroFunction(book: StackBook, name: string): MacroFunction | undefined {
  for (const { stack, resources } of book.all) {
    for (const resource of resources.values()) {
      if (resource.type !== type || !isThere(resource) || resource.standing?.ref !== name) continue;
      return { arn: String(resource.standing.properties.FunctionName), stackId: stack.id };
    }
  }
  return undefined;
}

export function macro(book: StackBook): Provider {
  return {
    async create(call) {
      const name = nameIn(call);
      const present = macroFunction(book, name);
      if (present !== undefined && !(call.mayExist && present.stackId === call.stack.id))
        throw alreadyExists(type, name);
      return { ref: name };
    },
    update: async (call) => ({ ref: nameIn(call) }),
    delete: async () => {},
  };
}

/** Throws ResourceFailure. */
function nameIn({ properties }: ProviderCall): string {
  const missing = ["Name", "FunctionName"].find((name) => typeof properties[name] !== "string");
  if (missing !== undefined)
    throw new ResourceFailure(`Property validation failure: [The property {/${missing}} is required]`);
  return String(properties.Name);
}
