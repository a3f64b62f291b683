// What is said of a bucket as a whole: kept as it was given and told again. Nothing here acts on it: objects are not encrypted, have no
// versions and do not age, and nobody is refused.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html

import { XMLValidator } from "fast-xml-parser";
import { isJsonObject } from "../../aws/json.ts";
import { ServiceError } from "../../aws/service-error.ts";
import type { RecordBook, Records } from "../../storage/record-book.ts";

export interface BucketSetting {
  /** As the query names it. */
  readonly name: string;
  /** As it stands in the names of its operations, and of the element that its document is. JSON has none. */
  readonly operation: string;
  readonly element: string | undefined;
  /** What is told of a bucket that nothing was said of: a document, or an error. */
  readonly unset: string | readonly [code: string, message: string];
  readonly isRemovable: boolean;
}

const encrypted =
  "<Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>false</BucketKeyEnabled></Rule>";
const blocked = ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"]
  .map((name) => `<${name}>true</${name}>`)
  .join("");

export const bucketPolicy: BucketSetting = {
  ...{ name: "policy", operation: "BucketPolicy", isRemovable: true, element: undefined },
  unset: ["NoSuchBucketPolicy", "The bucket policy does not exist"],
};

/** As they are in a bucket that was made just now. */
export const bucketSettings: readonly BucketSetting[] = [
  {
    ...{ name: "encryption", operation: "BucketEncryption", isRemovable: true },
    ...{ element: "ServerSideEncryptionConfiguration", unset: encrypted },
  },
  {
    ...{ name: "versioning", operation: "BucketVersioning", isRemovable: false },
    ...{ element: "VersioningConfiguration", unset: "" },
  },
  {
    ...{ name: "publicAccessBlock", operation: "PublicAccessBlock", isRemovable: true },
    ...{ element: "PublicAccessBlockConfiguration", unset: blocked },
  },
  {
    ...{ name: "ownershipControls", operation: "BucketOwnershipControls", isRemovable: true },
    element: "OwnershipControls",
    unset: "<Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule>",
  },
  {
    ...{ name: "lifecycle", operation: "BucketLifecycleConfiguration", isRemovable: true },
    element: "LifecycleConfiguration",
    unset: ["NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist"],
  },
  {
    ...{ name: "tagging", operation: "BucketTagging", isRemovable: true },
    ...{ element: "Tagging", unset: ["NoSuchTagSet", "The TagSet does not exist"] },
  },
  bucketPolicy,
];

/** By the names of settings; an absent one is as in a new bucket, a null was taken away. */
type KeptSettings = Readonly<Record<string, string | null>>;

interface BucketRecord {
  readonly settings: KeptSettings;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Whether it is from the region itself, and free to be taken. */
  readonly isProvided?: boolean;
}

const largestBytes = 128 * 1024;

export class BucketSettings {
  readonly #book: RecordBook;
  readonly #buckets: Records<BucketRecord>;

  constructor(book: RecordBook) {
    this.#book = book;
    this.#buckets = book.records("buckets");
  }

  async created(bucket: string, createdAt: number, isProvided = false): Promise<void> {
    const present = this.#buckets.get(bucket);
    if (present !== undefined && (isProvided || present.isProvided !== true)) return;
    this.#buckets.put(bucket, { settings: {}, createdAt, ...(isProvided ? { isProvided } : {}) });
    await this.#book.committed();
  }

  /** Whether the bucket is there because the region itself has it, so that whoever creates it takes it. */
  isProvided(bucket: string): boolean {
    return this.#buckets.get(bucket)?.isProvided === true;
  }

  async deleted(bucket: string): Promise<void> {
    this.#buckets.remove(bucket);
    await this.#book.committed();
  }

  /** Of a bucket that an older Millrace made it is not known. */
  createdAt(bucket: string): number {
    return this.#buckets.get(bucket)?.createdAt ?? 0;
  }

  /** The whole document. Throws what AWS says where there is none. */
  get(bucket: string, setting: BucketSetting): string {
    const kept = this.#buckets.get(bucket)?.settings[setting.name];
    if (typeof kept === "string") return kept;
    const { unset, element } = setting;
    if (typeof unset === "string" && kept === undefined)
      return `<?xml version="1.0" encoding="UTF-8"?>\n<${element} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${unset}</${element}>`;
    const [code, message] = typeof unset === "string" ? removed(setting) : unset;
    throw new ServiceError(code, message, { status: 404, members: { BucketName: bucket } });
  }

  /** Throws MalformedXML or MalformedPolicy. */
  async put(bucket: string, setting: BucketSetting, body: Uint8Array): Promise<void> {
    const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
    if (body.length > largestBytes || !isDocument(text, setting)) throw malformed(setting);
    await this.#set(bucket, setting, text);
  }

  async remove(bucket: string, setting: BucketSetting): Promise<void> {
    // Encryption is never off: what is taken away is what was set.
    await this.#set(bucket, setting, setting.name === "encryption" ? undefined : null);
  }

  close(): Promise<void> {
    return this.#book.close();
  }

  async #set(bucket: string, { name }: BucketSetting, value: string | null | undefined): Promise<void> {
    const record = this.#buckets.get(bucket) ?? { settings: {}, createdAt: 0 };
    const { [name]: _, ...others } = record.settings;
    const settings = value === undefined ? others : { ...others, [name]: value };
    this.#buckets.put(bucket, { ...record, settings });
    await this.#book.committed();
  }
}

function removed({ name }: BucketSetting): readonly [string, string] {
  return name === "publicAccessBlock"
    ? ["NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found"]
    : ["OwnershipControlsNotFoundError", "The bucket ownership controls were not found"];
}

function isDocument(text: string, { element }: BucketSetting): boolean {
  if (element === undefined) return isPolicy(text);
  const [, root] = /^\s*(?:<\?[^>]*\?>\s*)?<([A-Za-z]+)[\s/>]/.exec(text) ?? [];
  return root === element && !text.includes("<!") && XMLValidator.validate(text) === true;
}

function isPolicy(text: string): boolean {
  try {
    const policy: unknown = JSON.parse(text);
    return isJsonObject(policy) && "Statement" in policy;
  } catch {
    return false;
  }
}

function malformed({ element }: BucketSetting): ServiceError {
  return element === undefined
    ? new ServiceError("MalformedPolicy", "Policies must be valid JSON and the first byte must be '{'")
    : new ServiceError(
        "MalformedXML",
        "The XML you provided was not well-formed or did not validate against our published schema",
      );
}
