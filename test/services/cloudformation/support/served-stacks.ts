// A region with its API on a free port, and a client of CloudFormation's that looks at it without the pauses that AWS needs.

import {
  CloudFormationClient,
  CreateStackCommand,
  type CreateStackCommandInput,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  paginateDescribeStackEvents,
  type Stack,
  type StackEvent,
  UpdateStackCommand,
  type UpdateStackCommandInput,
} from "@aws-sdk/client-cloudformation";
import type { Region, RegionOptions } from "../../../../src/region/region.ts";
import { type Clock, systemClock } from "../../../../src/time/clock.ts";
import { serveRegion } from "../../../server/served-region.ts";
import { until } from "../../../support/until.ts";

type Written = { readonly [name: string]: unknown };

export interface ServedStacks {
  readonly region: Region;
  readonly url: string;
  readonly client: CloudFormationClient;
  /** What the region has warned of. */
  readonly warnings: string[];
  /** Resolves once the stack rests, with how it is then. */
  create(name: string, template: Written, more?: Partial<CreateStackCommandInput>): Promise<Stack>;
  update(name: string, template: Written, more?: Partial<UpdateStackCommandInput>): Promise<Stack>;
  settled(nameOrId: string): Promise<Stack>;
  /** Oldest first: `LogicalId STATUS`, with the reason in brackets; those of the last operation. */
  events(nameOrId: string): Promise<readonly string[]>;
  /** The physical ids by the logical ones. */
  resources(name: string): Promise<Readonly<Record<string, string>>>;
  close(): Promise<void>;
}

export async function serveStacks(
  directory?: string,
  clock: Clock = systemClock,
  permissions: RegionOptions["permissions"] = "off",
): Promise<ServedStacks> {
  const warnings: string[] = [];
  const onWarning = (warning: string) => void warnings.push(warning);
  const served = await serveRegion({ directory, onWarning, clock, permissions });
  const { region, server, clientConfiguration } = served;
  region.start();
  const client = new CloudFormationClient(clientConfiguration);
  const settled = (nameOrId: string) =>
    until(async () => {
      const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: nameOrId }));
      return stack?.StackStatus?.endsWith("_IN_PROGRESS") === true ? undefined : stack;
    });
  return {
    region,
    url: server.url,
    client,
    warnings,
    settled,
    async resources(name) {
      const { StackResources: resources = [] } = await client.send(
        new DescribeStackResourcesCommand({ StackName: name }),
      );
      return Object.fromEntries(
        resources.map((each) => [each.LogicalResourceId, each.PhysicalResourceId ?? ""]),
      );
    },
    async create(name, template, more) {
      const body = { StackName: name, TemplateBody: JSON.stringify(template) };
      const { StackId: id = "" } = await client.send(new CreateStackCommand({ ...body, ...more }));
      return settled(id);
    },
    async update(name, template, more) {
      const body = { StackName: name, TemplateBody: JSON.stringify(template) };
      const { StackId: id = "" } = await client.send(new UpdateStackCommand({ ...body, ...more }));
      return settled(id);
    },
    async events(nameOrId) {
      const events: StackEvent[] = [];
      for await (const page of paginateDescribeStackEvents({ client }, { StackName: nameOrId }))
        events.push(...(page.StackEvents ?? []));
      const isBegin = (each: StackEvent) =>
        each.LogicalResourceId === each.StackName &&
        /^(CREATE|UPDATE|DELETE|IMPORT)_IN_PROGRESS$/.test(each.ResourceStatus ?? "");
      const begin = events.findIndex(isBegin);
      return events
        .slice(0, begin + 1)
        .toReversed()
        .map((each) => {
          const what = `${each.LogicalResourceId} ${each.ResourceStatus}`;
          return each.ResourceStatusReason === undefined ? what : `${what} (${each.ResourceStatusReason})`;
        });
    },
    async close() {
      client.destroy();
      await served.close();
    },
  };
}
