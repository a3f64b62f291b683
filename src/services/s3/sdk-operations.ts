// S3's operations by the members that the SDKs give them, for callers in the region; clients over the wire come by `api/`. What is said
// of objects goes by the same ways as on the wire.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html

import { ServiceError } from "../../aws/service-error.ts";
import {
  optionalInteger,
  optionalList,
  optionalObject,
  optionalString,
  requiredList,
  requiredObject,
  requiredString,
} from "../../aws/wire/members.ts";
import type { CallInfo, Operation, RawAnswer, WireObject } from "../../aws/wire/operation.ts";
import { s3RequestIds } from "../../aws/wire/s3-request-ids.ts";
import type { S3Call, S3Route } from "./api/call.ts";
import { toldLocation } from "./buckets/locations.ts";
import type { ObjectVersion } from "./catalogue/records.ts";
import { child, childText, readXml } from "./documents/read-xml.ts";
import { xmlDocument } from "./documents/write-xml.ts";
import type { ListPage } from "./listings/list-objects.ts";
import { listVersions } from "./listings/list-versions.ts";
import { deleteObject } from "./objects/delete.ts";
import { tagsIn } from "./objects/tags.ts";
import type { Objects } from "./objects.ts";
import { membersOf, wireOf } from "./sdk-members.ts";

/** `routes` are those of the wire. */
export function sdkOperations(
  objects: Objects,
  routes: readonly S3Route[],
): Readonly<Record<string, Operation>> {
  const asked = (operation: string, shown: (answer: RawAnswer) => WireObject | Promise<WireObject>) =>
    [
      operation,
      async (request: WireObject, call: CallInfo) => shown(await ask(routes, operation, request, call)),
    ] as const;
  return {
    ...Object.fromEntries([
      asked("PutObject", membersOf),
      asked("HeadObject", membersOf),
      asked("GetObject", async (answer) => ({ ...membersOf(answer), Body: await bytesOf(answer) })),
      asked("CopyObject", (answer) => ({ ...membersOf(answer), CopyObjectResult: copied(answer) })),
      asked("DeleteObject", membersOf),
      asked("GetObjectTagging", (answer) => ({
        ...membersOf(answer),
        TagSet: tagsIn(child(readXml(String(answer.body)), "TagSet")),
      })),
      asked("PutObjectTagging", membersOf),
      asked("DeleteObjectTagging", membersOf),
      asked("CreateBucket", membersOf),
    ]),
    DeleteObjects: (request) => deleteObjects(objects, request),
    ListObjects: (request) => listObjectsFirst(objects, request),
    ListObjectsV2: (request) => listObjects(objects, request),
    ListObjectVersions: (request) => listVersionsOf(objects, request),
    async DeleteBucket(request) {
      await objects.deleteBucket(bucketOf(request));
      return {};
    },
    HeadBucket(request) {
      objects.headBucket(bucketOf(request));
      return {};
    },
    GetBucketLocation: (request) => ({
      LocationConstraint: toldLocation(
        objects.store.buckets.get(bucketOf(request)).location,
        objects.store.identity,
      ),
    }),
    ListBuckets: () => ({
      Buckets: objects.buckets.map((Name) => ({
        Name,
        CreationDate: new Date(objects.store.buckets.get(Name).createdAt),
      })),
    }),
  };
}

/** Asks as a client would. */
async function ask(
  routes: readonly S3Route[],
  operation: string,
  request: WireObject,
  call: CallInfo,
): Promise<RawAnswer> {
  const route = routes.find((each) => each.operation === operation);
  if (route === undefined) throw new Error(`There is no route of ${operation}`);
  const { headers, query, bytes } = wireOf(request);
  const document = documentIn(request);
  const body = document === undefined ? bytes : Buffer.from(document);
  const asked: S3Call = {
    ...call,
    ...{ headers, query, body, parameters: {}, method: route.method, target: "" },
    bucket: bucketOf(request),
    key: route.at === "object" ? requiredString(request, "Key") : "",
    origin: s3RequestIds(call.requestId),
    chunks: (async function* () {
      yield bytes;
    })(),
  };
  try {
    return await route.handle({ ...asked, headers: { ...headers, "content-length": String(bytes.length) } });
  } catch (error) {
    throw operation === "HeadObject" ? withoutBody(error) : error;
  }
}

/** The answer to HEAD has no body that could say what it is that is not there: SDKs take it for the key. */
function withoutBody(error: unknown): unknown {
  if (!(error instanceof ServiceError && error.code === "NoSuchBucket")) return error;
  return new ServiceError("NoSuchKey", "The specified key does not exist.", { status: error.status });
}

/** What of a request is sent as a document. An object may be given its tags as a text instead. */
function documentIn(request: WireObject): string | undefined {
  const { Tagging: tagging } = request;
  if (typeof tagging === "object" && tagging !== null)
    return xmlDocument("Tagging", { TagSet: { Tag: requiredList(tagging as WireObject, "TagSet") } });
  const configuration = optionalObject(request, "CreateBucketConfiguration");
  if (configuration === undefined) return undefined;
  const Tag = optionalList(configuration, "Tags");
  return xmlDocument("CreateBucketConfiguration", { ...configuration, Tags: Tag && { Tag } });
}

