// What is told of a kind of resource for its case, and the words of which cases are made.

import type { Json, JsonObject } from "../../../src/aws/json.ts";

export interface KindCase {
  readonly properties?: JsonObject;
  /** What is changed of them in place. */
  readonly changed?: JsonObject;
  /** The value of Ref, where the stack is called `stack` and gives names without chance. */
  readonly ref: string | RegExp;
  /** The attributes that it does not have, and why not. */
  readonly lacks?: Readonly<Record<string, string>>;
  /** The attributes of a custom resource, of which there is no schema. */
  readonly beyond?: readonly string[];
}

export const arn = (service: string, resource: string) =>
  `arn:aws:${service}:us-east-1:000000000000:${resource}`;
export const role = "arn:aws:iam::000000000000:role/any";
export const pass = '{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}';
export const anything = { Statement: [] };
/** Of a principal, where IAM wants a version and a statement. */
const documentOf = (Effect: string) => ({
  Version: "2012-10-17",
  Statement: [{ Effect, Action: "s3:*", Resource: "*" }],
});
export const permission = documentOf("Allow");
export const noPermission = documentOf("Deny");
export const nothing = { Statement: [{ Effect: "Deny", Action: "*", Resource: "*" }] };
export const of = (logicalId: string): Json => ({ Ref: logicalId });
export const arnOf = (logicalId: string): Json => ({ "Fn::GetAtt": [logicalId, "Arn"] });
export const uuid = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
