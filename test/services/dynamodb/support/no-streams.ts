// For tables that put their changes to no Kinesis stream.

import { delivered } from "../../../../src/aws/delivery.ts";

export const noStreams = { deliver: () => delivered, checkStream: () => undefined };
