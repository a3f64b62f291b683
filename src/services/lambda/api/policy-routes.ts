// Who may invoke a function, and tags, on the wire.

import { withoutTags } from "../../../aws/tags.ts";
import type { Route, RouteCall } from "../../../aws/wire/operation.ts";
import {
  flag,
  listOf,
  oneOf,
  optional,
  readRequest,
  required,
  structure,
  text,
} from "../../../aws/wire/shape.ts";
import { checkReach, parseFunctionName } from "../function-name.ts";
import { addPermission, removePermission } from "../functions/granted-permissions.ts";
import { policyText } from "../functions/permissions.ts";
import { invalidParameter } from "../functions/refusals.ts";
import type { LambdaParts } from "./parts.ts";
import { json, named, nothing, oneFunction, readBody, restRoute } from "./rest.ts";
import { revisionId, tags } from "./shapes.ts";
import { arn } from "./uri-bounds.ts";

const permission = structure({
  StatementId: required(text({ min: 1, max: 100, pattern: /([a-zA-Z0-9-_]+)/ })),
  Action: required(text({ pattern: /(lambda:[*]|lambda:[a-zA-Z]+|[*])/ })),
  Principal: required(text({ pattern: /[^\s]+/ })),
  SourceArn: optional(arn),
  SourceAccount: optional(text({ max: 12, pattern: /\d{12}/ })),
  EventSourceToken: optional(text({ max: 256, pattern: "[a-zA-Z0-9._\\-]+" })),
  PrincipalOrgID: optional(text({ min: 12, max: 34, pattern: /o-[a-z0-9]{10,32}/ })),
  FunctionUrlAuthType: optional(oneOf("NONE", "AWS_IAM")),
  InvokedViaFunctionUrl: optional(flag()),
  RevisionId: revisionId,
});

/** A whole ARN of what can have tags. */
const taggable = structure({
  Resource: required(
    text({
      ...{ min: 1, max: 256 },
      pattern:
        "arn:(aws[a-zA-Z-]*):lambda:[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:(function:[a-zA-Z0-9-_]+(:(\\$LATEST|[a-zA-Z0-9-_]+))?|code-signing-config:csc-[a-z0-9]{17}|event-source-mapping:[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|capacity-provider:[a-zA-Z0-9-_]+)",
    }),
  ),
});

const untagging = structure({ TagKeys: required(listOf(text())) });

export function policyRoutes(parts: LambdaParts): readonly Route[] {
  const { functions } = parts;
  const path = `${oneFunction}/policy`;
  return [
    restRoute({
      ...{ operation: "AddPermission", method: "POST", path },
      answer: async (call) => {
        const request = await readBody(permission, call);
        const { name, qualifier } = named(call);
        const permitted = {
          ...{ statementId: request.StatementId, action: request.Action, principal: request.Principal },
          ...{ sourceArn: request.SourceArn, sourceAccount: request.SourceAccount },
          ...{ eventSourceToken: request.EventSourceToken, principalOrgId: request.PrincipalOrgID },
          functionUrlAuthType: request.FunctionUrlAuthType,
          invokedViaFunctionUrl: request.InvokedViaFunctionUrl,
        };
        const statement = addPermission(
          functions,
          { name, qualifier, revisionId: request.RevisionId },
          permitted,
        );
        await functions.book.committed();
        return json({ Statement: JSON.stringify(statement) }, 201);
      },
    }),
    restRoute({
      ...{ operation: "RemovePermission", method: "DELETE", path: `${path}/(?<statementId>[^/]+)` },
      answer: async (call) => {
        const { name, qualifier } = named(call);
        const known = call.query.get("RevisionId") ?? undefined;
        removePermission(
          functions,
          { name, qualifier, revisionId: known },
          call.parameters.statementId ?? "",
        );
        await functions.book.committed();
        return nothing();
      },
    }),
    restRoute({
      ...{ operation: "GetPolicy", method: "GET", path },
      answer: (call) => {
        const { name, qualifier } = named(call);
        const { statements, revisionId: RevisionId } = functions.policy(name, qualifier);
        return json({ Policy: policyText(statements), RevisionId });
      },
    }),
    ...tagRoutes(parts),
  ];
}

/** What has tags: a function, an event source mapping, a code signing configuration, or a capacity provider. */
interface Tagged {
  readonly tags: Readonly<Record<string, string>>;
  set(tags: Readonly<Record<string, string>>): void;
}

function tagRoutes({ functions, mappings, codeSigning, capacityProviders }: LambdaParts): readonly Route[] {
  const path = "^/2017-03-31/tags/(?<arn>[^/]+)";
  const taggedBy = ({ parameters: { arn = "" } }: RouteCall): Tagged => {
    readRequest(taggable, { Resource: arn });
    const uuid = /:event-source-mapping:(.+)$/.exec(arn)?.[1];
    if (uuid !== undefined)
      return { tags: mappings.get(uuid).record.tags, set: (tags) => mappings.setTags(uuid, tags) };
    if (arn.includes(":code-signing-config:"))
      return { tags: codeSigning.get(arn).tags, set: (tags) => codeSigning.setTags(arn, tags) };
    if (arn.includes(":capacity-provider:"))
      return {
        tags: capacityProviders.get(arn).tags,
        set: (changed) => capacityProviders.setTags(arn, changed),
      };
    checkReach(functions.identity, arn);
    const { functionName, qualifier } = parseFunctionName(arn);
    if (qualifier === undefined) {
      const { tags } = functions.get(functionName);
      return { tags, set: (changed) => functions.setTags(functionName, changed) };
    }
    throw invalidParameter(
      "Tags on function aliases and versions are not supported. Please specify a function ARN.",
    );
  };
  return [
    restRoute({
      ...{ operation: "ListTags", method: "GET", path },
      answer: (call) => json({ Tags: taggedBy(call).tags }),
    }),
    restRoute({
      ...{ operation: "TagResource", method: "POST", path },
      answer: async (call) => {
        const { Tags } = await readBody(structure({ Tags: required(tags) }), call);
        if (Object.keys(Tags).length === 0)
          throw invalidParameter("An error occurred and the request cannot be processed.");
        const tagged = taggedBy(call);
        tagged.set({ ...tagged.tags, ...Tags });
        await functions.book.committed();
        return nothing();
      },
    }),
    restRoute({
      ...{ operation: "UntagResource", method: "DELETE", path },
      answer: async (call) => {
        const given = call.query.getAll("tagKeys");
        const { TagKeys: removed } = readRequest(untagging, { TagKeys: given.length === 0 ? null : given });
        const tagged = taggedBy(call);
        tagged.set(withoutTags(tagged.tags, removed));
        await functions.book.committed();
        return nothing();
      },
    }),
  ];
}
