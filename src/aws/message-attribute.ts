// An attribute that travels beside a message: SQS and SNS have them in common.

export interface MessageAttribute {
  /** `String`, `Number` or `Binary`, perhaps followed by a dot and a label. */
  readonly dataType: string;
  readonly stringValue?: string;
  readonly binaryValue?: Uint8Array;
}

export type MessageAttributes = ReadonlyMap<string, MessageAttribute>;

/** Whoever sends a message: every credential is taken, so all are one. */
export const senderId = "AIDAMILLRACE";
