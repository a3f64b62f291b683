// What policies have a say, and what they allow, on the wire.
// https://docs.aws.amazon.com/iot/latest/apireference/API_TestAuthorization.html

import { listOf, oneOf, optional, required, structure, text } from "../../../aws/wire/shape.ts";
import type { Iot } from "../iot.ts";
import { invalidRequest } from "../refusals.ts";
import type { Policy } from "../registry/policies.ts";
import { optionalName } from "./members.ts";
import { type RestOperations, restOperation } from "./rest.ts";

const actions = {
  PUBLISH: "iot:Publish",
  SUBSCRIBE: "iot:Subscribe",
  RECEIVE: "iot:Receive",
  CONNECT: "iot:Connect",
} as const;
const authInfo = structure({
  actionType: optional(oneOf("PUBLISH", "SUBSCRIBE", "RECEIVE", "CONNECT")),
  resources: required(listOf(text({ max: 2048 }))),
});
const who = { principal: optional(text()), cognitoIdentityPoolId: optional(text()) };

export function authorizationOperations({ authorization, policies, things }: Iot): RestOperations {
  const shown = ({ policyName }: Policy) => ({ policyName, policyArn: policies.arn(policyName) });
  return {
    GetEffectivePolicies: restOperation(
      structure({ ...who, thingName: optionalName }),
      { path: "/effective-policies", method: "POST", query: { thingName: "text" } },
      ({ principal, thingName }) => {
        const thing = thingName === undefined ? undefined : things.get(thingName);
        const effectivePolicies = authorization.effective(principal, thing).map((policy) => ({
          ...shown(policy),
          policyDocument: policies.version(policy.policyName).document,
        }));
        return { effectivePolicies };
      },
    ),
    TestAuthorization: restOperation(
      structure({
        ...{ ...who, authInfos: required(listOf(authInfo, { min: 1, max: 10 })), clientId: optional(text()) },
        policyNamesToAdd: optional(listOf(text({ min: 1, max: 128 }))),
        policyNamesToSkip: optional(listOf(text({ min: 1, max: 128 }))),
      }),
      { path: "/test-authorization", method: "POST", query: { clientId: "text" } },
      ({ principal, authInfos, clientId, policyNamesToAdd = [], policyNamesToSkip = [] }) => {
        if (principal === undefined)
          throw invalidRequest("A principal must be given: the region has no Cognito");
        const own = authorization.effective(principal, authorization.thingOf(principal, clientId));
        const kept = own.filter(({ policyName }) => !policyNamesToSkip.includes(policyName));
        const among = [...kept, ...policyNamesToAdd.map((name) => policies.get(name))];
        const authResults = authInfos.map((info) => {
          const { actionType = "CONNECT", resources } = info;
          const decided = resources.map((resource) =>
            authorization.decide({ action: actions[actionType], resource, principal, clientId }, among),
          );
          // Of several resources each must be allowed.
          const { decision, by } = decided.find((each) => each.decision === "EXPLICIT_DENY") ??
            decided.find((each) => each.decision === "IMPLICIT_DENY") ??
            decided[0] ?? { decision: "IMPLICIT_DENY", by: [] };
          const told = { policies: by.map(shown) };
          return {
            ...{ authInfo: { actionType, resources }, authDecision: decision, missingContextValues: [] },
            allowed: decision === "ALLOWED" ? told : { policies: [] },
            denied: {
              implicitDeny: { policies: decision === "IMPLICIT_DENY" ? among.map(shown) : [] },
              explicitDeny: decision === "EXPLICIT_DENY" ? told : { policies: [] },
            },
          };
        });
        return { authResults };
      },
    ),
  };
}
