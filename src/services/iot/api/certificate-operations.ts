// Certificates, and what they are attached to, on the wire.
// https://docs.aws.amazon.com/iot/latest/apireference/API_CreateKeysAndCertificate.html

import { present } from "../../../aws/wire/given.ts";
import { flag, oneOf, optional, required, structure, text } from "../../../aws/wire/shape.ts";
import type { Iot } from "../iot.ts";
import { type Certificate, certificateStatuses } from "../registry/certificates.ts";
import type { Thing, ThingPrincipalType } from "../registry/things.ts";
import { marked, markedQuery, markedQueryNames, name, paged, pagedQuery, pageOf } from "./members.ts";
import { type RestOperations, restOperation } from "./rest.ts";
import { thingPage } from "./thing-operations.ts";

const certificateId = required(text({ min: 64, max: 64, pattern: /(0x)?[a-fA-F0-9]+/ }));
const principal = required(text({ min: 1 }));
const thingPrincipalType = optional(oneOf("EXCLUSIVE_THING", "NON_EXCLUSIVE_THING"));
const oneCertificate = { path: "/certificates/{certificateId}" };
const principalHeader = { headers: { principal: "x-amzn-principal" } };

export function certificateOperations({ certificates, things, identity, brokerHost }: Iot): RestOperations {
  const shown = ({ certificateId, status, createdAt }: Certificate) => ({
    ...{ certificateArn: certificates.arn(certificateId), certificateId, status, certificateMode: "DEFAULT" },
    creationDate: new Date(createdAt),
  });
  return {
    CreateKeysAndCertificate: restOperation(
      structure({ setAsActive: optional(flag()) }),
      { path: "/keys-and-certificate", method: "POST", query: { setAsActive: "flag" } },
      async ({ setAsActive = false }) => {
        const { certificateId, keys } = await certificates.create(setAsActive ? "ACTIVE" : "INACTIVE");
        await brokerHost.need();
        return {
          ...{
            certificateArn: certificates.arn(certificateId),
            certificateId,
            certificatePem: keys.certificatePem,
          },
          keyPair: { PublicKey: keys.publicKey, PrivateKey: keys.privateKey },
        };
      },
    ),
    CreateCertificateFromCsr: restOperation(
      structure({
        certificateSigningRequest: required(text({ min: 1, max: 4096 })),
        setAsActive: optional(flag()),
      }),
      { path: "/certificates", method: "POST", query: { setAsActive: "flag" } },
      async ({ certificateSigningRequest, setAsActive = false }) => {
        const status = setAsActive ? "ACTIVE" : "INACTIVE";
        const { certificateId, certificatePem } = await certificates.createFor(
          certificateSigningRequest,
          status,
        );
        await brokerHost.need();
        return { certificateArn: certificates.arn(certificateId), certificateId, certificatePem };
      },
    ),
    RegisterCertificateWithoutCA: restOperation(
      structure({
        certificatePem: required(text({ min: 1, max: 65_536 })),
        status: optional(oneOf(...certificateStatuses)),
      }),
      { path: "/certificate/register-no-ca", method: "POST" },
      async ({ certificatePem, status = "INACTIVE" }) => {
        const { certificateId } = certificates.register(certificatePem, status);
        await brokerHost.need();
        return { certificateArn: certificates.arn(certificateId), certificateId };
      },
    ),
    DescribeCertificate: restOperation(
      structure({ certificateId }),
      { ...oneCertificate, method: "GET" },
      (request) => {
        const certificate = certificates.get(request.certificateId);
        const { certificatePem, modifiedAt, version, createdAt } = certificate;
        return {
          certificateDescription: {
            ...shown(certificate),
            ...{ certificatePem, ownedBy: identity.accountId, customerVersion: version },
            lastModifiedDate: new Date(modifiedAt),
            validity: { notBefore: new Date(createdAt), notAfter: new Date("2049-12-31T23:59:59Z") },
          },
        };
      },
    ),
    ListCertificates: restOperation(
      structure(marked),
      { path: "/certificates", method: "GET", query: markedQuery, queryNames: markedQueryNames },
      ({ marker, pageSize }) => {
        const keyOf = (certificate: Certificate) => certificate.certificateId;
        const { items, next } = pageOf({ of: certificates.all(), keyOf, token: marker, limit: pageSize });
        return present({ certificates: items.map(shown), nextMarker: next });
      },
    ),
    UpdateCertificate: restOperation(
      structure({ certificateId, newStatus: required(oneOf(...certificateStatuses)) }),
      { ...oneCertificate, method: "PUT", query: { newStatus: "text" } },
      (request) => {
        certificates.setStatus(request.certificateId, request.newStatus);
        return {};
      },
    ),
    DeleteCertificate: restOperation(
      structure({ certificateId, forceDelete: optional(flag()) }),
      { ...oneCertificate, method: "DELETE", query: { forceDelete: "flag" } },
      ({ certificateId, forceDelete = false }) => {
        certificates.delete(certificateId, forceDelete);
        return {};
      },
    ),
    AttachThingPrincipal: restOperation(
      structure({ thingName: name, principal, thingPrincipalType }),
      {
        ...{ path: "/things/{thingName}/principals", method: "PUT", ...principalHeader },
        query: { thingPrincipalType: "text" },
      },
      ({ thingName, principal, thingPrincipalType = "NON_EXCLUSIVE_THING" }) => {
        certificates.attach(thingName, principal, thingPrincipalType);
        return {};
      },
    ),
    DetachThingPrincipal: restOperation(
      structure({ thingName: name, principal }),
      { path: "/things/{thingName}/principals", method: "DELETE", ...principalHeader },
      (request) => {
        certificates.detach(request.thingName, request.principal);
        return {};
      },
    ),
    ListThingPrincipals: restOperation(
      structure({ thingName: name, ...paged }),
      { path: "/things/{thingName}/principals", method: "GET", query: pagedQuery },
      ({ thingName, nextToken, maxResults }) => {
        const of = things.get(thingName).principals;
        const { items, next } = pageOf({ of, keyOf: (each) => each, token: nextToken, limit: maxResults });
        return present({ principals: items, nextToken: next });
      },
    ),
    ListThingPrincipalsV2: restOperation(
      structure({ thingName: name, ...paged, thingPrincipalType }),
      {
        ...{ path: "/things/{thingName}/principals-v2", method: "GET" },
        query: { ...pagedQuery, thingPrincipalType: "text" },
      },
      ({ thingName, nextToken, maxResults, thingPrincipalType: wanted }) => {
        const thing = things.get(thingName);
        const of = thing.principals.filter((each) => isOfType(thing, each, wanted));
        const { items, next } = pageOf({ of, keyOf: (each) => each, token: nextToken, limit: maxResults });
        const shown = items.map((principal) => ({ principal, thingPrincipalType: typeOf(thing, principal) }));
        return present({ thingPrincipalObjects: shown, nextToken: next });
      },
    ),
    ListPrincipalThingsV2: restOperation(
      structure({ principal, ...paged, thingPrincipalType }),
      {
        ...{ path: "/principals/things-v2", method: "GET", ...principalHeader },
        query: { ...pagedQuery, thingPrincipalType: "text" },
      },
      (request) => {
        const { principal, thingPrincipalType: wanted } = request;
        const of = things
          .all()
          .filter((thing) => thing.principals.includes(principal) && isOfType(thing, principal, wanted));
        const { items, next } = thingPage(of, request);
        const shown = items.map((thing) => ({
          thingName: thing.thingName,
          thingPrincipalType: typeOf(thing, principal),
        }));
        return present({ principalThingObjects: shown, nextToken: next });
      },
    ),
    ListPrincipalThings: restOperation(
      structure({ principal, ...paged }),
      { path: "/principals/things", method: "GET", query: pagedQuery, ...principalHeader },
      (request) => {
        const of = things.all().filter(({ principals }) => principals.includes(request.principal));
        const { items, next } = thingPage(of, request);
        return present({ things: items.map(({ thingName }) => thingName), nextToken: next });
      },
    ),
  };
}

function typeOf({ exclusivePrincipals = [] }: Thing, principal: string): ThingPrincipalType {
  return exclusivePrincipals.includes(principal) ? "EXCLUSIVE_THING" : "NON_EXCLUSIVE_THING";
}

function isOfType(thing: Thing, principal: string, wanted: ThingPrincipalType | undefined): boolean {
  return wanted === undefined || typeOf(thing, principal) === wanted;
}
