// AWS::CloudFormation::Macro: the name by which templates ask for a function. A macro is there as long as a stack has it.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-macro.html

import type { RegionIdentity } from "../../../aws/arn.ts";
import { alreadyExists } from "../../../aws/template/already-exists.ts";
import { type Provider, type ProviderCall, ResourceFailure } from "../providers/provider.ts";
import { isThere } from "./stack.ts";
import type { StackBook } from "./stack-book.ts";

const type = "AWS::CloudFormation::Macro";
/** A function as Lambda's operations take it: by its ARN, by parts of that, or by its name. */
const functionPattern =
  "(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?";
const isFunction = new RegExp(`^${functionPattern}$`);

interface MacroFunction {
  readonly arn: string;
  readonly stackId: string;
}

export function macroFunction(
  book: StackBook,
  name: string,
  identity: RegionIdentity,
): MacroFunction | undefined {
  for (const { stack, resources } of book.all) {
    for (const resource of resources.values()) {
      if (resource.type !== type || !isThere(resource) || resource.standing?.ref !== name) continue;
      const named = String(resource.standing.properties.FunctionName);
      return { arn: functionArn(named, identity), stackId: stack.id };
    }
  }
  return undefined;
}

function functionArn(named: string, { partition, region, accountId }: RegionIdentity): string {
  if (named.startsWith("arn:")) return named;
  const name = named.split("function:").at(-1) ?? named;
  return `arn:${partition}:lambda:${region}:${accountId}:function:${name}`;
}

export function macro(book: StackBook, identity: RegionIdentity): Provider {
  return {
    async create(call) {
      const name = nameIn(call);
      const present = macroFunction(book, name, identity);
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
  const { FunctionName: named } = properties;
  if (!isFunction.test(String(named)))
    throw new ResourceFailure(
      `1 validation error detected: Value '${String(named)}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: ${functionPattern}`,
    );
  return String(properties.Name);
}
