// Every list of Step Functions in pages: nothing is missing, nothing comes twice, and a page's token is of use for its list alone,
// for a day.

import * as sfn from "@aws-sdk/client-sfn";
import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../../../src/aws/json.ts";
import { machineArn, passes, roleArn, waits } from "../support/definitions.ts";
import { servedStates } from "../support/served-states.ts";

const service = servedStates(async () => {
  const { machines } = service.states;
  for (let number = 0; number < activities; number++)
    service.states.activities.create({ name: `activity-${number}` });
  machines.create({ name: "many", definition: waits, roleArn, publish: true });
  for (let number = 2; number <= 5; number++) {
    machines.update({ stateMachineArn: machineArn("many"), roleArn: `${roleArn}-${number}` });
    machines.publish(machineArn("many"), {});
  }
  const routing = [{ versionArn: `${machineArn("many")}:1`, weight: 100 }];
  for (const name of ["red", "green", "blue", "black", "white"])
    machines.aliases.create(machineArn("many"), { name, routing });
  for (const form of ["", ":red"]) {
    for (let number = 0; number < 5; number++)
      await service.states.startExecution({ stateMachineArn: `${machineArn("many")}${form}` });
  }
  machines.create({ name: "passes", definition: passes, roleArn });
  machines.create({ name: "parallel", definition: parallel, roleArn });
  passed = await service.run(machineArn("passes"));
  mapped = await service.run(machineArn("parallel"), [1, 2, 3, 4, 5]);
  mapRunArn = service.states.mapRuns.list(mapped, {}).items[0]?.arn;
});
let passed: string;
let mapped: string;
let mapRunArn: string | undefined;

const activities = 101;
const parallel = JSON.stringify({
  StartAt: "All",
  States: {
    All: { Type: "Parallel", Branches: ["A", "B", "C", "D", "E"].map(branch), End: true },
  },
});

function branch(label: string): JsonObject {
  const processor = {
    ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
    StartAt: `Keep${label}`,
    States: { [`Keep${label}`]: { Type: "Pass", End: true } },
  };
  const map = { Type: "Map", Label: label, ItemProcessor: processor, End: true };
  return { StartAt: label, States: { [label]: map } };
}

interface Page {
  readonly items: readonly unknown[] | undefined;
  readonly nextToken: string | undefined;
}

interface PageRequest {
  readonly maxResults?: number;
  readonly nextToken?: string | undefined;
}

interface List {
  readonly what: string;
  readonly count: number;
  readonly page: (request: PageRequest) => Promise<Page>;
}

const stateMachineArn = machineArn("many");

const lists: readonly List[] = [
  {
    what: "ListActivities",
    count: activities,
    page: async (request) => {
      const { activities: items, nextToken } = await service.client.send(
        new sfn.ListActivitiesCommand(request),
      );
      return { items, nextToken };
    },
  },
  {
    what: "ListStateMachines",
    count: 3,
    page: async (request) => {
      const { stateMachines: items, nextToken } = await service.client.send(
        new sfn.ListStateMachinesCommand(request),
      );
      return { items, nextToken };
    },
  },
  {
    what: "ListStateMachineVersions",
    count: 5,
    page: async (request) => {
      const { stateMachineVersions: items, nextToken } = await service.client.send(
        new sfn.ListStateMachineVersionsCommand({ stateMachineArn, ...request }),
      );
      return { items, nextToken };
    },
  },
  { what: "ListStateMachineAliases", count: 5, page: aliasesOf(stateMachineArn) },
  { what: "ListStateMachineAliases of a version", count: 5, page: aliasesOf(`${stateMachineArn}:1`) },
  { what: "ListExecutions of a machine", count: 10, page: executionsOf(() => ({ stateMachineArn })) },
  {
    what: "ListExecutions of a machine by status",
    count: 10,
    page: executionsOf(() => ({ stateMachineArn, statusFilter: "RUNNING" })),
  },
  {
    what: "ListExecutions of an alias",
    count: 5,
    page: executionsOf(() => ({ stateMachineArn: `${stateMachineArn}:red` })),
  },
  {
    what: "ListExecutions of a version",
    count: 5,
    page: executionsOf(() => ({ stateMachineArn: `${stateMachineArn}:1` })),
  },
  { what: "ListExecutions of a Map Run", count: 5, page: executionsOf(() => ({ mapRunArn })) },
  {
    what: "ListExecutions of a Map Run by redrive",
    count: 5,
    page: executionsOf(() => ({ mapRunArn, redriveFilter: "NOT_REDRIVEN" })),
  },
  {
    what: "ListMapRuns",
    count: 5,
    page: async (request) => {
      const { mapRuns: items, nextToken } = await service.client.send(
        new sfn.ListMapRunsCommand({ executionArn: mapped, ...request }),
      );
      return { items, nextToken };
    },
  },
  { what: "GetExecutionHistory", count: 4, page: historyOf({}) },
  { what: "GetExecutionHistory in reverse", count: 4, page: historyOf({ reverseOrder: true }) },
];

