// Schedules of EventBridge Scheduler, and the rules that have one: when they are due next, what they call, and what became of it.

import { JsonText } from "../parts/json.tsx";
import { LastFailure } from "../parts/last-failure.tsx";
import { ListPage } from "../parts/list-page.tsx";
import { ThingPage } from "../parts/thing-page.tsx";
import { Arns } from "../parts/things.tsx";
import { When } from "../parts/when.tsx";
import { call, NotThere, view } from "../region/call.ts";
import { useLive } from "../region/live.ts";
import { sumsOf } from "../region/metric-sums.ts";
import { addressOf, type Route } from "../route.ts";

interface Schedule {
  readonly arn: string;
  readonly group: string;
  readonly name: string;
  /** Also where it stands in the time zone that it is told in. */
  readonly expression: string;
  readonly isEnabled: boolean;
  readonly targets: readonly string[];
  readonly deadLetters: readonly string[];
  readonly isRule: boolean;
  readonly described: object;
}

type DueTimes = Readonly<Record<string, readonly number[]>>;

/** Rules stand in a group of their own in the page. */
const rules = "rules";

interface DescribedSchedule {
  readonly Arn: string;
  readonly GroupName: string;
  readonly Name: string;
  readonly ScheduleExpression: string;
  readonly ScheduleExpressionTimezone: string;
  readonly State: string;
  readonly Target: { readonly Arn: string; readonly DeadLetterConfig?: { readonly Arn: string } };
}

async function listSchedules(): Promise<readonly Schedule[]> {
  const [schedules, ofRules] = await Promise.all([schedulerSchedules(), ruleSchedules()]);
  return [...schedules, ...ofRules];
}

async function schedulerSchedules(): Promise<readonly Schedule[]> {
  const { Schedules } = await call<{ Schedules: { Name: string; GroupName: string }[] }>(
    "scheduler",
    "ListSchedules",
    { MaxResults: 100 },
  );
  return Promise.all(
    Schedules.map(async ({ Name, GroupName }) => {
      const described = await call<DescribedSchedule>("scheduler", "GetSchedule", { Name, GroupName });
      const { Arn, ScheduleExpression, ScheduleExpressionTimezone: zone, State, Target } = described;
      return {
        ...{ arn: Arn, group: GroupName, name: Name, isRule: false, described },
        expression: zone === "UTC" ? ScheduleExpression : `${ScheduleExpression} ${zone}`,
        isEnabled: State === "ENABLED",
        targets: [Target.Arn],
        deadLetters: Target.DeadLetterConfig === undefined ? [] : [Target.DeadLetterConfig.Arn],
      };
    }),
  );
}

async function ruleSchedules(): Promise<readonly Schedule[]> {
  const { Rules } = await call<{
    Rules: { Arn: string; Name: string; State: string; ScheduleExpression?: string }[];
  }>("eventbridge", "ListRules");
  return Promise.all(
    Rules.filter(({ ScheduleExpression }) => ScheduleExpression).map(async (rule) => {
      const { Targets } = await call<{ Targets: DescribedSchedule["Target"][] }>(
        "eventbridge",
        "ListTargetsByRule",
        { Rule: rule.Name },
      );
      return {
        ...{ arn: rule.Arn, group: rules, name: rule.Name, isRule: true },
        expression: rule.ScheduleExpression ?? "",
        isEnabled: rule.State === "ENABLED",
        targets: Targets.map(({ Arn }) => Arn),
        deadLetters: Targets.flatMap(({ DeadLetterConfig }) =>
          DeadLetterConfig === undefined ? [] : [DeadLetterConfig.Arn],
        ),
        described: { ...rule, Targets },
      };
    }),
  );
}

