// SQS queues: what waits in them, looked at without being received.

import { useState } from "preact/hooks";
import { type Measure, OverTime } from "../charts/over-time.tsx";
import { Ask } from "../parts/ask.tsx";
import { FilteredList } from "../parts/filtered-list.tsx";
import { JsonText } from "../parts/json.tsx";
import { ListPage } from "../parts/list-page.tsx";
import { ReaderList } from "../parts/readers.tsx";
import { ThingPage } from "../parts/thing-page.tsx";
import { Arns } from "../parts/things.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { When } from "../parts/when.tsx";
import { nameOfArn } from "../parts/words.ts";
import { call, view } from "../region/call.ts";
import { useLive } from "../region/live.ts";
import { readersOf } from "../region/readers.ts";
import { addressOf, addressOfArn, type Route } from "../route.ts";

interface Queue {
  readonly name: string;
  readonly url: string;
  readonly attributes: Readonly<Record<string, string>>;
}

async function listQueues(): Promise<readonly Queue[]> {
  const { QueueUrls = [] } = await call<{ QueueUrls?: string[] }>("sqs", "ListQueues");
  return Promise.all(
    QueueUrls.map(async (QueueUrl) => {
      const { Attributes } = await call<{ Attributes: Record<string, string> }>("sqs", "GetQueueAttributes", {
        QueueUrl,
        AttributeNames: ["All"],
      });
      return { name: QueueUrl.slice(QueueUrl.lastIndexOf("/") + 1), url: QueueUrl, attributes: Attributes };
    }),
  );
}

export function QueuesPage() {
  return (
    <ListPage<Queue>
      title="Queues"
      load={listQueues}
      nameOf={({ name }) => name}
      addressOf={({ name }) => addressOf(["queues", name])}
      empty="There is no queue."
      columns={[
        {
          title: "Waiting",
          width: "7rem",
          cell: ({ attributes }) => attributes.ApproximateNumberOfMessages ?? "",
        },
        {
          title: "In flight",
          width: "7rem",
          cell: ({ attributes }) => attributes.ApproximateNumberOfMessagesNotVisible ?? "",
        },
        {
          title: "Delayed",
          width: "7rem",
          cell: ({ attributes }) => attributes.ApproximateNumberOfMessagesDelayed ?? "",
        },
      ]}
    />
  );
}

const anArn = /arn:aws:[\w:/.$-]+/g;
const mostLinked = 6;

interface Message {
  readonly messageId: string;
  readonly body: string;
  readonly sentAt: number;
  readonly receiveCount: number;
  readonly groupId?: string;
  readonly isVisible: boolean;
  readonly attributes: Readonly<Record<string, string>>;
  /** The queue that a dead letter comes from. */
  readonly sourceArn?: string;
}

const measures: readonly Measure[] = [
  { title: "Messages that wait", metric: "ApproximateNumberOfMessagesVisible", stat: "Maximum" },
  {
    title: "Age of the oldest, s",
    metric: "ApproximateAgeOfOldestMessage",
    stat: "Maximum",
    isRight: true,
  },
];

export function QueuePage({ route }: { readonly route: Route }) {
  const name = route.parts[1] ?? "";
  const [opened, setOpened] = useState<Message | undefined>();
  const {
    value: messages,
    problem,
    refresh,
  } = useLive(name, () => view<Message[]>("queue-messages", { queueName: name }));
  const urlOf = async () =>
    (await call<{ QueueUrl: string }>("sqs", "GetQueueUrl", { QueueName: name })).QueueUrl;
  return (
    <ThingPage section="queues" sectionTitle="Queues" kind="queue" name={name} problem={problem}>
      <FilteredList<Message>
        label="Messages"
        rows={messages}
        filterLabel="Filter by body or attribute"
        textOf={({ body, attributes }) => `${body} ${JSON.stringify(attributes)}`}
        keyOf={({ messageId }) => messageId}
        empty="Nothing waits here."
        onOpen={setOpened}
        isChosen={({ messageId }) => messageId === opened?.messageId}
        columns={[
          { title: "Sent", width: "14rem", cell: ({ sentAt }) => <When at={sentAt} /> },
          { title: "Received", width: "6rem", cell: ({ receiveCount }) => `${receiveCount} ×` },
          { title: "State", width: "7rem", cell: ({ isVisible }) => (isVisible ? "waiting" : "hidden") },
          ...(name.endsWith(".fifo")
            ? [{ title: "Group", width: "8rem", cell: ({ groupId }: Message) => groupId ?? "" }]
            : []),
          {
            title: "Body",
            width: "1fr",
            cell: (each) => (
              <button type="button" class="link plain" onClick={() => setOpened(each)}>
                {each.body.slice(0, 200)}
              </button>
            ),
          },
          ...(messages?.some((each) => whyOf(each) !== "") === true
            ? [{ title: "Why it is here", width: "minmax(10rem, 1fr)", cell: whyOf }]
            : []),
        ]}
      />
      <Redrive name={name} onMoved={refresh} />
      <QueueReaders name={name} />
      <OverTime
        title="What waits, and for how long"
        measures={measures}
        namespace="AWS/SQS"
        dimensions={{ QueueName: name }}
      />
      {opened && <OpenedMessage message={opened} />}
      <Ask
        title="Send a message"
        action="Send"
        fields={[
          { name: "MessageBody", title: "Body", rows: 4, value: "{}" },
          ...(name.endsWith(".fifo") ? [{ name: "MessageGroupId", title: "Group", value: "console" }] : []),
        ]}
        ask={async (values) => {
          const sent = await call("sqs", "SendMessage", { QueueUrl: await urlOf(), ...values });
          refresh();
          return sent;
        }}
      />
    </ThingPage>
  );
}

