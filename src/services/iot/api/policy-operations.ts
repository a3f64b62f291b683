// Policies on the wire. https://docs.aws.amazon.com/iot/latest/apireference/API_CreatePolicy.html

import { present } from "../../../aws/wire/given.ts";
import type { WireObject } from "../../../aws/wire/operation.ts";
import { flag, optional, required, structure, text } from "../../../aws/wire/shape.ts";
import type { Iot } from "../iot.ts";
import type { Policy } from "../registry/policies.ts";
import { marked, markedQuery, markedQueryNames, pageOf, tagMap, tags as tagsShape } from "./members.ts";
import { type RestOperations, restOperation } from "./rest.ts";

const policyName = required(text({ min: 1, max: 128, pattern: /[\w+=,.@-]+/ }));
const policyDocument = required(text({ min: 1, max: 404_600 }));
const policyVersionId = required(text({ pattern: /[0-9]+/ }));
const target = required(text({ min: 1 }));
const onePolicy = { path: "/policies/{policyName}" };
const versionsOf = { path: "/policies/{policyName}/version" };
const oneVersion = { path: "/policies/{policyName}/version/{policyVersionId}" };
const marks = { query: markedQuery, queryNames: markedQueryNames };

export function policyOperations(iot: Iot): RestOperations {
  const { policies, tags, brokerHost } = iot;
  return {
    CreatePolicy: restOperation(
      structure({ policyName, policyDocument, tags: tagsShape }),
      { ...onePolicy, method: "POST" },
      async (request) => {
        const { policyName, policyDocument } = request;
        const given = tagMap(request.tags);
        policies.create(policyName, policyDocument);
        const policyArn = policies.arn(policyName);
        tags.set(policyArn, given);
        await brokerHost.need();
        return { policyName, policyArn, policyDocument, policyVersionId: "1" };
      },
    ),
    GetPolicy: restOperation(structure({ policyName }), { ...onePolicy, method: "GET" }, ({ policyName }) => {
      const { defaultVersionId, createdAt } = policies.get(policyName);
      const { document: policyDocument, createdAt: modifiedAt } = policies.version(policyName);
      return {
        ...{ policyName, policyArn: policies.arn(policyName), policyDocument, defaultVersionId },
        ...{ creationDate: new Date(createdAt), lastModifiedDate: new Date(modifiedAt) },
      };
    }),
    ListPolicies: restOperation(
      structure(marked),
      { path: "/policies", method: "GET", ...marks },
      (request) => policyPage(iot, policies.all(), request),
    ),
    DeletePolicy: restOperation(structure({ policyName }), { ...onePolicy, method: "DELETE" }, (request) => {
      policies.delete(request.policyName);
      tags.set(policies.arn(request.policyName), {});
      return {};
    }),
    ...versionOperations(iot),
    ...attachmentOperations(iot),
  };
}

function versionOperations({ policies }: Iot): RestOperations {
  const isDefault = (policyName: string, id: string) => policies.get(policyName).defaultVersionId === id;
  return {
    CreatePolicyVersion: restOperation(
      structure({ policyName, policyDocument, setAsDefault: optional(flag()) }),
      { ...versionsOf, method: "POST", query: { setAsDefault: "flag" } },
      ({ policyName, policyDocument, setAsDefault = false }) => {
        const { id } = policies.createVersion(policyName, policyDocument, setAsDefault);
        const policyArn = policies.arn(policyName);
        return { policyArn, policyDocument, policyVersionId: id, isDefaultVersion: setAsDefault };
      },
    ),
    GetPolicyVersion: restOperation(
      structure({ policyName, policyVersionId }),
      { ...oneVersion, method: "GET" },
      ({ policyName, policyVersionId }) => {
        const { document: policyDocument, createdAt } = policies.version(policyName, policyVersionId);
        return {
          ...{ policyArn: policies.arn(policyName), policyName, policyDocument, policyVersionId },
          isDefaultVersion: isDefault(policyName, policyVersionId),
          ...{ creationDate: new Date(createdAt), lastModifiedDate: new Date(createdAt) },
        };
      },
    ),
    ListPolicyVersions: restOperation(
      structure({ policyName }),
      { ...versionsOf, method: "GET" },
      ({ policyName }) => ({
        policyVersions: policies.get(policyName).versions.map(({ id, createdAt }) => ({
          ...{ versionId: id, isDefaultVersion: isDefault(policyName, id), createDate: new Date(createdAt) },
        })),
      }),
    ),
    DeletePolicyVersion: restOperation(
      structure({ policyName, policyVersionId }),
      { ...oneVersion, method: "DELETE" },
      (request) => {
        policies.deleteVersion(request.policyName, request.policyVersionId);
        return {};
      },
    ),
    SetDefaultPolicyVersion: restOperation(
      structure({ policyName, policyVersionId }),
      { ...oneVersion, method: "PATCH" },
      (request) => {
        policies.setDefault(request.policyName, request.policyVersionId);
        return {};
      },
    ),
  };
}

