// Event buses: their rules, the events that come in, whether an event would match a rule and why not, and a way to put one.

import { useState } from "preact/hooks";
import { BusEvents } from "../events/bus-events.tsx";
import { PatternTester } from "../events/pattern-tester.tsx";
import { Ask } from "../parts/ask.tsx";
import { JsonText } from "../parts/json.tsx";
import { LastFailure } from "../parts/last-failure.tsx";
import { ListPage } from "../parts/list-page.tsx";
import { ThingPage } from "../parts/thing-page.tsx";
import { Arns } from "../parts/things.tsx";
import { call } from "../region/call.ts";
import { useLive } from "../region/live.ts";
import { addressOf, type Route } from "../route.ts";

interface Bus {
  readonly Name: string;
  readonly Arn: string;
}

async function listBuses() {
  const { EventBuses } = await call<{ EventBuses: Bus[] }>("eventbridge", "ListEventBuses");
  return Promise.all(
    EventBuses.map(async (bus) => {
      const members = { EventBusName: bus.Name };
      const { Rules: rules } = await call<{ Rules: ListedRule[] }>("eventbridge", "ListRules", members);
      return { ...bus, rules };
    }),
  );
}

export function BusesPage() {
  return (
    <ListPage<Bus & { readonly rules: readonly ListedRule[] }>
      title="Event buses"
      load={listBuses}
      nameOf={({ Name }) => Name}
      addressOf={({ Name }) => addressOf(["buses", Name])}
      empty="There is no bus."
      columns={[
        {
          title: "Rules",
          width: "12rem",
          cell: ({ rules }) => {
            const disabled = rules.filter(({ State }) => State === "DISABLED").length;
            return `${rules.length}${disabled > 0 ? `, ${disabled} of them ■ disabled` : ""}`;
          },
        },
        { title: "ARN", width: "2fr", cell: ({ Arn }) => Arn },
      ]}
    />
  );
}

interface ListedRule {
  readonly Name: string;
  readonly Arn: string;
  readonly State: string;
  readonly EventPattern?: string;
  readonly ScheduleExpression?: string;
}

interface Rule extends ListedRule {
  readonly targets: readonly {
    readonly Id: string;
    readonly Arn: string;
    readonly DeadLetterConfig?: { readonly Arn?: string };
  }[];
}

async function rulesOf(EventBusName: string): Promise<readonly Rule[]> {
  const { Rules } = await call<{ Rules: ListedRule[] }>("eventbridge", "ListRules", {
    EventBusName,
  });
  return Promise.all(
    Rules.map(async (rule) => {
      const { Targets } = await call<{ Targets: Rule["targets"] }>("eventbridge", "ListTargetsByRule", {
        Rule: rule.Name,
        EventBusName,
      });
      return { ...rule, targets: Targets };
    }),
  );
}

export function BusPage({ route }: { readonly route: Route }) {
  const name = route.parts[1] ?? "";
  const { value: rules, problem } = useLive(name, () => rulesOf(name), 10_000);
  return (
    <ThingPage section="buses" sectionTitle="Event buses" kind="event bus" name={name} problem={problem}>
      <h2>Rules</h2>
      {rules?.length === 0 && <p class="empty">The bus has no rule.</p>}
      {rules?.map((rule) => (
        <RuleDetails key={rule.Name} rule={rule} />
      ))}
      <BusEvents busName={name} />
      <PatternTester
        patterns={(rules ?? []).flatMap(({ Name, EventPattern }) =>
          EventPattern === undefined ? [] : [{ name: Name, pattern: EventPattern }],
        )}
      />
      <Ask
        title="Put an event"
        action="Put"
        fields={[
          { name: "Source", title: "Source", value: "console" },
          { name: "DetailType", title: "Detail type", value: "Tried" },
          { name: "Detail", title: "Detail", rows: 5, value: "{}" },
        ]}
        ask={(values) => call("eventbridge", "PutEvents", { Entries: [{ ...values, EventBusName: name }] })}
      />
    </ThingPage>
  );
}

function RuleDetails({ rule }: { readonly rule: Rule }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        {rule.Name} · {rule.State === "ENABLED" ? "✔ enabled" : "■ disabled"} ·{" "}
        {rule.ScheduleExpression ?? "by pattern"} · {rule.targets.length}{" "}
        {rule.targets.length === 1 ? "target" : "targets"}
      </summary>
      {isOpen && <LastFailure arn={rule.Arn} />}
      <JsonText title="Event pattern" text={rule.EventPattern} />
      <ul>
        {rule.targets.map(({ Id, Arn, DeadLetterConfig }) => (
          <li key={Id}>
            {Id}: <Arns arns={[Arn]} />
            {DeadLetterConfig?.Arn !== undefined && (
              <>
                {" "}
                · what cannot be delivered goes to <Arns arns={[DeadLetterConfig.Arn]} />
              </>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}
