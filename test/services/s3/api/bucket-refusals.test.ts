// What S3 says to settings and names that cannot be, in AWS's words, by the real SDK client.

import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  type CreateBucketCommandInput,
  GetBucketLocationCommand,
  HeadBucketCommand,
  type LifecycleRule,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketWebsiteCommand,
  PutObjectCommand,
  type S3Client,
  type WebsiteConfiguration,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type ServedObjects, serveObjects } from "./served-objects.ts";

const Bucket = "refusing";
let served: ServedObjects;
let client: S3Client;

beforeAll(async () => {
  served = await serveObjects();
  ({ s3: client } = served);
  await client.send(new CreateBucketCommand({ Bucket }));
});
afterAll(() => served.close());

const malformed = "The XML you provided was not well-formed or did not validate against our published schema";

describe("a website is refused", () => {
  const pages = { IndexDocument: { Suffix: "index.html" } };
  const redirect = (Redirect: object, Condition?: object) =>
    ({ ...pages, RoutingRules: [{ Redirect, ...(Condition && { Condition }) }] }) as WebsiteConfiguration;
  const protocol =
    "Invalid protocol, protocol can be http or https. If not defined the protocol will be selected automatically.";
  const cases: readonly (readonly [string, WebsiteConfiguration, string, string])[] = [
    [
      "without an index",
      { ErrorDocument: { Key: "e" } },
      "InvalidArgument",
      "A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty",
    ],
    [
      "that redirects all and has pages",
      { RedirectAllRequestsTo: { HostName: "example.com" }, ...pages },
      "InvalidArgument",
      "RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules.",
    ],
    [
      "that redirects all by another protocol",
      { RedirectAllRequestsTo: { HostName: "example.com", Protocol: "ftp" as "http" } },
      "InvalidRequest",
      protocol,
    ],
    [
      "that redirects nowhere",
      { RedirectAllRequestsTo: { Protocol: "http" } as never },
      "MalformedXML",
      malformed,
    ],
    [
      "with an empty index",
      { IndexDocument: { Suffix: "" } },
      "InvalidArgument",
      "The IndexDocument Suffix is not well formed",
    ],
    [
      "with an index in a folder",
      { IndexDocument: { Suffix: "a/b" } },
      "InvalidArgument",
      "The IndexDocument Suffix is not well formed",
    ],
    ["with no rule", { ...pages, RoutingRules: [] }, "MalformedXML", malformed],
    [
      "with a rule of two keys",
      redirect({ ReplaceKeyWith: "a", ReplaceKeyPrefixWith: "b" }),
      "InvalidRequest",
      "You can only define ReplaceKeyPrefix or ReplaceKey but not both.",
    ],
    [
      "with an empty condition",
      redirect({ ReplaceKeyWith: "a" }, {}),
      "InvalidRequest",
      "Condition cannot be empty. To redirect all requests without a condition, the condition element shouldn't be present.",
    ],
    ["with a rule of another protocol", redirect({ Protocol: "ftp" }), "InvalidRequest", protocol],
    [
      "with a code that redirects nothing",
      redirect({ HttpRedirectCode: "300" }),
      "InvalidRequest",
      "The provided HTTP redirect code (300) is not valid. Valid codes are 3XX except 300.",
    ],
    [
      "with a code that is no error's",
      redirect({ HostName: "a" }, { HttpErrorCodeReturnedEquals: "200" }),
      "InvalidRequest",
      "The provided HTTP error code (200) is not valid. Valid codes are 4XX or 5XX.",
    ],
    [
      "with too many rules",
      { ...pages, RoutingRules: Array.from({ length: 51 }, () => ({ Redirect: { HostName: "a" } })) },
      "InvalidRequest",
      "51 routing rules provided, the number of routing rules in a website configuration is limited to 50.",
    ],
  ];
  test.each(cases)("%s", async (_, WebsiteConfiguration, name, message) => {
    await expect(
      client.send(new PutBucketWebsiteCommand({ Bucket, WebsiteConfiguration })),
    ).rejects.toMatchObject({ name, message });
  });
});

