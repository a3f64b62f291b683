// The frame around every page: where one is, where one can go, and whether the region is there.

import type { FunctionComponent } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { AlarmPage } from "./pages/alarm.tsx";
import { ApprovalsPage } from "./pages/approvals.tsx";
import { BucketPage, BucketsPage } from "./pages/buckets.tsx";
import { BusesPage, BusPage } from "./pages/buses.tsx";
import { DashboardPage } from "./pages/dashboard.tsx";
import { DeliveryStreamPage, DeliveryStreamsPage } from "./pages/delivery-streams.tsx";
import { ExecutionPage } from "./pages/execution.tsx";
import { FunctionPage, FunctionsPage } from "./pages/functions.tsx";
import { HomePage } from "./pages/home.tsx";
import { LogGroupPage, LogsPage } from "./pages/logs.tsx";
import { MachinePage } from "./pages/machine.tsx";
import { MachinesPage } from "./pages/machines.tsx";
import { MapRunPage } from "./pages/map-run.tsx";
import { MetricsPage } from "./pages/metrics.tsx";
import { MappingPage, PipePage, PipesPage } from "./pages/pipes.tsx";
import { QueuePage, QueuesPage } from "./pages/queues.tsx";
import { SchedulePage, SchedulesPage } from "./pages/schedules.tsx";
import { SecretPage, SecretsPage } from "./pages/secrets.tsx";
import { StackPage, StacksPage } from "./pages/stacks.tsx";
import { StreamPage, StreamsPage } from "./pages/streams.tsx";
import { TablePage, TablesPage } from "./pages/tables.tsx";
import { TopicPage, TopicsPage } from "./pages/topics.tsx";
import { TracePage, TracesPage } from "./pages/traces.tsx";
import { TryStatePage } from "./pages/try-state.tsx";
import { FrameFoot } from "./parts/frame-foot.tsx";
import { isTimeStyle, type TimeStyle, tellTimes } from "./parts/words.ts";
import { forgetAsked } from "./region/asked.ts";
import { addressOf, type Route } from "./route.ts";
import { useRoute } from "./use-route.ts";

type Page = FunctionComponent<{ readonly route: Route }>;

interface Section {
  readonly name: string;
  readonly title: string;
  readonly page: Page;
  /** Of one of its things. */
  readonly one?: Page;
}

/** In the order of the navigation. */
const sections: readonly Section[] = [
  { name: "", title: "Home", page: HomePage },
  { name: "machines", title: "Machines", page: MachinesPage, one: MachinePage },
  { name: "streams", title: "Streams", page: StreamsPage, one: StreamPage },
  { name: "pipes", title: "Pipes", page: PipesPage, one: PipePage },
  { name: "queues", title: "Queues", page: QueuesPage, one: QueuePage },
  { name: "topics", title: "Topics", page: TopicsPage, one: TopicPage },
  { name: "buses", title: "Buses", page: BusesPage, one: BusPage },
  { name: "schedules", title: "Schedules", page: SchedulesPage, one: SchedulePage },
  { name: "functions", title: "Functions", page: FunctionsPage, one: FunctionPage },
  { name: "tables", title: "Tables", page: TablesPage, one: TablePage },
  { name: "buckets", title: "Buckets", page: BucketsPage, one: BucketPage },
  {
    ...{ name: "delivery-streams", title: "Delivery streams" },
    ...{ page: DeliveryStreamsPage, one: DeliveryStreamPage },
  },
  { name: "secrets", title: "Secrets", page: SecretsPage, one: SecretPage },
  { name: "logs", title: "Logs", page: LogsPage, one: LogGroupPage },
  { name: "metrics", title: "Metrics", page: MetricsPage, one: DashboardPage },
  { name: "traces", title: "Traces", page: TracesPage, one: TracePage },
  { name: "stacks", title: "Stacks", page: StacksPage, one: StackPage },
  { name: "approvals", title: "Approvals", page: ApprovalsPage },
  { name: "try", title: "Try a state", page: TryStatePage },
];

/** Of things that are reached from others. */
const inner: Readonly<Record<string, { readonly page: Page; readonly section: string }>> = {
  executions: { page: ExecutionPage, section: "machines" },
  "map-runs": { page: MapRunPage, section: "machines" },
  mappings: { page: MappingPage, section: "pipes" },
  alarms: { page: AlarmPage, section: "metrics" },
};

function pageOf({ parts: [name = "", one] }: Route): Page {
  if (Object.hasOwn(inner, name)) return inner[name]?.page ?? NotFound;
  const section = sections.find((each) => each.name === name);
  return (one === undefined ? section?.page : section?.one) ?? NotFound;
}

export function App() {
  const route = useRoute();
  const [first = ""] = route.parts;
  const name = Object.hasOwn(inner, first) ? inner[first]?.section : first;
  const Page = pageOf(route);
  const path = route.parts.join("/");
  const shown = useRef(path);
  const asked = useRef(path);
  if (asked.current !== path) forgetAsked();
  asked.current = path;
  const [times, setTimes] = useState<TimeStyle>(keptTimes);
  tellTimes(times);
  useEffect(() => {
    // The keyboard goes on in the page that was asked for, not in the navigation before it.
    if (shown.current !== path) document.getElementById("main")?.focus();
    shown.current = path;
  }, [path]);
  useEffect(() => {
    document.title = [...route.parts.slice(0, 2).toReversed(), "Millrace"].join(" · ");
  });
  useEffect(() => {
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  return (
    <>
      <button type="button" class="skip" onClick={() => document.getElementById("main")?.focus()}>
        Skip to the page
      </button>
      <header class="top">
        <a class="brand" href="#/">
          Millrace
        </a>
        <nav aria-label="Sections">
          {sections.map(({ name: each, title }) => (
            <a
              key={each}
              href={addressOf([each].filter(Boolean))}
              aria-current={each === name ? "page" : undefined}
            >
              {title}
            </a>
          ))}
        </nav>
      </header>
      <main id="main" tabIndex={-1}>
        <Page key={`${path} ${times}`} route={route} />
      </main>
      <FrameFoot
        key={path}
        times={times}
        onTimes={(wanted) => {
          localStorage.setItem(timesKey, wanted);
          setTimes(wanted);
        }}
      />
    </>
  );
}

function NotFound({ route }: { readonly route: Route }) {
  return (
    <>
      <h1>There is no such page</h1>
      <p>
        Nothing is at <code>{route.parts.join("/")}</code>. Go <a href="#/">home</a>.
      </p>
    </>
  );
}

const timesKey = "millrace times";

function keptTimes(): TimeStyle {
  const kept = localStorage.getItem(timesKey);
  return isTimeStyle(kept) ? kept : "local";
}

/** What a letter goes to in a page that has such a thing: its filter, the graph of an execution, the rows of its first list. */
const places: Readonly<Record<string, string>> = {
  "/": "input[type=search]",
  g: "#tab-graph",
  j: ".long-list .body [tabindex='0']",
};

function onKey(event: KeyboardEvent): void {
  const { target, key, ctrlKey, metaKey, altKey, defaultPrevented } = event;
  const isWriting = target instanceof HTMLElement && target.matches("input, textarea, select");
  if (isWriting || ctrlKey || metaKey || altKey || defaultPrevented || !Object.hasOwn(places, key)) return;
  const place = document.querySelector<HTMLElement>(places[key] ?? "");
  if (place === null) return;
  event.preventDefault();
  place.focus();
  if (key === "g") place.click();
}