function attachmentOperations(iot: Iot): RestOperations {
  const { policies, groups } = iot;
  const checkGroup = (target: string) => {
    const group = groups.nameIn(target);
    if (group !== undefined) groups.get(group);
  };
  const attach = ({ policyName, target }: { readonly policyName: string; readonly target: string }) => {
    policies.get(policyName);
    checkGroup(target);
    policies.attach(policyName, target);
    return {};
  };
  const detach = ({ policyName, target }: { readonly policyName: string; readonly target: string }) => {
    policies.detach(policyName, target);
    return {};
  };
  const principalHeader = { headers: { principal: "x-amzn-iot-principal" } };
  const attachment = { path: "/target-policies/{policyName}" };
  const formerAttachment = { path: "/principal-policies/{policyName}", ...principalHeader };
  return {
    AttachPolicy: restOperation(structure({ policyName, target }), { ...attachment, method: "PUT" }, attach),
    DetachPolicy: restOperation(structure({ policyName, target }), { ...attachment, method: "POST" }, detach),
    AttachPrincipalPolicy: restOperation(
      structure({ policyName, principal: target }),
      { ...formerAttachment, method: "PUT" },
      ({ policyName, principal }) => attach({ policyName, target: principal }),
    ),
    DetachPrincipalPolicy: restOperation(
      structure({ policyName, principal: target }),
      { ...formerAttachment, method: "DELETE" },
      ({ policyName, principal }) => detach({ policyName, target: principal }),
    ),
    ListAttachedPolicies: restOperation(
      structure({ target, recursive: optional(flag()), ...marked }),
      { path: "/attached-policies/{target}", method: "POST", query: { ...markedQuery, recursive: "flag" } },
      (request) => {
        checkGroup(request.target);
        return policyPage(iot, policies.of(request.target), request);
      },
    ),
    ListPrincipalPolicies: restOperation(
      structure({ principal: target, ...marked }),
      { path: "/principal-policies", method: "GET", ...principalHeader, ...marks },
      (request) => policyPage(iot, policies.of(request.principal), request),
    ),
    ListTargetsForPolicy: restOperation(
      structure({ policyName, ...marked }),
      { path: "/policy-targets/{policyName}", method: "POST", ...marks },
      (request) => targetPage(policies.get(request.policyName), "targets", request),
    ),
    ListPolicyPrincipals: restOperation(
      structure({ policyName, ...marked }),
      { path: "/policy-principals", method: "GET", headers: { policyName: "x-amzn-iot-policy" }, ...marks },
      (request) => targetPage(policies.get(request.policyName), "principals", request),
    ),
  };
}

interface Marks {
  readonly marker?: string | undefined;
  readonly pageSize?: number | undefined;
}

function policyPage({ policies }: Iot, of: readonly Policy[], { marker, pageSize }: Marks): WireObject {
  const { items, next } = pageOf({
    of,
    keyOf: (policy) => policy.policyName,
    token: marker,
    limit: pageSize,
  });
  const shown = items.map(({ policyName }) => ({ policyName, policyArn: policies.arn(policyName) }));
  return present({ policies: shown, nextMarker: next });
}

function targetPage({ targets }: Policy, member: string, { marker, pageSize }: Marks): WireObject {
  const { items, next } = pageOf({ of: targets, keyOf: (target) => target, token: marker, limit: pageSize });
  return present({ [member]: items, nextMarker: next });
}