export function SchedulesPage() {
  return (
    <ListPage<Schedule & { readonly next: number | undefined }>
      title="Schedules"
      load={async () => {
        const [all, due] = await Promise.all([listSchedules(), view<DueTimes>("due-times")]);
        return all.map((each) => ({ ...each, next: due[each.arn]?.[0] }));
      }}
      nameOf={({ group, name }) => `${group}/${name}`}
      addressOf={({ group, name }) => addressOf(["schedules", group, name])}
      empty="There is no schedule, and no rule that has one."
      columns={[
        { title: "State", width: "7rem", cell: ({ isEnabled }) => (isEnabled ? "✔ enabled" : "■ disabled") },
        { title: "Expression", width: "minmax(10rem, 1fr)", cell: ({ expression }) => expression },
        {
          title: "Next",
          width: "20rem",
          cell: ({ next }) => (next === undefined ? "never" : <When at={next} isWhole />),
        },
        { title: "Target", width: "minmax(10rem, 1fr)", cell: ({ targets }) => <Arns arns={targets} /> },
      ]}
    />
  );
}

export function SchedulePage({ route }: { readonly route: Route }) {
  const [, group = "", name = ""] = route.parts;
  const { value, problem } = useLive(
    `${group}/${name}`,
    async () => {
      const all = group === rules ? await ruleSchedules() : await schedulerSchedules();
      const schedule = all.find((each) => each.group === group && each.name === name);
      if (schedule === undefined) throw new NotThere(`There is no schedule ${group}/${name}`);
      const [due, sums] = await Promise.all([
        view<DueTimes>("due-times", { most: "5" }),
        sumsOf(schedule.isRule ? countedOfRule(name) : countedOfGroup(group), 24 * 60),
      ]);
      return { schedule, due: due[schedule.arn] ?? [], sums };
    },
    5000,
  );
  return (
    <ThingPage
      {...{ section: "schedules", sectionTitle: "Schedules", kind: "schedule", problem }}
      name={name || group}
      within={`${group} ›`}
    >
      {value && (
        <>
          <p>
            {value.schedule.isEnabled ? "✔ enabled" : "■ disabled"} · <code>{value.schedule.expression}</code>
          </p>
          <LastFailure arn={value.schedule.arn} />
          <h2>Due next</h2>
          {value.due.length === 0 && <p class="empty">It is not due any more.</p>}
          <ol>
            {value.due.map((at) => (
              <li key={at}>
                <When at={at} isWhole />
              </li>
            ))}
          </ol>
          <h2>
            {value.schedule.isRule ? "Of the last 24 hours" : `Of the group ${group}, in the last 24 hours`}
          </h2>
          <dl class="facts">
            {value.sums.map(({ title, sum }) => (
              <div key={title}>
                <dt>{title}</dt>
                <dd>{sum}</dd>
              </div>
            ))}
          </dl>
          <h2>Target</h2>
          <p>
            <Arns arns={value.schedule.targets} />
          </p>
          {value.schedule.deadLetters.length > 0 && (
            <p>
              Dead letters go to <Arns arns={value.schedule.deadLetters} />
            </p>
          )}
          <JsonText title="As AWS describes it" text={JSON.stringify(value.schedule.described)} />
        </>
      )}
    </ThingPage>
  );
}

const countedOfGroup = (ScheduleGroup: string) =>
  [
    ["Invocation attempts", "InvocationAttemptCount"],
    ["Errors of the target", "TargetErrorCount"],
    ["Dropped", "InvocationDroppedCount"],
    ["To dead-letter queues", "InvocationsSentToDeadLetterCount"],
  ].map(([title = "", metric = ""]) => ({
    ...{ title, metric, namespace: "AWS/Scheduler" },
    dimensions: { ScheduleGroup },
  }));

const countedOfRule = (RuleName: string) =>
  [
    ["Invocations", "Invocations"],
    ["Failed invocations", "FailedInvocations"],
    ["To dead-letter queues", "InvocationsSentToDlq"],
  ].map(([title = "", metric = ""]) => ({
    ...{ title, metric, namespace: "AWS/Events" },
    dimensions: { RuleName },
  }));
