// AWS::KinesisFirehose::DeliveryStream: what the API takes, from a template.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kinesisfirehose-deliverystream.html

import { isDeepStrictEqual } from "node:util";
import { tagList } from "../../aws/tags.ts";
import { readMembers } from "../../aws/template/member-lists.ts";
import type { Properties } from "../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../aws/template/resource-kind.ts";
import { readRequest } from "../../aws/wire/shape.ts";
import { newStream } from "./api/new-stream.ts";
import { createStream } from "./api/shapes.ts";
import type { DeliveryStreams, NewStream } from "./streams/delivery-streams.ts";
import { otherDestinations } from "./streams/destination-shapes.ts";
import { streamMembers } from "./template-members.ts";

export const deliveryStream: ResourceKind<DeliveryStreams> = {
  type: "AWS::KinesisFirehose::DeliveryStream",
  async create(properties, { service: streams, generatedName, mayExist }) {
    const name = properties.optionalText("DeliveryStreamName") ?? generatedName;
    const wanted = streamIn(properties, name);
    if (mayExist && streams.has(name)) {
      if (isOfSameSource(streams, wanted)) return settled(streams, wanted);
      await streams.delete(name);
    }
    streams.create(wanted);
    return described(streams, name);
  },
  update(properties, { service: streams, ref }) {
    properties.inert("DeliveryStreamName");
    return settled(streams, streamIn(properties, ref));
  },
  async delete(ref, { service: streams }) {
    if (streams.has(ref)) await streams.delete(ref);
    await streams.book.committed();
  },
};

function streamIn(properties: Properties, name: string): NewStream {
  for (const [each, called] of Object.entries(otherDestinations))
    properties.refuse(
      `${each}DestinationConfiguration`,
      `it does not have ${called}; a delivery stream leads to a bucket or to an HTTP endpoint of this machine`,
    );
  properties.refuse("MSKSourceConfiguration", "it does not have Amazon MSK");
  properties.refuse("DatabaseSourceConfiguration", "it has no databases whose changes could be read");
  const tags = tagList(properties.tags());
  const request = {
    ...readMembers(properties, streamMembers),
    ...(tags.length === 0 ? {} : { Tags: tags }),
    DeliveryStreamName: name,
  };
  return newStream(readRequest(createStream, request));
}

function isOfSameSource(streams: DeliveryStreams, { name, source }: NewStream): boolean {
  const { source: present } = streams.stream(name);
  return present?.streamArn === source?.streamArn && present?.roleArn === source?.roleArn;
}

/** Makes a stream that is there what it should be. */
async function settled(streams: DeliveryStreams, wanted: NewStream): Promise<CreatedResource> {
  const { name, destination, encryption, tags = {} } = wanted;
  const present = streams.stream(name);
  if (!isSame(present.destination, destination)) await streams.redirect(name, destination);
  if (!isSame(present.encryption, encryption)) streams.encrypt(name, encryption);
  streams.untag(
    name,
    Object.keys(present.tags).filter((key) => !Object.hasOwn(tags, key)),
  );
  streams.tag(name, tags);
  return described(streams, name);
}

/** What is kept has no members without a value. */
function isSame(one: unknown, other: unknown): boolean {
  const plain = (value: unknown): unknown =>
    value === undefined ? value : JSON.parse(JSON.stringify(value));
  return isDeepStrictEqual(plain(one), plain(other));
}

async function described(streams: DeliveryStreams, name: string): Promise<CreatedResource> {
  await streams.book.committed();
  return { ref: name, attributes: { Arn: streams.stream(name).arn } };
}
