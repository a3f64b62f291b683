// CloudFormation stacks: what is in them, and what became of it.

import { FilteredList } from "../parts/filtered-list.tsx";
import { ListPage } from "../parts/list-page.tsx";
import { Status } from "../parts/status.tsx";
import { ThingPage } from "../parts/thing-page.tsx";
import { When } from "../parts/when.tsx";
import { call, view } from "../region/call.ts";
import { useLive } from "../region/live.ts";
import { addressOf, addressOfArn, type Route } from "../route.ts";

interface Stack {
  readonly StackName: string;
  readonly StackStatus: string;
  readonly CreationTime: number;
  readonly Outputs?: readonly { readonly OutputKey: string; readonly OutputValue: string }[];
}

export function StacksPage() {
  return (
    <ListPage<Stack>
      title="Stacks"
      load={async () => (await call<{ Stacks: Stack[] }>("cloudformation", "DescribeStacks")).Stacks}
      nameOf={({ StackName }) => StackName}
      addressOf={({ StackName }) => addressOf(["stacks", StackName])}
      empty="There is no stack."
      columns={[
        { title: "Status", width: "18rem", cell: ({ StackStatus }) => <Status of={StackStatus} /> },
        { title: "Created", width: "14rem", cell: ({ CreationTime }) => <When at={CreationTime} /> },
      ]}
    />
  );
}

interface StackEvent {
  readonly EventId: string;
  readonly Timestamp: number;
  readonly LogicalResourceId: string;
  readonly ResourceType: string;
  readonly ResourceStatus: string;
  readonly ResourceStatusReason?: string;
}

interface StackResource {
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceType: string;
  readonly ResourceStatus: string;
}

interface Lacking {
  readonly warnings: readonly string[];
  readonly unenforced: readonly { readonly type: string; readonly count: number }[];
}

export function StackPage({ route }: { readonly route: Route }) {
  const StackName = route.parts[1] ?? "";
  const { value, problem } = useLive(
    StackName,
    async () => {
      const [{ Stacks }, { StackResources }, { StackEvents }, lacking] = await Promise.all([
        call<{ Stacks: Stack[] }>("cloudformation", "DescribeStacks", { StackName }),
        call<{ StackResources: StackResource[] }>("cloudformation", "DescribeStackResources", { StackName }),
        call<{ StackEvents: StackEvent[] }>("cloudformation", "DescribeStackEvents", { StackName }),
        view<Lacking>("stack-warnings", { stackName: StackName }),
      ]);
      return { stack: Stacks[0], resources: StackResources, events: StackEvents, lacking };
    },
    5000,
  );
  return (
    <ThingPage section="stacks" sectionTitle="Stacks" kind="stack" name={StackName} problem={problem}>
      {value && (
        <>
          <p>{value.stack && <Status of={value.stack.StackStatus} />}</p>
          <Warnings lacking={value.lacking} />
          <h2>Resources</h2>
          <FilteredList
            label="Resources"
            rows={value.resources}
            filterLabel="Filter by id, type or status"
            textOf={({ LogicalResourceId, ResourceType, ResourceStatus, PhysicalResourceId = "" }) =>
              `${LogicalResourceId} ${ResourceType} ${ResourceStatus} ${PhysicalResourceId}`
            }
            keyOf={({ LogicalResourceId }) => LogicalResourceId}
            empty="The stack has no resource."
            columns={[
              { title: "Logical id", width: "1fr", cell: ({ LogicalResourceId }) => LogicalResourceId },
              { title: "Type", width: "1fr", cell: ({ ResourceType }) => ResourceType },
              {
                title: "Status",
                width: "14rem",
                cell: ({ ResourceStatus }) => <Status of={ResourceStatus} />,
              },
              {
                title: "Physical id",
                width: "2fr",
                cell: ({ PhysicalResourceId: id = "", ResourceType: type }) => {
                  const address = addressOfResource(type, id);
                  return address === undefined ? id : <a href={address}>{id}</a>;
                },
              },
            ]}
          />
          <Outputs outputs={value.stack?.Outputs ?? []} />
          <h2>Events</h2>
          <FilteredList
            label="Events"
            rows={value.events}
            filterLabel="Filter by id, status or reason"
            textOf={({ LogicalResourceId, ResourceStatus, ResourceStatusReason = "" }) =>
              `${LogicalResourceId} ${ResourceStatus} ${ResourceStatusReason}`
            }
            keyOf={({ EventId }) => EventId}
            empty="Nothing has happened."
            columns={[
              { title: "Time", width: "14rem", cell: ({ Timestamp }) => <When at={Timestamp} /> },
              { title: "Logical id", width: "1fr", cell: ({ LogicalResourceId }) => LogicalResourceId },
              {
                title: "Status",
                width: "16rem",
                cell: ({ ResourceStatus }) => <Status of={ResourceStatus} />,
              },
              {
                title: "Reason",
                width: "2fr",
                cell: ({ ResourceStatusReason }) => ResourceStatusReason ?? "",
              },
            ]}
          />
        </>
      )}
    </ThingPage>
  );
}

/** Of what a template names by something else than its ARN. */
const sections: Readonly<Record<string, string>> = {
  "AWS::CloudWatch::Alarm": "alarms",
  "AWS::CloudWatch::Dashboard": "metrics",
  "AWS::DynamoDB::Table": "tables",
  "AWS::Events::EventBus": "buses",
  "AWS::KinesisFirehose::DeliveryStream": "delivery-streams",
  "AWS::Kinesis::Stream": "streams",
  "AWS::Lambda::EventSourceMapping": "mappings",
  "AWS::Lambda::Function": "functions",
  "AWS::Logs::LogGroup": "logs",
  "AWS::Pipes::Pipe": "pipes",
  "AWS::S3::Bucket": "buckets",
  "AWS::SQS::Queue": "queues",
};

function addressOfResource(type: string, id: string): string | undefined {
  const section = Object.hasOwn(sections, type) ? sections[type] : undefined;
  if (section === undefined || id === "") return addressOfArn(id);
  // A queue is named by its URL.
  return addressOf([section, section === "queues" ? id.slice(id.lastIndexOf("/") + 1) : id]);
}

function Outputs({ outputs }: { readonly outputs: NonNullable<Stack["Outputs"]> }) {
  if (outputs.length === 0) return null;
  return (
    <>
      <h2>Outputs</h2>
      <dl class="beside">
        {outputs.map(({ OutputKey, OutputValue }) => (
          <div key={OutputKey}>
            <dt>{OutputKey}</dt>
            <dd>
              <code>{OutputValue}</code>
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** What the template asks for and is not done here. */
function Warnings({ lacking: { warnings, unenforced } }: { readonly lacking: Lacking }) {
  if (warnings.length === 0 && unenforced.length === 0) return null;
  return (
    <>
      <h2>Warnings</h2>
      <ul>
        {warnings.map((each) => (
          <li key={each} class="odd">
            <span aria-hidden="true">⚠</span> {each}
          </li>
        ))}
        {unenforced.map(({ type, count }) => (
          <li key={type} class="dull">
            {count} × {type}: kept and described, and nothing hangs on it here
          </li>
        ))}
      </ul>
    </>
  );
}
