// AWS::Events::Archive
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-archive.html

import type { Properties } from "../../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../../aws/template/resource-kind.ts";
import { given } from "../../../aws/wire/given.ts";
import type { Archive, ArchiveDefinition } from "../archives/archive.ts";
import { createArchive, updateArchive } from "../archives/archives-of-buses.ts";
import type { EventBridge } from "../eventbridge.ts";

export const archive: ResourceKind<EventBridge> = {
  type: "AWS::Events::Archive",
  async create(properties, { service, generatedName, mayExist }) {
    const { archives, buses } = service;
    // AWS's name of an archive is shorter than those that are generated here.
    const name = properties.optionalText("ArchiveName") ?? generatedName.slice(0, 48);
    const { arn: sourceArn } = buses.describeEventBus(properties.text("SourceArn"));
    const change = changeIn(properties);
    const known = mayExist ? archives.find(name) : undefined;
    if (known?.sourceArn === sourceArn) return described(await updateArchive(service, name, change));
    return described(await createArchive(service, { name, sourceArn, retentionDays: 0, ...change }));
  },
  async update(properties, { service, ref }) {
    properties.inert("ArchiveName", "SourceArn");
    return described(await updateArchive(service, ref, { retentionDays: 0, ...changeIn(properties) }));
  },
  async delete(ref, { service: { archives } }) {
    if (archives.find(ref) !== undefined) await archives.delete(ref);
  },
};

function changeIn(properties: Properties): Partial<ArchiveDefinition> {
  properties.inert("KmsKeyIdentifier");
  return {
    ...given("description", properties.optionalText("Description")),
    ...given("eventPattern", properties.jsonText("EventPattern")),
    ...given("retentionDays", properties.optionalNumber("RetentionDays")),
  };
}

function described({ name, arn }: Archive): CreatedResource {
  return { ref: name, attributes: { Arn: arn } };
}
