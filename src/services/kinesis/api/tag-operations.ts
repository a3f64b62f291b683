// Tags of streams, by name, and of streams and consumers, by ARN.

import type { Tags } from "../../../aws/tags.ts";
import {
  optionalInteger,
  optionalString,
  optionalStringList,
  requiredString,
} from "../../../aws/wire/members.ts";
import type { Operation, WireObject } from "../../../aws/wire/operation.ts";
import { findConsumer, streamArnOfConsumer, updateConsumer } from "../fan-out/consumers.ts";
import type { Stream } from "../streams/stream.ts";
import type { Streams } from "../streams/streams.ts";
import { sortedTags, withoutTags, withTags } from "../streams/tags.ts";
import { fromTag, referenceOf, tagsOf } from "./members.ts";

const defaultTagsPerPage = 50;

/** A stream or a consumer. */
interface Tagged {
  /** As messages call it. */
  readonly name: string;
  readonly tags: Tags;
  readonly update: (change: (present: Tags) => Tags) => Promise<void>;
}

export function tagOperations(streams: Streams): Record<string, Operation> {
  const byName = (request: WireObject) => taggedStream(streams.stream(referenceOf(request)));
  const byArn = (request: WireObject) => taggedByArn(streams, requiredString(request, "ResourceARN"));
  return {
    AddTagsToStream: (request) => tag(byName(request), request),
    TagResource: (request) => tag(byArn(request), request),
    RemoveTagsFromStream: (request) => untag(byName(request), request),
    UntagResource: (request) => untag(byArn(request), request),
    ListTagsForStream(request) {
      const after = optionalString(request, "ExclusiveStartTagKey") ?? "";
      const limit = optionalInteger(request, "Limit") ?? defaultTagsPerPage;
      const rest = sortedTags(byName(request).tags).filter(([key]) => key > after);
      return { Tags: rest.slice(0, limit).map(fromTag), HasMoreTags: rest.length > limit };
    },
    ListTagsForResource: (request) => ({ Tags: sortedTags(byArn(request).tags).map(fromTag) }),
  };
}

async function tag({ name, update }: Tagged, request: WireObject): Promise<WireObject> {
  await update((present) => withTags(present, tagsOf(request), name));
  return {};
}

async function untag({ update }: Tagged, request: WireObject): Promise<WireObject> {
  await update((present) => withoutTags(present, optionalStringList(request, "TagKeys") ?? []));
  return {};
}

function taggedStream(stream: Stream): Tagged {
  return {
    name: `stream ${stream.name}`,
    tags: stream.properties.tags,
    update: (change) => stream.update(({ tags }) => ({ tags: change(tags) })),
  };
}

function taggedByArn(streams: Streams, arn: string): Tagged {
  if (streamArnOfConsumer(arn) === undefined) return taggedStream(streams.stream({ streamArn: arn }));
  const found = findConsumer(streams, { consumerArn: arn });
  return {
    name: `consumer ${found.consumer.name}`,
    tags: found.consumer.tags,
    update: (change) => updateConsumer(found, ({ tags }) => ({ tags: change(tags) })),
  };
}
