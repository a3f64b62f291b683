// Is it flowing, is it late, is it failing, is anything set aside or waited for: in words, each with where to look further.

import type { ComponentChildren } from "preact";
import type { WaitingTasks } from "../pages/approvals.tsx";
import type { Tone } from "../parts/status.tsx";
import { count, duration } from "../parts/words.ts";
import { call, view } from "../region/call.ts";
import { useLive } from "../region/live.ts";
import { addressOf, addressOfArn } from "../route.ts";
import type { Connections } from "./connections.ts";
import type { Kind, Thing } from "./part.ts";
import type { Flow } from "./rates.ts";

export interface AnswersProps {
  readonly connections: Connections;
  readonly flows: ReadonlyMap<string, Flow>;
  readonly shortName: (name: string) => string;
}

/** Of what a rate is told, in this order. */
const told: readonly (readonly [kind: Kind, what: string])[] = [
  ["stream", "records"],
  ["machine", "executions"],
  ["queue", "messages"],
  ["rule", "events"],
  ["function", "invocations"],
];
/** The first of them that there are say enough. */
const mostTold = 2;
/** Later than this is out of the ordinary: batches are waited for some seconds at most. */
const lateMs = 60_000;
const mostNamed = 3;

export function Answers({ connections: { things, connections }, flows, shortName }: AnswersProps) {
  const flowing = told.flatMap(([kind, what]) => {
    const rate = things
      .filter((thing) => thing.kind === kind)
      .reduce((sum, { arn }) => sum + (flows.get(arn)?.rate ?? 0), 0);
    if (rate === 0) return [];
    return [rate < 1 ? `${count(rate * 60)} ${what}/min` : `${count(rate)} ${what}/s`];
  });
  const streams = things.filter(({ kind }) => kind === "stream");
  const latest = greatest(streams, ({ arn }) => flows.get(arn)?.waits ?? 0);
  const behindMs = latest === undefined ? 0 : (flows.get(latest.arn)?.waits ?? 0);
  const failing = things.filter(({ arn }) => (flows.get(arn)?.errors ?? 0) > 0);
  const failures = failing.reduce((sum, { arn }) => sum + (flows.get(arn)?.errors ?? 0), 0);
  const full = things.filter(({ arn }) => (flows.get(arn)?.throttled ?? 0) > 0);
  const throttled = full.reduce((sum, { arn }) => sum + (flows.get(arn)?.throttled ?? 0), 0);
  const halted = things.filter((each) => each.halted !== undefined);
  const deadLetters = new Set(
    connections.filter(({ label }) => label === "dead letters").map(({ to }) => to),
  );
  const aside = things.filter(({ arn }) => deadLetters.has(arn) && (flows.get(arn)?.waits ?? 0) > 0);
  const letters = aside.reduce((sum, { arn }) => sum + (flows.get(arn)?.waits ?? 0), 0);
  return (
    <dl class="facts answers">
      <Answer question="Is it flowing?" tone={flowing.length > 0 ? "good" : "dull"}>
        {flowing.length > 0 ? `✔ ${flowing.slice(0, mostTold).join(", ")}` : "· nothing in the last minute"}
      </Answer>
      {latest !== undefined && (
        <Answer question="Is it late?" tone={behindMs > lateMs ? "odd" : "good"}>
          {behindMs < 1 ? "✔ no" : `${behindMs > lateMs ? "⏱" : "✔"} ${duration(behindMs)} at most`}
          {behindMs > lateMs && <Named things={[latest]} shortName={shortName} />}
        </Answer>
      )}
      <Answer question="Is it failing?" tone={failures > 0 ? "bad" : "good"}>
        {failures > 0 ? `✖ ${count(failures)} failed of late` : "✔ no"}
        <Named things={failing} shortName={shortName} />
      </Answer>
      {throttled > 0 && (
        <Answer question="Is it throttled?" tone="odd">
          {`⏱ ${count(throttled)} times of late`}
          <Named things={full} shortName={shortName} />
        </Answer>
      )}
      {halted.length > 0 && (
        <Answer question="Does anything stand still?" tone="odd">
          {`■ ${count(halted.length)}`}
          <Named things={halted} shortName={shortName} />
        </Answer>
      )}
      <InAlarm shortName={shortName} />
      <IsWaitedFor />
      {deadLetters.size > 0 && (
        <Answer question="Is anything set aside?" tone={letters > 0 ? "odd" : "good"}>
          {letters > 0 ? `⇣ ${count(letters)} dead letters` : "✔ no"}
          <Named things={aside} shortName={shortName} />
        </Answer>
      )}
    </dl>
  );
}

