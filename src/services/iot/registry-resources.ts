// AWS::IoT::ThingType, ThingGroup, BillingGroup and Certificate, and what attaches certificates to things and policies.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_IoT.html

import { alreadyExists } from "../../aws/template/already-exists.ts";
import type { Properties } from "../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../aws/template/resource-kind.ts";
import type { Iot } from "./iot.ts";
import { certificateStatuses } from "./registry/certificates.ts";

/** What the three kinds of things that have names have in common. */
interface Named {
  readonly type: string;
  readonly nameOf: (properties: Properties) => string | undefined;
  readonly has: (iot: Iot, name: string) => boolean;
  /** Makes it, or makes it anew. */
  readonly settle: (iot: Iot, name: string, properties: Properties) => void;
  readonly told: (iot: Iot, name: string) => { readonly Arn: string; readonly Id: string };
  readonly delete: (iot: Iot, name: string) => void;
}

function named({ type, nameOf, has, settle, told, ...of }: Named): ResourceKind<Iot> {
  const settled = async (iot: Iot, name: string, properties: Properties): Promise<CreatedResource> => {
    settle(iot, name, properties);
    const attributes = told(iot, name);
    iot.tags.set(attributes.Arn, properties.tags());
    await iot.book.committed();
    return { ref: name, attributes };
  };
  return {
    type,
    create(properties, { service, generatedName, mayExist }) {
      const name = nameOf(properties) ?? generatedName;
      if (!mayExist && has(service, name)) throw alreadyExists(type, name);
      return settled(service, name, properties);
    },
    update(properties, { service, ref }) {
      nameOf(properties);
      return settled(service, ref, properties);
    },
    async delete(ref, { service }) {
      if (!has(service, ref)) return;
      service.tags.set(told(service, ref).Arn, {});
      of.delete(service, ref);
      await service.book.committed();
    },
  };
}

export const thingType: ResourceKind<Iot> = named({
  type: "AWS::IoT::ThingType",
  nameOf: (properties) => properties.optionalText("ThingTypeName"),
  has: ({ types }, name) => types.all().some(({ thingTypeName }) => thingTypeName === name),
  settle({ types }, name, properties) {
    const given = properties.section("ThingTypeProperties");
    given.withoutEffect("Mqtt5Configuration", "no client speaks MQTT 5 with it");
    const description = given.optionalText("ThingTypeDescription");
    const searchableAttributes = given.texts("SearchableAttributes");
    if (types.all().some(({ thingTypeName }) => thingTypeName === name))
      types.update(name, { description, searchableAttributes });
    else types.create(name, { description, searchableAttributes });
    const isDeprecated = properties.optionalBoolean("DeprecateThingType") === true;
    if (isDeprecated !== (types.get(name).deprecatedAt !== undefined)) types.deprecate(name, !isDeprecated);
  },
  told: ({ types }, name) => ({ Arn: types.arn(name), Id: types.get(name).thingTypeId }),
  delete: ({ types }, name) => types.delete(name, { isAtOnce: true }),
});

export const thingGroup: ResourceKind<Iot> = named({
  type: "AWS::IoT::ThingGroup",
  nameOf: (properties) => properties.optionalText("ThingGroupName"),
  has: ({ groups }, name) => groups.all().some(({ thingGroupName }) => thingGroupName === name),
  settle({ groups }, name, properties) {
    properties.refuse("QueryString", "things are not indexed, so no group finds its things by itself");
    const parent = properties.optionalText("ParentGroupName");
    const given = properties.section("ThingGroupProperties");
    const attributes = given.section("AttributePayload").textMap("Attributes");
    const description = given.optionalText("ThingGroupDescription");
    if (groups.all().some(({ thingGroupName }) => thingGroupName === name))
      groups.update(name, { description, attributes }, undefined);
    else groups.create(name, parent, { description, attributes });
  },
  told: ({ groups }, name) => ({ Arn: groups.arn(name), Id: groups.get(name).thingGroupId }),
  delete: ({ groups }, name) => groups.delete(name, undefined),
});

