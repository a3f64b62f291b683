// SQS queues: what waits in them, looked at without being received.

import { useState } from "preact/hooks";
import { Ask } from "../parts/ask.tsx";
import { JsonText } from "../parts/json.tsx";
import { ListPage } from "../parts/list-page.tsx";
import { LongList } from "../parts/long-list.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { dateTime } from "../parts/words.ts";
import { call, view } from "../region/call.ts";
import { useLive } from "../region/live.ts";
import { addressOf, type Route } from "../route.ts";

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

interface Message {
  readonly messageId: string;
  readonly body: string;
  readonly sentAt: number;
  readonly receiveCount: number;
  readonly groupId?: string;
  readonly isVisible: boolean;
}

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
    <>
      <p class="crumbs">
        <a href="#/queues">Queues</a> ›
      </p>
      <h1>{name}</h1>
      <Trouble problem={problem} />
      {messages && (
        <LongList
          label="Messages"
          rows={messages}
          keyOf={({ messageId }) => messageId}
          empty="Nothing waits here."
          onOpen={setOpened}
          columns={[
            { title: "Sent", width: "14rem", cell: ({ sentAt }) => dateTime(sentAt) },
            { title: "Received", width: "6rem", cell: ({ receiveCount }) => `${receiveCount} ×` },
            { title: "State", width: "7rem", cell: ({ isVisible }) => (isVisible ? "waiting" : "hidden") },
            { title: "Group", width: "8rem", cell: ({ groupId }) => groupId ?? "" },
            {
              title: "Body",
              width: "1fr",
              cell: (each) => (
                <button type="button" class="link" onClick={() => setOpened(each)}>
                  {each.body.slice(0, 200)}
                </button>
              ),
            },
          ]}
        />
      )}
      {opened && <JsonText title={`Message ${opened.messageId}`} text={opened.body} />}
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
    </>
  );
}
