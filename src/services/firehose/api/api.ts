// Amazon Data Firehose on the wire, by AWS's member names.
// https://docs.aws.amazon.com/firehose/latest/APIReference/API_Operations.html

import { tagList, tagRecord } from "../../../aws/tags.ts";
import type { Operation, ServiceApi } from "../../../aws/wire/operation.ts";
import { operation } from "../../../aws/wire/shape.ts";
import { invalidArgument } from "../refusals.ts";
import { streamTypeOf } from "../streams/delivery-stream.ts";
import type { DeliveryStreams } from "../streams/delivery-streams.ts";
import { refuseOthers } from "../streams/destination-checks.ts";
import { describedStream } from "./described.ts";
import { encryptionOf, newStream } from "./new-stream.ts";
import { recordOperations } from "./record-operations.ts";
import * as shapes from "./shapes.ts";

export function firehoseApi(streams: DeliveryStreams): ServiceApi {
  return {
    name: "Firehose",
    targetPrefix: "Firehose_20150804",
    errorNamespace: "",
    jsonVersion: "1.1",
    // Four MiB of records are almost six as base64.
    largestBodyBytes: 8 * 1024 * 1024,
    operations: {
      ...streams.book.acknowledging({
        ...streamOperations(streams),
        ...encryptionOperations(streams),
        ...tagOperations(streams),
      }),
      ...recordOperations(streams),
    },
  };
}

function streamOperations(streams: DeliveryStreams): Record<string, Operation> {
  return {
    CreateDeliveryStream: operation(shapes.createStream, (request) => ({
      DeliveryStreamARN: streams.create(newStream(request)).arn,
    })),
    DeleteDeliveryStream: operation(shapes.deleteStream, async ({ DeliveryStreamName }) => {
      await streams.delete(DeliveryStreamName);
      return {};
    }),
    DescribeDeliveryStream: operation(shapes.describeStream, (request) => ({
      DeliveryStreamDescription: describedStream(
        streams.stream(request.DeliveryStreamName),
        request.ExclusiveStartDestinationId === undefined,
      ),
    })),
    ListDeliveryStreams: operation(shapes.listStreams, (request) => {
      const { Limit = 10, DeliveryStreamType: type, ExclusiveStartDeliveryStreamName: after = "" } = request;
      const all = sorted(streams).filter(
        (stream) => stream.name > after && (type === undefined || streamTypeOf(stream) === type),
      );
      return {
        DeliveryStreamNames: all.slice(0, Limit).map(({ name }) => name),
        HasMoreDeliveryStreams: all.length > Limit,
      };
    }),
    UpdateDestination: operation(shapes.updateDestination, async (request) => {
      refuseOthers(request, "DestinationUpdate");
      await streams.update(request.DeliveryStreamName, {
        versionId: request.CurrentDeliveryStreamVersionId,
        id: request.DestinationId,
        change: request,
      });
      return {};
    }),
  };
}

function sorted(streams: DeliveryStreams) {
  return [...streams.all].sort((one, other) => (one.name < other.name ? -1 : 1));
}

function encryptionOperations(streams: DeliveryStreams): Record<string, Operation> {
  return {
    StartDeliveryStreamEncryption: operation(shapes.startEncryption, (request) => {
      const { DeliveryStreamEncryptionConfigurationInput: input } = request;
      const encryption = input === undefined ? { keyType: "AWS_OWNED_CMK" as const } : encryptionOf(input);
      streams.encrypt(request.DeliveryStreamName, encryption);
      return {};
    }),
    StopDeliveryStreamEncryption: operation(shapes.oneStream, ({ DeliveryStreamName }) => {
      streams.encrypt(DeliveryStreamName, undefined);
      return {};
    }),
  };
}

function tagOperations(streams: DeliveryStreams): Record<string, Operation> {
  return {
    ListTagsForDeliveryStream: operation(shapes.listTags, (request) => {
      const { DeliveryStreamName, ExclusiveStartTagKey: after = "", Limit = 50 } = request;
      const tags = tagList(streams.stream(DeliveryStreamName).tags)
        .filter(({ Key }) => Key > after)
        .sort((one, other) => (one.Key < other.Key ? -1 : 1));
      return { Tags: tags.slice(0, Limit), HasMoreTags: tags.length > Limit };
    }),
    TagDeliveryStream: operation(shapes.tagStream, ({ DeliveryStreamName, Tags }) => {
      streams.tag(DeliveryStreamName, tagRecord(Tags, invalidArgument));
      return {};
    }),
    UntagDeliveryStream: operation(shapes.untagStream, ({ DeliveryStreamName, TagKeys }) => {
      streams.untag(DeliveryStreamName, TagKeys);
      return {};
    }),
  };
}
