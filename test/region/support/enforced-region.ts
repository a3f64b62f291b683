// A region that holds roles to their policies, served, with clients for whoever has a role's keys.

import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import type { JsonObject } from "../../../src/aws/json.ts";
import type { Region } from "../../../src/region/region.ts";
import { type ServedRegion, serveRegion } from "../../server/served-region.ts";
import { type Client, type Configuration, documentOf, roleArn } from "./permission-cases.ts";

interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export class EnforcedRegion {
  /** Of each denial, the first time. */
  readonly told: string[] = [];
  readonly #opened: Client[] = [];
  #served: ServedRegion | undefined;

  async open(): Promise<void> {
    this.#served = await serveRegion({
      permissions: "enforce",
      onDenied: (message) => void this.told.push(message),
    });
    this.region.start();
  }

  async close(): Promise<void> {
    for (const client of this.#opened) client.destroy();
    await this.#served?.close();
  }

  get served(): ServedRegion {
    if (this.#served === undefined) throw new Error("the region is not open");
    return this.#served;
  }

  get region(): Region {
    return this.served.region;
  }

  /** Without credentials one that nobody holds to anything. */
  readonly clientOf = <Of extends Client>(
    kind: new (configuration: Configuration) => Of,
    credentials: Keys = this.served.clientConfiguration.credentials,
  ): Of => {
    const configuration = { ...this.served.clientConfiguration, credentials };
    const client = new kind({ ...configuration, maxAttempts: 1, disableHostPrefix: true });
    this.#opened.push(client);
    return client;
  };

  /** Answers with its ARN. One that is there has other permissions from now on. */
  readonly makeRole = (name: string, trusted: JsonObject, ...statements: readonly JsonObject[]): string => {
    const { roles } = this.region.services.iam;
    const trustPolicy = documentOf({ Effect: "Allow", Action: "sts:AssumeRole", ...trusted });
    if (roles.find(name) === undefined) roles.create({ name, trustPolicy });
    roles.putPolicy(name, "inline", documentOf(...statements));
    return roleArn(name);
  };

  readonly keysOf = async (RoleArn: string) => {
    const assume = new AssumeRoleCommand({ RoleArn, RoleSessionName: "tests" });
    const { Credentials: keys } = await this.clientOf(STSClient).send(assume);
    return {
      accessKeyId: keys?.AccessKeyId ?? "",
      secretAccessKey: keys?.SecretAccessKey ?? "",
      sessionToken: keys?.SessionToken ?? "",
    };
  };
}
