// AWS::KinesisFirehose::DeliveryStream: what the API takes, from a template.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kinesisfirehose-deliverystream.html

import { isDeepStrictEqual } from "node:util";
import { isJsonObject, type Json, type JsonObject } from "../../aws/json.ts";
import { tagList } from "../../aws/tags.ts";
import { readMembers } from "../../aws/template/member-lists.ts";
import type { Properties } from "../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../aws/template/resource-kind.ts";
import { readRequest } from "../../aws/wire/shape.ts";
import { isLoopback } from "../../http-client/loopback.ts";
import { newStream } from "./api/new-stream.ts";
import { createStream } from "./api/shapes.ts";
import type { DeliveryStreams, NewStream } from "./streams/delivery-streams.ts";
import { otherDestinations } from "./streams/destination-shapes.ts";
import { streamMembers } from "./template-members.ts";

export const deliveryStream: ResourceKind<DeliveryStreams> = {
  type: "AWS::KinesisFirehose::DeliveryStream",
  missed,
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

/** What a delivery stream may be given that leads to what is not here, or comes from there. */
const notHere: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    Object.entries(otherDestinations).map(([name, called]) => [`${name}DestinationConfiguration`, called]),
  ),
  MSKSourceConfiguration: "Amazon MSK",
  DatabaseSourceConfiguration: "source of databases' changes",
};

function missed(values: JsonObject): string | undefined {
  const named = Object.keys(notHere).find((name) => values[name] !== undefined);
  if (named !== undefined) return `there is no ${notHere[named]}`;
  const { EndpointConfiguration: endpoint } = objectIn(values.HttpEndpointDestinationConfiguration);
  const url = String(objectIn(endpoint).Url);
  if (URL.canParse(url) && !isLoopback(new URL(url)))
    return `it sends to HTTP endpoints of this machine, and ${new URL(url).host} is none`;
  const { DataFormatConversionConfiguration: conversion } = objectIn(
    values.ExtendedS3DestinationConfiguration,
  );
  const makesFormats = isJsonObject(conversion ?? null) && String(objectIn(conversion).Enabled) !== "false";
  return makesFormats ? "there is no AWS Glue, by whose tables Parquet and ORC are made" : undefined;
}

function objectIn(value: Json | undefined): JsonObject {
  return value !== undefined && isJsonObject(value) ? value : {};
}

function streamIn(properties: Properties, name: string): NewStream {
  properties.inert(...Object.keys(notHere));
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
