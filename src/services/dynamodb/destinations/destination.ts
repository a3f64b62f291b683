// A Kinesis stream that a table's changes are put to.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/kds.html

export const precisions = ["MILLISECOND", "MICROSECOND"] as const;

/** Of the time that a record says its change was made at. */
export type Precision = (typeof precisions)[number];

/** As it is kept. */
export interface DestinationDescription {
  readonly tableName: string;
  readonly streamArn: string;
  readonly precision: Precision;
  /** One that has been disabled is described until its table is deleted, and what waits for it is still put. */
  readonly isEnabled: boolean;
  /** Its table has been deleted. */
  readonly isOrphan?: boolean;
}

export interface Destination {
  /** Of the records that wait to be put. */
  readonly owner: number;
  readonly description: DestinationDescription;
}
