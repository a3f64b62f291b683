// Transformers of log groups on the wire.

import type { Operation } from "../../../aws/wire/operation.ts";
import { listOf, required, structure, text } from "../../../aws/wire/shape.ts";
import type { CloudWatchLogs } from "../cloudwatch-logs.ts";
import { nameIn } from "../group-name.ts";
import { transformerConfig } from "../transformers/transformer-shapes.ts";
import { compileTransformer } from "../transformers/transformers.ts";
import { identifier, logsOperation } from "./shapes.ts";

const one = structure({ logGroupIdentifier: required(identifier) });
const put = structure({
  logGroupIdentifier: required(identifier),
  transformerConfig: required(transformerConfig),
});
const tried = structure({
  transformerConfig: required(transformerConfig),
  logEventMessages: required(listOf(text({ min: 1 }), { min: 1, max: 50 })),
});

export function transformerOperations(logs: CloudWatchLogs): Record<string, Operation> {
  const { transformers } = logs;
  return {
    PutTransformer: logsOperation(put, ({ logGroupIdentifier, transformerConfig: config }) => {
      transformers.put(nameIn(logGroupIdentifier), config);
      return {};
    }),
    GetTransformer: logsOperation(one, ({ logGroupIdentifier }) => {
      const { logGroupName } = logs.group(nameIn(logGroupIdentifier));
      const kept = transformers.of(logGroupName);
      if (kept === undefined) return {};
      const { logGroupName: _, ...told } = kept;
      return { logGroupIdentifier, ...told };
    }),
    DeleteTransformer: logsOperation(one, ({ logGroupIdentifier }) => {
      transformers.remove(logs.group(nameIn(logGroupIdentifier)).logGroupName);
      return {};
    }),
    TestTransformer: logsOperation(tried, ({ transformerConfig: config, logEventMessages }) => {
      const transform = compileTransformer(config);
      const transformedLogs = logEventMessages.map((eventMessage, at) => ({
        ...{ eventNumber: at + 1, eventMessage, transformedEventMessage: transform(eventMessage) },
      }));
      return { transformedLogs };
    }),
  };
}
