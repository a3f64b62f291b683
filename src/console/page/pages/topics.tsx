// SNS topics: who is subscribed and to what of it, how much went out, and what did not.

import { Ask } from "../parts/ask.tsx";
import { FilteredList } from "../parts/filtered-list.tsx";
import { LastFailure } from "../parts/last-failure.tsx";
import { ListPage } from "../parts/list-page.tsx";
import { ThingPage } from "../parts/thing-page.tsx";
import { Arns, Sums } from "../parts/things.tsx";
import { count, nameOfArn } from "../parts/words.ts";
import { allPages, call, NotThere } from "../region/call.ts";
import { useLive } from "../region/live.ts";
import { sumsOf } from "../region/metric-sums.ts";
import { addressOf, type Route } from "../route.ts";

interface Topic {
  readonly TopicArn: string;
}

function listTopics(): Promise<readonly Topic[]> {
  return allPages(async (NextToken) => {
    const page = await call<{ Topics: Topic[]; NextToken?: string }>(
      "sns",
      "ListTopics",
      NextToken ? { NextToken } : {},
    );
    return { items: page.Topics, next: page.NextToken };
  });
}

type Counted = Topic & { readonly subscribed: number; readonly published: number; readonly failed: number };

/** Of the first of them: so many metrics are asked for at once. */
const mostCounted = 250;
const measured = ["NumberOfMessagesPublished", "NumberOfNotificationsFailed"] as const;

async function listCounted(): Promise<readonly Counted[]> {
  const [topics, subscriptions] = await Promise.all([
    listTopics(),
    allPages<{ readonly TopicArn: string }>(async (NextToken) => {
      const page = await call<{ Subscriptions: { TopicArn: string }[]; NextToken?: string }>(
        "sns",
        "ListSubscriptions",
        NextToken ? { NextToken } : {},
      );
      return { items: page.Subscriptions, next: page.NextToken };
    }),
  ]);
  const asked = topics.slice(0, mostCounted).flatMap(({ TopicArn }) =>
    measured.map((metric) => ({
      ...{ title: metric, namespace: "AWS/SNS", metric },
      dimensions: { TopicName: nameOfArn(TopicArn) },
    })),
  );
  const sums = asked.length === 0 ? [] : await sumsOf(asked, 60);
  return topics.map((topic, at) => ({
    ...topic,
    subscribed: subscriptions.filter(({ TopicArn }) => TopicArn === topic.TopicArn).length,
    published: sums[2 * at]?.sum ?? 0,
    failed: sums[2 * at + 1]?.sum ?? 0,
  }));
}

export function TopicsPage() {
  return (
    <ListPage<Counted>
      title="Topics"
      load={listCounted}
      nameOf={({ TopicArn }) => nameOfArn(TopicArn)}
      addressOf={({ TopicArn }) => addressOf(["topics", nameOfArn(TopicArn)])}
      empty="There is no topic."
      columns={[
        { title: "Subscriptions", width: "8rem", cell: ({ subscribed }) => count(subscribed) },
        { title: "Published, 1 h", width: "9rem", cell: ({ published }) => count(published) },
        {
          title: "Failed, 1 h",
          width: "8rem",
          cell: ({ failed }) => (failed === 0 ? "0" : <span class="bad">✖ {count(failed)}</span>),
        },
        { title: "ARN", width: "2fr", cell: ({ TopicArn }) => TopicArn },
      ]}
    />
  );
}

interface Subscription {
  readonly SubscriptionArn: string;
  readonly Protocol: string;
  readonly Endpoint: string;
  readonly filter: string;
  readonly letters: string | undefined;
}

type Listed = Omit<Subscription, "filter" | "letters">;

