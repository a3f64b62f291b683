// Data protection policies of log groups on the wire.

import type { Operation } from "../../../aws/wire/operation.ts";
import { required, structure, text } from "../../../aws/wire/shape.ts";
import type { CloudWatchLogs } from "../cloudwatch-logs.ts";
import { nameIn } from "../group-name.ts";
import { identifier, logsOperation } from "./shapes.ts";

const put = structure({
  logGroupIdentifier: required(identifier),
  policyDocument: required(text({ min: 1, max: 30_720 })),
});
const one = structure({ logGroupIdentifier: required(identifier) });

export function dataProtectionOperations(logs: CloudWatchLogs): Record<string, Operation> {
  const { dataProtection } = logs;
  return {
    PutDataProtectionPolicy: logsOperation(put, ({ logGroupIdentifier, policyDocument }) => {
      const name = nameIn(logGroupIdentifier);
      const { lastUpdatedTime } = dataProtection.put(name, policyDocument);
      logs.filterAnew(name);
      return { logGroupIdentifier, policyDocument, lastUpdatedTime };
    }),
    GetDataProtectionPolicy: logsOperation(one, ({ logGroupIdentifier }) => {
      const { logGroupName } = logs.group(nameIn(logGroupIdentifier));
      return { logGroupIdentifier, ...dataProtection.of(logGroupName) };
    }),
    DeleteDataProtectionPolicy: logsOperation(one, ({ logGroupIdentifier }) => {
      const { logGroupName } = logs.group(nameIn(logGroupIdentifier));
      dataProtection.remove(logGroupName);
      logs.filterAnew(logGroupName);
      return {};
    }),
  };
}