async function bytesOf({ body }: RawAnswer): Promise<Uint8Array> {
  if (typeof body === "string") return Buffer.from(body);
  if (body instanceof Uint8Array) return body;
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

function copied({ body }: RawAnswer): WireObject {
  const result = readXml(String(body));
  const checksums = result.children.filter(({ name }) => name.startsWith("Checksum"));
  return {
    ETag: childText(result, "ETag"),
    LastModified: new Date(childText(result, "LastModified") ?? 0),
    ...Object.fromEntries(checksums.map(({ name, text }) => [name, text])),
  };
}

async function deleteObjects({ store }: Objects, request: WireObject): Promise<WireObject> {
  const bucket = bucketOf(request);
  const list = requiredList(requiredObject(request, "Delete"), "Objects");
  const Deleted: WireObject[] = [];
  for (const each of list) {
    const [key, versionId] = [requiredString(each, "Key"), optionalString(each, "VersionId")];
    const { isMarker, versionId: told } = await deleteObject(store, { bucket, key, versionId });
    Deleted.push({
      Key: key,
      VersionId: versionId,
      ...(isMarker === true ? { DeleteMarker: true, DeleteMarkerVersionId: told } : {}),
    });
  }
  return { Deleted };
}

function listObjects(objects: Objects, request: WireObject): WireObject {
  const maxKeys = optionalInteger(request, "MaxKeys");
  const [prefix, delimiter, startAfter, continuationToken] = [
    optionalString(request, "Prefix"),
    optionalString(request, "Delimiter"),
    optionalString(request, "StartAfter"),
    optionalString(request, "ContinuationToken"),
  ];
  const bucket = bucketOf(request);
  const page = objects.listObjects(bucket, { prefix, delimiter, startAfter, continuationToken, maxKeys });
  return {
    ...contents(page),
    Delimiter: delimiter,
    IsTruncated: page.nextContinuationToken !== undefined,
    KeyCount: page.objects.length + page.commonPrefixes.length,
    MaxKeys: maxKeys ?? 1000,
    Name: bucket,
    NextContinuationToken: page.nextContinuationToken,
    Prefix: prefix ?? "",
  };
}

/** The first version of the operation. */
function listObjectsFirst(objects: Objects, request: WireObject): WireObject {
  const maxKeys = optionalInteger(request, "MaxKeys");
  const [prefix, delimiter, marker] = [
    optionalString(request, "Prefix"),
    optionalString(request, "Delimiter"),
    optionalString(request, "Marker"),
  ];
  const bucket = bucketOf(request);
  const page = objects.listObjects(bucket, { prefix, delimiter, startAfter: marker, maxKeys });
  return {
    ...contents(page),
    Delimiter: delimiter,
    IsTruncated: page.nextMarker !== undefined,
    Marker: marker ?? "",
    MaxKeys: maxKeys ?? 1000,
    Name: bucket,
    // Without a delimiter the next page begins after the last key, which the caller has.
    NextMarker: delimiter === undefined ? undefined : page.nextMarker,
    Prefix: prefix ?? "",
  };
}

function contents({ objects, commonPrefixes }: ListPage): WireObject {
  return {
    CommonPrefixes: listed(commonPrefixes.map((Prefix) => ({ Prefix }))),
    Contents: listed(
      objects.map((object) => ({
        Key: object.key,
        LastModified: new Date(object.modifiedAt),
        ...listedFacts(object),
      })),
    ),
  };
}

/** As the wire's answer has it, without what only a signature or an owner is told by. */
function listVersionsOf({ store }: Objects, request: WireObject): WireObject {
  const bucket = bucketOf(request);
  store.buckets.get(bucket);
  const maxKeys = optionalInteger(request, "MaxKeys") ?? 1000;
  const { versions, commonPrefixes, next } = listVersions(store.catalogue.keys(bucket), {
    prefix: optionalString(request, "Prefix"),
    delimiter: optionalString(request, "Delimiter"),
    keyMarker: optionalString(request, "KeyMarker"),
    versionIdMarker: optionalString(request, "VersionIdMarker"),
    maxKeys,
  });
  const told = versions.map(({ version, isLatest }) => ({
    ...{ Key: version.key, VersionId: version.versionId, IsLatest: isLatest },
    LastModified: new Date(version.modifiedAt),
    ...(version.isDeleteMarker === true ? {} : listedFacts(version)),
  }));
  const isMarker = (_: WireObject, at: number) => versions[at]?.version.isDeleteMarker === true;
  return {
    Name: bucket,
    Prefix: optionalString(request, "Prefix") ?? "",
    MaxKeys: maxKeys,
    IsTruncated: next !== undefined,
    NextKeyMarker: next?.key,
    NextVersionIdMarker: next?.versionId,
    Versions: listed(told.filter((each, at) => !isMarker(each, at))),
    DeleteMarkers: listed(told.filter(isMarker)),
    CommonPrefixes: listed(commonPrefixes.map((Prefix) => ({ Prefix }))),
  };
}

/** Lists that would be empty are left out. */
function listed(items: readonly WireObject[]): readonly WireObject[] | undefined {
  return items.length === 0 ? undefined : items;
}

function listedFacts({ etag, size, storageClass = "STANDARD" }: ObjectVersion): WireObject {
  return { ETag: `"${etag}"`, Size: size, StorageClass: storageClass };
}

function bucketOf(request: WireObject): string {
  return requiredString(request, "Bucket");
}
