// How long the console takes to show, scroll, jump through and filter a great many things, in a real browser.

import type { Page } from "playwright-core";
import type { OpenedConsole } from "./opened-console.ts";

export interface Scale {
  readonly executions: number;
  readonly events: number;
  /** Of an inline Map. A Standard execution's history has room for about 6,000 of them; an Express one's has no such limit. */
  readonly inlineItems: number;
  /** Of a distributed Map, each of which is an execution of its own. */
  readonly items: number;
}

export interface Timing {
  readonly what: string;
  /** Of most steps, where there are several. */
  readonly milliseconds: number;
  readonly longest: number;
  /** Of the page's thread, in milliseconds a step, however busy the machine is with others; undefined of what it is not alone at. */
  readonly processor: number | undefined;
  /** How many rows there are, as the page says it. */
  readonly rows: number;
}

/** As much as is to stay usable. */
export const whole: Scale = { executions: 10_000, events: 25_000, inlineItems: 10_000, items: 10_000 };

export async function measureManyThings(opened: OpenedConsole, scale: Scale): Promise<readonly Timing[]> {
  const timings: Timing[] = [];
  const many = await manyExecutions(opened, scale.executions);
  timings.push(
    await shown(opened, `${scale.executions} executions`, `#/machines/${many}`, "Executions"),
    ...(await measured(opened.page, `${scale.executions} executions`, "Executions", "Filter by name", "99")),
  );
  const eventful = await longHistory(opened, scale.events);
  const events = `#/executions/${encodeURIComponent(eventful)}?view=events`;
  timings.push(
    await shown(opened, `${scale.events} events`, events, "Events"),
    ...(await measured(opened.page, `${scale.events} events`, "Events", "Filter events", "PassStateExited")),
  );
  const mapped = await wideMap(opened, scale.inlineItems, "INLINE");
  const inline = `a Map of ${scale.inlineItems} items`;
  const items = `#/executions/${encodeURIComponent(mapped)}?view=table`;
  timings.push(
    await shown(opened, inline, items, "States"),
    ...(await measured(opened.page, inline, "States", "Filter by state", "#99 ")),
  );
  await opened.go(`#/executions/${encodeURIComponent(mapped)}?view=timeline`);
  timings.push(
    ...(await scrolled(opened.page, `${inline}, timeline`, "Timeline")),
    ...(await jumped(opened.page, `${inline}, timeline`, "Timeline")),
  );
  const distributed = await wideMap(opened, scale.items, "DISTRIBUTED");
  const [run] = opened.region.services.states.mapRuns.list(distributed, {}).items;
  const children = `#/map-runs/${encodeURIComponent(run?.arn ?? "")}`;
  timings.push(
    await shown(opened, `a Map Run of ${scale.items} items`, children, "Child executions"),
    ...(await measured(
      opened.page,
      `a Map Run of ${scale.items} items`,
      "Child executions",
      "Filter by name",
      "9",
    )),
  );
  return timings;
}

/** From an empty page to the first rows, with all that is asked of the region meanwhile. */
async function shown(opened: OpenedConsole, what: string, hash: string, list: string): Promise<Timing> {
  await opened.page.goto("about:blank");
  const start = performance.now();
  await opened.go(hash);
  await opened.page.getByRole("table", { name: list }).locator(".row").nth(1).waitFor({ timeout: 120_000 });
  const milliseconds = performance.now() - start;
  const rows = await rowCount(opened.page, list);
  return { what: `${what}: opening`, milliseconds, longest: milliseconds, processor: undefined, rows };
}

async function measured(
  page: Page,
  what: string,
  list: string,
  filter: string,
  text: string,
): Promise<readonly Timing[]> {
  const moving = [...(await scrolled(page, what, list)), ...(await jumped(page, what, list))];
  const started = await rowCount(page, list);
  await page.getByLabel(filter).first().focus();
  const [milliseconds, processor] = await withProcessorTime(page, () =>
    page.evaluate<number>(`(async () => {
    const input = document.activeElement;
    const table = document.querySelector('[role=table][aria-label="${list}"]');
    const before = table.getAttribute("aria-rowcount");
    const start = performance.now();
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(input, ${JSON.stringify(text)});
    input.dispatchEvent(new Event("input", { bubbles: true }));
    for (let frame = 0; frame < 600; frame++) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const now = document.querySelector('[role=table][aria-label="${list}"]');
      if (now.getAttribute("aria-rowcount") !== before && now.ariaBusy !== "true") return performance.now() - start;
    }
    throw new Error("the filter changes nothing");
  })()`),
  );
  const left = await rowCount(page, list);
  if (left === 0 || left >= started) throw new Error(`${what}: ${left} of ${started} rows are left`);
  return [
    ...moving,
    { what: `${what}: filtering`, milliseconds, longest: milliseconds, processor, rows: left },
  ];
}

