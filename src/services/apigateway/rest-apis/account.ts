// What API Gateway knows of the account. https://docs.aws.amazon.com/apigateway/latest/api/API_GetAccount.html

import type { Records } from "../../../storage/record-book.ts";

export interface Account {
  readonly apiKeyVersion: string;
  readonly features: readonly string[];
  readonly throttleSettings: { readonly burstLimit: number; readonly rateLimit: number };
  /** By which AWS would write the logs of APIs. */
  readonly cloudwatchRoleArn?: string | undefined;
}

/** AWS's defaults. */
const usual: Account = {
  apiKeyVersion: "4",
  features: ["UsagePlans"],
  throttleSettings: { burstLimit: 5000, rateLimit: 10_000 },
};

export class AccountSettings {
  readonly #records: Records<Account>;

  constructor(records: Records<Account>) {
    this.#records = records;
  }

  get(): Account {
    return this.#records.get("account") ?? usual;
  }

  /** An empty ARN takes the role away. */
  put({ cloudwatchRoleArn, ...account }: Account): Account {
    const kept = cloudwatchRoleArn ? { ...account, cloudwatchRoleArn } : account;
    this.#records.put("account", kept);
    return kept;
  }
}