describe("a lifecycle is refused", () => {
  const tagged = { Filter: { Tag: { Key: "a", Value: "b" } } };
  const cases: readonly (readonly [string, Partial<LifecycleRule>, string, string])[] = [
    [
      "whose objects never live",
      { Expiration: { Days: 0 } },
      "InvalidArgument",
      "'Days' for Expiration action must be a positive integer",
    ],
    [
      "whose versions never live",
      { NoncurrentVersionExpiration: { NoncurrentDays: 0 } },
      "InvalidArgument",
      "'NoncurrentDays' for NoncurrentVersionExpiration action must be a positive integer",
    ],
    [
      "whose uploads never live",
      { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 0 } },
      "InvalidArgument",
      "'DaysAfterInitiation' for AbortIncompleteMultipartUpload action must be a positive integer",
    ],
    [
      "that moves before the beginning",
      { Transitions: [{ Days: -1, StorageClass: "GLACIER" }] },
      "InvalidArgument",
      "'Days' in Transition action must be nonnegative",
    ],
    [
      "that moves too early",
      { Transitions: [{ Days: 29, StorageClass: "STANDARD_IA" }] },
      "InvalidArgument",
      "'Days' in Transition action must be greater than or equal to 30 for storageClass 'STANDARD_IA'",
    ],
    [
      "that moves what is gone",
      { Transitions: [{ Days: 30, StorageClass: "GLACIER" }], Expiration: { Days: 30 } },
      "InvalidArgument",
      "'Days' in the Expiration action for filter '(prefix=logs/)' must be greater than 'Days' in the Transition action",
    ],
    [
      "of uploads with tags",
      { ...tagged, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } },
      "InvalidRequest",
      "AbortIncompleteMultipartUpload cannot be specified with Tags.",
    ],
    [
      "of markers with tags",
      { ...tagged, Expiration: { ExpiredObjectDeleteMarker: true } },
      "InvalidRequest",
      "ExpiredObjectDeleteMarker cannot be specified with Tags.",
    ],
    [
      "with a long name",
      { ID: "x".repeat(256), Expiration: { Days: 1 } },
      "InvalidArgument",
      "ID length should not exceed allowed limit of 255",
    ],
  ];
  test.each(cases)("%s", async (_, rule, name, message) => {
    const LifecycleConfiguration = {
      Rules: [{ ID: "rule", Status: "Enabled", Filter: { Prefix: "logs/" }, ...rule } as LifecycleRule],
    };
    await expect(
      client.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration })),
    ).rejects.toMatchObject({ name, message });
  });
});

describe("a policy", () => {
  const arn = `arn:aws:s3:::${Bucket}`;
  const whole = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: `${arn}/*` };
  const put = (statement: unknown, version?: string) =>
    client.send(
      new PutBucketPolicyCommand({
        Bucket,
        Policy: JSON.stringify({ ...(version && { Version: version }), Statement: statement }),
      }),
    );
  test.each([
    [undefined, "Missing required field Statement"],
    [[], "Could not parse the policy: Statement is empty!"],
    [[null], "Invalid policy syntax."],
    [{ ...whole, Effect: undefined }, "Missing required field Effect"],
    [{ ...whole, Effect: "Maybe" }, "Invalid effect: Maybe"],
    [{ ...whole, Principal: undefined }, "Missing required field Principal"],
    [{ ...whole, Action: undefined }, "Missing required field Action"],
    [{ ...whole, Resource: undefined }, "Missing required field Resource"],
    [{ ...whole, Action: ["s3:GetObject", "sqs:SendMessage"] }, "Policy has invalid action"],
    [{ ...whole, Resource: "arn:aws:s3:::another/*" }, "Policy has invalid resource"],
    [{ ...whole, Resource: `${arn}-2/*` }, "Policy has invalid resource"],
    [{ ...whole, Resource: 3 }, "Policy has invalid resource"],
    [{ ...whole, Resource: arn }, "Action does not apply to any resource(s) in statement"],
    [
      { ...whole, Action: ["s3:GetObject", "s3:ListBucket"] },
      "Action does not apply to any resource(s) in statement",
    ],
    [{ ...whole, Principal: "somebody" }, "Invalid principal in policy"],
    [{ ...whole, Principal: { Person: "somebody" } }, "Invalid principal in policy"],
    [{ ...whole, Principal: null }, "Invalid principal in policy"],
    [{ ...whole, Condition: { StringLikely: { a: "b" } } }, "Invalid Condition type : StringLikely"],
    [{ ...whole, Comment: "" }, "Unknown field Comment"],
  ])("of %j is refused: %s", async (statement, message) => {
    await expect(put(statement)).rejects.toMatchObject({ name: "MalformedPolicy", message });
  });

  test("of an unknown version is refused", async () => {
    const message = "The policy must contain a valid version string";
    await expect(put(whole, "2020-01-01")).rejects.toMatchObject({ message });
  });

  test.each([
    [whole],
    [[whole, { ...whole, Effect: "Deny", Resource: [arn, `${arn}/*`] }]],
    [
      [
        { ...whole, Sid: "a" },
        { ...whole, Sid: "a" },
      ],
    ],
    [{ ...whole, Action: "*", Resource: "*" }],
    [{ ...whole, Action: ["s3:ListBucket", "s3:GetObject"], Resource: [arn, `${arn}/a`] }],
    [{ ...whole, Action: ["s3:GetBucketObjectLockConfiguration", "s3:ListBucket"], Resource: arn }],
    [{ ...whole, Action: "s3:ListBucketMultipartUploads", Resource: `${arn}*` }],
    [
      {
        ...whole,
        Action: "s3:ListMultipartUploadParts",
        Condition: { Bool: { "aws:SecureTransport": true } },
      },
    ],
    [{ Effect: "Allow", NotPrincipal: "*", NotAction: "s3:Put*", NotResource: `${arn}*` }],
    [{ ...whole, Resource: [`${arn}/\${aws:username}/*`, "arn:aws:s3:::ref*", "arn:aws-cn:s3:::refusing"] }],
  ])("of %j is taken", async (statement) => {
    await expect(put(statement, "2012-10-17")).resolves.toBeDefined();
  });
});