interface Alarms {
  readonly MetricAlarms: readonly { readonly AlarmName: string }[];
  readonly CompositeAlarms?: readonly { readonly AlarmName: string }[];
}

function InAlarm({ shortName }: Pick<AnswersProps, "shortName">) {
  const { value } = useLive(
    "in alarm",
    () =>
      call<Alarms>("cloudwatch", "DescribeAlarms", {
        ...{ AlarmTypes: ["MetricAlarm", "CompositeAlarm"], StateValue: "ALARM" },
      }),
    15_000,
  );
  if (value === undefined) return null;
  const names = [...value.MetricAlarms, ...(value.CompositeAlarms ?? [])].map(({ AlarmName }) => AlarmName);
  return (
    <Answer question="Is anything in alarm?" tone={names.length > 0 ? "bad" : "good"}>
      {names.length > 0 ? `✖ ${count(names.length)}` : "✔ no"}
      {names.slice(0, mostNamed).map((name, at) => (
        <span key={name}>
          {at === 0 ? ": " : ", "}
          <a href={addressOf(["alarms", name])}>{shortName(name)}</a>
        </span>
      ))}
      {names.length > mostNamed && (
        <>
          {" "}
          and <a href="#/metrics">{names.length - mostNamed} more</a>
        </>
      )}
    </Answer>
  );
}

/** Who holds a task token may not know it: what waits for ever looks like what takes long. */
function IsWaitedFor() {
  const { value } = useLive("waited for", () => view<WaitingTasks>("waiting-tasks", { most: "0" }), 5000);
  if (value === undefined) return null;
  const { waiting } = value;
  return (
    <Answer question="Is anybody waited for?" tone={waiting > 0 ? "odd" : "good"}>
      {waiting === 0 ? "✔ no" : <a href="#/approvals">{`◔ ${count(waiting)} to be answered`}</a>}
    </Answer>
  );
}

interface AnswerProps {
  readonly question: string;
  readonly tone: Tone;
  readonly children: ComponentChildren;
}

function Answer({ question, tone, children }: AnswerProps) {
  return (
    <div>
      <dt>{question}</dt>
      <dd class={tone}>{children}</dd>
    </div>
  );
}

interface NamedProps {
  readonly things: readonly Thing[];
  readonly shortName: (name: string) => string;
}

/** What failed of a machine is what one wants to see of it. */
function Named({ things, shortName }: NamedProps) {
  return (
    <>
      {things.slice(0, mostNamed).map(({ arn, kind, name }, at) => {
        const address =
          kind === "machine" ? addressOf(["machines", name], { status: "UNSUCCESSFUL" }) : addressOfArn(arn);
        return (
          <span key={arn}>
            {at === 0 ? ": " : ", "}
            {address === undefined ? shortName(name) : <a href={address}>{shortName(name)}</a>}
          </span>
        );
      })}
      {things.length > mostNamed && ` and ${things.length - mostNamed} more`}
    </>
  );
}

function greatest(things: readonly Thing[], measure: (thing: Thing) => number): Thing | undefined {
  return things.reduce<Thing | undefined>(
    (most, each) => (most === undefined || measure(each) > measure(most) ? each : most),
    undefined,
  );
}
