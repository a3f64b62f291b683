// What S3 has on AWS and not here, by why.

import type { RefusedOperations } from "../../../aws/wire/operation.ts";

export const refused: RefusedOperations = {
  "it is an older form of another operation": [
    "GetBucketLifecycle GET /{Bucket}?lifecycle",
    "PutBucketLifecycle PUT /{Bucket}?lifecycle",
    "GetBucketNotification GET /{Bucket}?notification",
    "PutBucketNotification PUT /{Bucket}?notification",
  ],
  "no tables are made of what a bucket holds": [
    "CreateBucketMetadataConfiguration POST /{Bucket}?metadataConfiguration",
    "GetBucketMetadataConfiguration GET /{Bucket}?metadataConfiguration",
    "DeleteBucketMetadataConfiguration DELETE /{Bucket}?metadataConfiguration",
    "CreateBucketMetadataTableConfiguration POST /{Bucket}?metadataTable",
    "GetBucketMetadataTableConfiguration GET /{Bucket}?metadataTable",
    "DeleteBucketMetadataTableConfiguration DELETE /{Bucket}?metadataTable",
    "UpdateBucketMetadataInventoryTableConfiguration PUT /{Bucket}?metadataInventoryTable",
    "UpdateBucketMetadataJournalTableConfiguration PUT /{Bucket}?metadataJournalTable",
  ],
  "objects are read as they are": [
    "GetObjectTorrent GET /{Bucket}/{Key+}?torrent",
    "SelectObjectContent POST /{Bucket}/{Key+}?select",
    "WriteGetObjectResponse POST /WriteGetObjectResponse",
  ],
  "copy the object, then delete it": ["RenameObject PUT /{Bucket}/{Key+}?renameObject"],
  "there are no directory buckets": ["CreateSession GET /{Bucket}?session"],
};
