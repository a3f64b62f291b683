// What a table is, as it is kept: everything that CreateTable and its kin were told. Times are milliseconds since the epoch.

import type { KeyType } from "../values/attribute-value.ts";

export interface AttributeDefinition {
  readonly AttributeName: string;
  readonly AttributeType: KeyType;
}

export interface KeySchemaElement {
  readonly AttributeName: string;
  readonly KeyType: "HASH" | "RANGE";
}

export interface Throughput {
  readonly read: number;
  readonly write: number;
  readonly decreasesToday: number;
  readonly lastIncrease?: number;
  readonly lastDecrease?: number;
}

export type BillingMode = "PROVISIONED" | "PAY_PER_REQUEST";

export interface Projection {
  readonly ProjectionType: "ALL" | "KEYS_ONLY" | "INCLUDE";
  readonly NonKeyAttributes?: readonly string[];
}

export interface OnDemandThroughput {
  readonly MaxReadRequestUnits?: number | undefined;
  readonly MaxWriteRequestUnits?: number | undefined;
}

export interface IndexDefinition {
  /** Of its entries. */
  readonly owner: number;
  readonly name: string;
  readonly isGlobal: boolean;
  readonly keySchema: readonly KeySchemaElement[];
  readonly projection: Projection;
  /** Zero in a table that is billed by the request; a local index has its table's. */
  readonly throughput: Throughput;
  readonly onDemandThroughput?: OnDemandThroughput;
  /** Its entries are being made for items that were there before it. */
  readonly isBackfilling: boolean;
}

export type StreamViewType = "KEYS_ONLY" | "NEW_IMAGE" | "OLD_IMAGE" | "NEW_AND_OLD_IMAGES";

export interface TableStream {
  /** Of its records. */
  readonly owner: number;
  readonly label: string;
  readonly viewType: StreamViewType;
  readonly isEnabled: boolean;
}

export interface TableDefinition {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  readonly attributes: readonly AttributeDefinition[];
  readonly keySchema: readonly KeySchemaElement[];
  readonly billingMode: BillingMode;
  /** When it was last made PAY_PER_REQUEST; what once was so says that, even if it isn't any more. */
  readonly payPerRequestSince?: number;
  readonly throughput: Throughput;
  readonly onDemandThroughput?: OnDemandThroughput;
  readonly indexes: readonly IndexDefinition[];
  /** The latest, which may have been disabled. */
  readonly stream?: TableStream;
  /** `isBackfilling`: items that were there before have not been told all of them when they expire. */
  readonly timeToLive?: {
    readonly attribute: string;
    readonly enabledAt: number;
    readonly isBackfilling: boolean;
  };
  readonly tags: Readonly<Record<string, string>>;
  readonly encryption?: { readonly keyArn: string };
  readonly tableClass?: { readonly name: string; readonly updatedAt?: number };
  readonly isDeletionProtected: boolean;
  readonly pointInTimeRecovery?: { readonly enabledAt: number; readonly days: number };
  readonly contributorInsights?: Readonly<
    Record<string, { readonly updatedAt: number; readonly mode?: string }>
  >;
  readonly resourcePolicy?: { readonly text: string; readonly revision: string };
  /** Its items are on their way from the store of an earlier Millrace: a start that was cut short begins it again. */
  readonly isBeingTakenOver?: boolean;
}