describe("a bucket is not made", () => {
  const own = "-000000000000-us-east-1-an";
  const acl = [
    "InvalidBucketAclWithObjectOwnership",
    "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
  ] as const;
  const name = ["InvalidBucketName", "The specified bucket is not valid."] as const;
  const cases: readonly (readonly [Partial<CreateBucketCommandInput>, string, string])[] = [
    [{ ACL: "public-read" }, ...acl],
    [{ ACL: "public-read", ObjectOwnership: "BucketOwnerEnforced" }, ...acl],
    [{ ACL: "everybody" as "private" }, "InvalidArgument", ""],
    [{ Bucket: "xn--bucket" }, ...name],
    [{ Bucket: "sthree-bucket" }, ...name],
    [{ Bucket: "amzn-s3-demo-bucket" }, ...name],
    [{ Bucket: "bucket-s3alias" }, ...name],
    [{ Bucket: "bucket--ol-s3" }, ...name],
    [{ Bucket: "bucket.mrap" }, ...name],
    [{ Bucket: "bucket--table-s3" }, ...name],
    [{ Bucket: `bucket${own}` }, ...name],
    [{ Bucket: "carav-an", BucketNamespace: "global" }, ...name],
    [
      { BucketNamespace: "mine" as "global" },
      "InvalidArgument",
      "Invalid x-amz-bucket-namespace header: mine",
    ],
    [
      { Bucket: "bucket", BucketNamespace: "account-regional" },
      "InvalidNamespaceHeader",
      `The requested bucket name did not include the account-regional namespace suffix, but the provided x-amz-bucket-namespace header value is account-regional. Specify ${own} as the bucket name suffix to create a bucket in your account-regional namespace, or remove the header.`,
    ],
  ];
  test.each(cases)("%j", async (input, code, message) => {
    const refused = await client
      .send(new CreateBucketCommand({ Bucket: "unmade", ...input }))
      .catch((error: Error) => error);
    expect(refused).toMatchObject({ name: code });
    if (message !== "") expect(refused).toMatchObject({ message });
  });
});

test("a bucket that lets its writers own may be made with an ACL", async () => {
  const input = { Bucket: "shared", ACL: "public-read", ObjectOwnership: "ObjectWriter" } as const;
  await expect(client.send(new CreateBucketCommand(input))).resolves.toBeDefined();
  const own = { Bucket: "own", ACL: "private" } as const;
  await expect(client.send(new CreateBucketCommand(own))).resolves.toBeDefined();
});

test("a bucket of the account's own namespace has the region in its name", async () => {
  const names = { Bucket: "mine-000000000000-us-east-1-an", BucketNamespace: "account-regional" } as const;
  expect((await client.send(new CreateBucketCommand(names))).Location).toBe(`/${names.Bucket}`);
  const CreateBucketConfiguration = { LocationConstraint: "eu-west-1" } as const;
  const abroad = { ...names, Bucket: "mine-000000000000-eu-west-1-an", CreateBucketConfiguration };
  expect((await client.send(new CreateBucketCommand(abroad))).Location).toBe(`/${abroad.Bucket}`);
});

test("EU is Ireland's older name", async () => {
  const EU: BucketLocationConstraint = "EU";
  const older = { Bucket: "older" };
  await client.send(
    new CreateBucketCommand({ ...older, CreateBucketConfiguration: { LocationConstraint: EU } }),
  );
  expect((await client.send(new GetBucketLocationCommand(older))).LocationConstraint).toBe(EU);
  expect((await client.send(new HeadBucketCommand(older))).BucketRegion).toBe("eu-west-1");
});

test("a KMS key needs KMS", async () => {
  for (const ServerSideEncryption of [undefined, "AES256" as const])
    await expect(
      client.send(
        new PutObjectCommand({ Bucket, Key: "key", Body: "text", SSEKMSKeyId: "key", ServerSideEncryption }),
      ),
    ).rejects.toMatchObject({
      name: "InvalidArgument",
      message:
        "Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms",
    });
});