function QueueReaders({ name }: { readonly name: string }) {
  const { value, problem } = useLive(
    `readers ${name}`,
    () => readersOf((arn) => /^arn:[^:]*:sqs:/.test(arn) && nameOfArn(arn) === name),
    5000,
  );
  return (
    <>
      <h2>Who reads it</h2>
      <Trouble problem={problem} />
      {value && <ReaderList readers={value} />}
    </>
  );
}

/**
 * What whoever sent a dead letter says of it: EventBridge, its Scheduler and Lambda beside it, pipes and Lambda's destinations within it. A
 * queue's own says nothing.
 */
function whyOf({ attributes, body, sourceArn }: Message): string {
  const { ERROR_CODE, ERROR_MESSAGE, ErrorCode = ERROR_CODE, ErrorMessage = ERROR_MESSAGE } = attributes;
  if (ErrorCode !== undefined || ErrorMessage !== undefined)
    return [ErrorCode, ErrorMessage].filter(Boolean).join(": ");
  const condition = /"(?:requestContext|context)"\s*:.*?"condition"\s*:\s*"([^"]+)"/s.exec(body)?.[1];
  return condition ?? (sourceArn === undefined ? "" : "received too often");
}

function OpenedMessage({ message }: { readonly message: Message }) {
  const { messageId, body, attributes, sourceArn } = message;
  const named = [
    ...new Set([sourceArn ?? "", ...(`${body} ${JSON.stringify(attributes)}`.match(anArn) ?? [])]),
  ];
  const linked = named.filter((arn) => addressOfArn(arn) !== undefined).slice(0, mostLinked);
  return (
    <>
      {linked.length > 0 && (
        <p>
          It names <Arns arns={linked} />
        </p>
      )}
      <JsonText title={`Message ${messageId}`} text={body} />
      {Object.keys(attributes).length > 0 && (
        <JsonText title="Its attributes" text={JSON.stringify(attributes)} />
      )}
    </>
  );
}

interface MoveTask {
  readonly Status: string;
  readonly ApproximateNumberOfMessagesMoved?: number;
  readonly ApproximateNumberOfMessagesToMove?: number;
  readonly StartedTimestamp: number;
  readonly FailureReason?: string;
}

/** Of a dead-letter queue: its messages go back to where they came from. */
function Redrive({ name, onMoved }: { readonly name: string; readonly onMoved: () => void }) {
  const [problem, setProblem] = useState<Error | undefined>();
  const { value, refresh } = useLive(
    `redrive ${name}`,
    async () => {
      const { QueueUrl } = await call<{ QueueUrl: string }>("sqs", "GetQueueUrl", { QueueName: name });
      const [{ queueUrls }, { Attributes }] = await Promise.all([
        call<{ queueUrls: string[] }>("sqs", "ListDeadLetterSourceQueues", { QueueUrl }),
        call<{ Attributes: { QueueArn: string; RedrivePolicy?: string } }>("sqs", "GetQueueAttributes", {
          ...{ QueueUrl, AttributeNames: ["All"] },
        }),
      ]);
      const { QueueArn: SourceArn, RedrivePolicy = "{}" } = Attributes;
      const moves =
        queueUrls.length === 0
          ? []
          : (await call<{ Results?: MoveTask[] }>("sqs", "ListMessageMoveTasks", { SourceArn })).Results;
      const { deadLetterTargetArn: target } = JSON.parse(RedrivePolicy) as { deadLetterTargetArn?: string };
      return {
        SourceArn,
        target,
        sources: queueUrls.map((url) => url.slice(url.lastIndexOf("/") + 1)),
        moves,
      };
    },
    5000,
  );
  if (value === undefined) return null;
  const { SourceArn, target, sources, moves = [] } = value;
  const move = () =>
    call("sqs", "StartMessageMoveTask", { SourceArn }).then(() => {
      setProblem(undefined);
      refresh();
      onMoved();
    }, setProblem);
  return (
    <>
      {target !== undefined && (
        <p>
          Dead letters go to <a href={addressOfArn(target) ?? "#/"}>{nameOfArn(target)}</a>.
        </p>
      )}
      {sources.length > 0 && (
        <p class="actions">
          Dead letters of{" "}
          {sources.map((each) => (
            <a key={each} href={addressOf(["queues", each])}>
              {each}
            </a>
          ))}
          <button type="button" onClick={() => void move()}>
            Redrive all to where they came from
          </button>
        </p>
      )}
      <Trouble problem={problem} />
      {moves.map(({ Status: status, StartedTimestamp: at, FailureReason: reason = "", ...move }) => (
        <p key={at} class="note">
          <When at={at} />: {status.toLowerCase()}, {move.ApproximateNumberOfMessagesMoved ?? 0} of{" "}
          {move.ApproximateNumberOfMessagesToMove ?? "?"} moved {reason}
        </p>
      ))}
    </>
  );
}