export const billingGroup: ResourceKind<Iot> = named({
  type: "AWS::IoT::BillingGroup",
  nameOf: (properties) => properties.optionalText("BillingGroupName"),
  has: ({ billingGroups }, name) => billingGroups.all().some((group) => group.billingGroupName === name),
  settle({ billingGroups }, name, properties) {
    const description = properties.section("BillingGroupProperties").optionalText("BillingGroupDescription");
    const isThere = billingGroups.all().some((group) => group.billingGroupName === name);
    if (isThere) billingGroups.update(name, description);
    else billingGroups.create(name, description);
  },
  told: ({ billingGroups }, name) => ({
    Arn: billingGroups.arn(name),
    Id: billingGroups.get(name).billingGroupId,
  }),
  delete: ({ billingGroups }, name) => billingGroups.delete(name),
});

export const iotCertificate: ResourceKind<Iot> = {
  type: "AWS::IoT::Certificate",
  isKept: true,
  async create(properties, { service }) {
    properties.inert("CACertificatePem", "CertificateMode");
    const status = statusIn(properties);
    const request = properties.optionalText("CertificateSigningRequest");
    const { certificateId } =
      request === undefined
        ? service.certificates.register(properties.text("CertificatePem"), status)
        : await service.certificates.createFor(request, status);
    properties.inert("CertificatePem");
    await service.brokerHost.need();
    await service.book.committed();
    return certificateResource(service, certificateId);
  },
  async update(properties, { service, ref }) {
    properties.inert("CACertificatePem", "CertificateMode", "CertificateSigningRequest", "CertificatePem");
    service.certificates.setStatus(ref, statusIn(properties));
    await service.book.committed();
    return certificateResource(service, ref);
  },
  async delete(ref, { service: { certificates, book } }) {
    if (!certificates.all().some(({ certificateId }) => certificateId === ref)) return;
    certificates.setStatus(ref, "INACTIVE");
    certificates.delete(ref, true);
    await book.committed();
  },
};

function statusIn(properties: Properties) {
  const given = properties.text("Status");
  const status = certificateStatuses.find((each) => each === given);
  return status ?? properties.fail("Status", `must be one of ${certificateStatuses.join(", ")}`);
}

function certificateResource({ certificates }: Iot, certificateId: string): CreatedResource {
  return { ref: certificateId, attributes: { Arn: certificates.arn(certificateId), Id: certificateId } };
}

export const policyAttachment: ResourceKind<Iot> = {
  type: "AWS::IoT::PolicyPrincipalAttachment",
  async create(properties, { service: { policies, book } }) {
    const [policyName, principal] = [properties.text("PolicyName"), properties.text("Principal")];
    policies.attach(policyName, principal);
    await book.committed();
    const id = `${policyName}|${principal}`;
    return { ref: id, attributes: { Id: id } };
  },
  async delete(ref, { service: { policies, book } }) {
    const [policyName = "", principal = ""] = ref.split("|");
    if (policies.find(policyName) !== undefined) policies.detach(policyName, principal);
    await book.committed();
  },
};

export const thingAttachment: ResourceKind<Iot> = {
  type: "AWS::IoT::ThingPrincipalAttachment",
  async create(properties, { service: { certificates, book } }) {
    const [thingName, principal] = [properties.text("ThingName"), properties.text("Principal")];
    const isExclusive = properties.optionalText("ThingPrincipalType") === "EXCLUSIVE_THING";
    certificates.attach(thingName, principal, isExclusive ? "EXCLUSIVE_THING" : "NON_EXCLUSIVE_THING");
    await book.committed();
    return { ref: `${thingName}|${principal}` };
  },
  async delete(ref, { service: { things, book } }) {
    const [thingName = "", principal = ""] = ref.split("|");
    if (things.find(thingName) !== undefined) things.detachPrincipal(thingName, principal);
    await book.committed();
  },
};