function aliasesOf(arn: string): List["page"] {
  return async (request) => {
    const { stateMachineAliases: items, nextToken } = await service.client.send(
      new sfn.ListStateMachineAliasesCommand({ stateMachineArn: arn, ...request }),
    );
    return { items, nextToken };
  };
}

function executionsOf(query: () => sfn.ListExecutionsCommandInput): List["page"] {
  return async (request) => {
    const { executions: items, nextToken } = await service.client.send(
      new sfn.ListExecutionsCommand({ ...query(), ...request }),
    );
    return { items, nextToken };
  };
}

function historyOf(fields: Pick<sfn.GetExecutionHistoryCommandInput, "reverseOrder">): List["page"] {
  return async (request) => {
    const { events: items, nextToken } = await service.client.send(
      new sfn.GetExecutionHistoryCommand({ executionArn: passed, ...fields, ...request }),
    );
    return { items, nextToken };
  };
}

const refused = { name: "InvalidToken", message: "Invalid Token: 'Invalid token'" };

describe.each(lists)("$what", ({ what, count, page }) => {
  test("tells the same in pages as at once", async () => {
    const { items: all = [], nextToken: none } = await page({ maxResults: 1000 });
    expect(all).toHaveLength(count);
    expect(none).toBeUndefined();
    const found: unknown[] = [];
    let nextToken: string | undefined;
    do {
      const { items = [], nextToken: next } = await page({ maxResults: 2, nextToken });
      expect(items.length).toBe(Math.min(2, count - found.length));
      found.push(...items);
      nextToken = next;
    } while (nextToken !== undefined);
    expect(found).toEqual(all);
  });

  test.each([undefined, 0])("has a hundred at most if %s are asked for", async (maxResults) => {
    const { items, nextToken } = await page(maxResults === undefined ? {} : { maxResults });
    expect(items).toHaveLength(Math.min(100, count));
    expect(nextToken).toEqual(count > 100 ? expect.any(String) : undefined);
  });

  test("ends with a page that is full", async () => {
    expect((await page({ maxResults: count })).nextToken).toBeUndefined();
    expect((await page({ maxResults: count - 1 })).nextToken).toEqual(expect.any(String));
  });

  test.each(["made-up", "e30", "bnVsbA", "WzFd"])("refuses %s for a token", async (nextToken) => {
    await expect(page({ nextToken })).rejects.toMatchObject(refused);
  });

  test("refuses a token that was tampered with", async () => {
    const { nextToken = "" } = await page({ maxResults: 1 });
    const forged = Buffer.from(nextToken, "base64url")
      .toString()
      .replace(/^\[[^,]+/, "[{}");
    await expect(page({ nextToken: Buffer.from(forged).toString("base64url") })).rejects.toMatchObject(
      refused,
    );
  });

  test("refuses the token of every other list", async () => {
    for (const other of lists.filter((each) => each.what !== what)) {
      const { nextToken } = await other.page({ maxResults: 1 });
      await expect(page({ nextToken })).rejects.toMatchObject(refused);
    }
  });
});

test("a token is good for a day, and not for longer", async () => {
  const first = await Promise.all(lists.map(({ page }) => page({ maxResults: 1 })));
  const day = 24 * 3_600_000;
  service.laterBy(day - 60_000);
  for (const [at, { page }] of lists.entries())
    expect((await page({ maxResults: 1, nextToken: first[at]?.nextToken })).items).toHaveLength(1);
  service.laterBy(60_000);
  for (const [at, { page }] of lists.entries())
    await expect(page({ nextToken: first[at]?.nextToken })).rejects.toMatchObject(refused);
});

test("versions are listed newest first, aliases by name", async () => {
  const last = (arn: string | undefined) => arn?.split(":").at(-1);
  const { stateMachineVersions } = await service.client.send(
    new sfn.ListStateMachineVersionsCommand({ stateMachineArn }),
  );
  const versions = stateMachineVersions?.map((each) => last(each.stateMachineVersionArn));
  expect(versions).toEqual(["5", "4", "3", "2", "1"]);
  const { stateMachineAliases } = await service.client.send(
    new sfn.ListStateMachineAliasesCommand({ stateMachineArn }),
  );
  const aliases = stateMachineAliases?.map((each) => last(each.stateMachineAliasArn));
  expect(aliases).toEqual(["black", "blue", "green", "red", "white"]);
});

describe("the SDK's own paginators", () => {
  const pageSize = 2;
  const client = () => ({ client: service.client, pageSize });
  const paginators = {
    paginateGetExecutionHistory: () => sfn.paginateGetExecutionHistory(client(), { executionArn: passed }),
    paginateListActivities: () => sfn.paginateListActivities(client(), {}),
    paginateListExecutions: () => sfn.paginateListExecutions(client(), { stateMachineArn }),
    paginateListMapRuns: () => sfn.paginateListMapRuns(client(), { executionArn: mapped }),
    paginateListStateMachines: () => sfn.paginateListStateMachines(client(), {}),
  };

  test("are all here", () => {
    const exported = Object.keys(sfn).filter((name) => name.startsWith("paginate"));
    expect(Object.keys(paginators).sort()).toEqual(exported.sort());
  });

  test.each(Object.entries(paginators))("%s comes to an end", async (name, paginate) => {
    let pages = 0;
    for await (const _ of paginate()) pages += 1;
    const { count = 0 } = lists.find(({ what }) => what.startsWith(name.slice("paginate".length))) ?? {};
    expect(pages).toBe(Math.ceil(count / pageSize));
  });
});

test("what is made while a list is read in pages makes nothing come twice", async () => {
  const { states, client } = service;
  const read = async (nextToken?: string) => {
    const page = await client.send(new sfn.ListStateMachinesCommand({ maxResults: 1, nextToken }));
    return { names: page.stateMachines?.map(({ name }) => name ?? "") ?? [], nextToken: page.nextToken };
  };
  const seen: string[] = [];
  let page = await read();
  seen.push(...page.names);
  states.machines.create({ name: "0-before-all", definition: passes, roleArn });
  while (page.nextToken !== undefined) {
    page = await read(page.nextToken);
    seen.push(...page.names);
  }
  expect(seen).toEqual([...new Set(seen)].sort());
  states.machines.delete(machineArn("0-before-all"));

  const executions = async (nextToken?: string) =>
    client.send(new sfn.ListExecutionsCommand({ stateMachineArn, maxResults: 1, nextToken }));
  const first = await executions();
  await states.startExecution({ stateMachineArn });
  const second = await executions(first.nextToken);
  expect(second.executions?.[0]?.executionArn).not.toBe(first.executions?.[0]?.executionArn);
});