/** Rejects with RegionProblem, and with NotThere. */
async function readTopic(name: string) {
  const topic = (await listTopics()).find(({ TopicArn }) => nameOfArn(TopicArn) === name);
  if (topic === undefined) throw new NotThere(`There is no topic ${name}`);
  const { TopicArn } = topic;
  const listed = await allPages<Listed>(async (NextToken) => {
    const page = await call<{ Subscriptions: Listed[]; NextToken?: string }>(
      "sns",
      "ListSubscriptionsByTopic",
      { TopicArn, ...(NextToken ? { NextToken } : {}) },
    );
    return { items: page.Subscriptions, next: page.NextToken };
  });
  return { TopicArn, subscriptions: await Promise.all(listed.map(withAttributes)) };
}

async function withAttributes(listed: Listed): Promise<Subscription> {
  const { SubscriptionArn } = listed;
  // One that nobody has confirmed yet has no ARN to ask by.
  const { FilterPolicy = "", RedrivePolicy = "" } = SubscriptionArn.startsWith("arn:")
    ? (
        await call<{ Attributes: Record<string, string> }>("sns", "GetSubscriptionAttributes", {
          SubscriptionArn,
        })
      ).Attributes
    : {};
  const { deadLetterTargetArn: letters } = JSON.parse(RedrivePolicy || "{}") as {
    deadLetterTargetArn?: string;
  };
  return { ...listed, filter: FilterPolicy, letters };
}

const counted = [
  ["Published", "NumberOfMessagesPublished"],
  ["Delivered", "NumberOfNotificationsDelivered"],
  ["Failed", "NumberOfNotificationsFailed"],
  ["Filtered out", "NumberOfNotificationsFilteredOut"],
  ["To dead-letter queues", "NumberOfNotificationsRedrivenToDlq"],
] as const;

export function TopicPage({ route }: { readonly route: Route }) {
  const name = route.parts[1] ?? "";
  const { value, problem } = useLive(name, () => readTopic(name), 5000);
  return (
    <ThingPage section="topics" sectionTitle="Topics" kind="topic" name={name} problem={problem}>
      {value && (
        <>
          <h2>Subscriptions</h2>
          <FilteredList<Subscription>
            label="Subscriptions"
            rows={value.subscriptions}
            filterLabel="Filter by endpoint"
            textOf={({ Protocol, Endpoint, filter }) => `${Protocol} ${Endpoint} ${filter}`}
            keyOf={({ SubscriptionArn, Endpoint }) => `${SubscriptionArn} ${Endpoint}`}
            empty="Nobody is subscribed."
            columns={[
              { title: "Protocol", width: "7rem", cell: ({ Protocol }) => Protocol },
              {
                title: "Endpoint",
                width: "minmax(12rem, 2fr)",
                cell: ({ Endpoint }) => <Arns arns={[Endpoint]} />,
              },
              {
                title: "State",
                width: "8rem",
                cell: ({ SubscriptionArn }) =>
                  SubscriptionArn.startsWith("arn:") ? "✔ confirmed" : "◔ not confirmed",
              },
              { title: "Filter policy", width: "minmax(10rem, 2fr)", cell: ({ filter }) => filter },
              {
                title: "Dead letters",
                width: "minmax(8rem, 1fr)",
                cell: ({ letters }) => (letters === undefined ? "" : <Arns arns={[letters]} />),
              },
            ]}
          />
          {value.subscriptions.map(({ SubscriptionArn }) => (
            <LastFailure key={SubscriptionArn} arn={SubscriptionArn} />
          ))}
          <Sums of={name} counted={counted} namespace="AWS/SNS" dimensions={{ TopicName: name }} />
          <Ask
            title="Publish a message"
            action="Publish"
            fields={[
              { name: "Subject", title: "Subject (may be empty)" },
              { name: "Message", title: "Message", rows: 4, value: "{}" },
              ...(name.endsWith(".fifo")
                ? [{ name: "MessageGroupId", title: "Group", value: "console" }]
                : []),
            ]}
            ask={({ Subject = "", ...message }) =>
              call("sns", "Publish", {
                TopicArn: value.TopicArn,
                ...message,
                ...(Subject === "" ? {} : { Subject }),
              })
            }
          />
        </>
      )}
    </ThingPage>
  );
}