/** From one end to the other by the keyboard, each time until the row there has the focus and is drawn. */
async function jumped(page: Page, what: string, list: string): Promise<readonly Timing[]> {
  const [jumps, processor] = await withProcessorTime(page, () =>
    page.evaluate<readonly number[]>(`(async () => {
    const table = document.querySelector('[role=table][aria-label="${list}"]');
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    table.querySelector(".body a, .body button").focus();
    const jumps = [];
    for (const key of ["Home", "End", "Home", "End", "Home", "End", "Home"]) {
      const wanted = key === "Home" ? "2" : table.getAttribute("aria-rowcount");
      const start = performance.now();
      document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
      for (let frames = 0; document.activeElement.closest("[role=row]")?.ariaRowIndex !== wanted; frames++) {
        if (frames > 600) throw new Error(key + " leads nowhere");
        await frame();
      }
      await frame();
      jumps.push(performance.now() - start);
    }
    return jumps.sort((one, other) => one - other);
  })()`),
  );
  return [
    {
      what: `${what}: jumping`,
      milliseconds: jumps[Math.floor(jumps.length / 2)] ?? 0,
      longest: jumps.at(-1) ?? 0,
      processor: processor / jumps.length,
      rows: await rowCount(page, list),
    },
  ];
}

/** From one end to the other by steps, each until it is drawn. */
async function scrolled(page: Page, what: string, list: string): Promise<readonly Timing[]> {
  await page.getByRole("table", { name: list }).locator(".row").nth(1).waitFor({ timeout: 120_000 });
  const [steps, processor] = await withProcessorTime(page, () =>
    page.evaluate<readonly number[]>(`(async () => {
    const body = document.querySelector('[role=table][aria-label="${list}"] .body');
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const steps = [];
    for (let step = 1; step <= 20; step++) {
      const start = performance.now();
      body.scrollTop = (body.scrollHeight * step) / 20;
      await frame();
      await frame();
      if (body.querySelectorAll(".row").length < 2) throw new Error("nothing is drawn there");
      steps.push(performance.now() - start);
    }
    return steps.sort((one, other) => one - other);
  })()`),
  );
  const milliseconds = steps[Math.floor(steps.length / 2)] ?? 0;
  return [
    {
      what: `${what}: scrolling`,
      milliseconds,
      longest: steps.at(-1) ?? 0,
      processor: processor / steps.length,
      rows: await rowCount(page, list),
    },
  ];
}

/** What `work` answers, and how long the page's thread was at it. */
async function withProcessorTime<Answer>(
  page: Page,
  work: () => Promise<Answer>,
): Promise<readonly [Answer, number]> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const soFar = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN) * 1000;
  };
  const before = await soFar();
  const answer = await work();
  const after = await soFar();
  await session.detach();
  return [answer, after - before];
}

async function rowCount(page: Page, list: string): Promise<number> {
  const count = await page.getByRole("table", { name: list }).getAttribute("aria-rowcount");
  return Number(count) - 1;
}

async function manyExecutions(opened: OpenedConsole, count: number): Promise<string> {
  const definition = { StartAt: "Done", States: { Done: { Type: "Succeed" } } };
  const stateMachineArn = await opened.createMachine("many", definition);
  const { states } = opened.region.services;
  for (let from = 0; from < count; from += 200)
    await Promise.all(
      Array.from({ length: Math.min(200, count - from) }, (_, at) =>
        states.startExecution({ stateMachineArn, name: `parcel-${from + at}`, input: "{}" }),
      ),
    );
  return "many";
}

/** Each time round the loop makes six events. */
async function longHistory(opened: OpenedConsole, events: number): Promise<string> {
  const rounds = Math.floor((events - 20) / 6);
  const definition = {
    StartAt: "Start",
    States: {
      Start: { Type: "Pass", Result: { left: rounds }, Next: "Count" },
      Count: { Type: "Pass", Parameters: { "left.$": "States.MathAdd($.left, -1)" }, Next: "Look" },
      Look: { Type: "Pass", Next: "Again" },
      Again: {
        Type: "Choice",
        Choices: [{ Variable: "$.left", NumericGreaterThan: 0, Next: "Count" }],
        Default: "Done",
      },
      Done: { Type: "Succeed" },
    },
  };
  return runToEnd(opened, await opened.createMachine("eventful", definition), "{}");
}

async function wideMap(
  opened: OpenedConsole,
  items: number,
  Mode: "INLINE" | "DISTRIBUTED",
): Promise<string> {
  const definition = {
    StartAt: "Each",
    States: {
      Each: {
        Type: "Map",
        ItemProcessor: {
          ProcessorConfig: Mode === "INLINE" ? { Mode } : { Mode, ExecutionType: "EXPRESS" },
          StartAt: "Weigh",
          States: { Weigh: { Type: "Succeed" } },
        },
        End: true,
      },
    },
  };
  const input = JSON.stringify(Array.from({ length: items }, (_, at) => at));
  const name = `wide-${Mode.toLowerCase()}`;
  if (Mode === "DISTRIBUTED") return runToEnd(opened, await opened.createMachine(name, definition), input);
  const stateMachineArn = await opened.createMachine(name, definition, "EXPRESS");
  const { executionArn } = await opened.call("sfn", "StartSyncExecution", { stateMachineArn, input });
  return String(executionArn);
}

async function runToEnd(opened: OpenedConsole, stateMachineArn: string, input: string): Promise<string> {
  const { states } = opened.region.services;
  const { executionArn } = await states.startExecution({ stateMachineArn, input });
  await states.standard.ended(executionArn);
  return executionArn;
}
