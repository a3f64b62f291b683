// Firehose's delivery streams: where each takes records from, how it gathers them, and what became of them.

import { Ask } from "../parts/ask.tsx";
import { JsonText } from "../parts/json.tsx";
import { LastFailure } from "../parts/last-failure.tsx";
import { ListPage } from "../parts/list-page.tsx";
import { LogLines } from "../parts/log-lines.tsx";
import { ThingPage } from "../parts/thing-page.tsx";
import { Arns, Sums } from "../parts/things.tsx";
import { When } from "../parts/when.tsx";
import { duration } from "../parts/words.ts";
import { call } from "../region/call.ts";
import {
  type Bucket,
  type DeliveryStream,
  destinationOf,
  listDeliveryStreams,
  readDeliveryStream,
  sourceOf,
} from "../region/delivery-streams.ts";
import { useLive } from "../region/live.ts";
import { addressOf, type Route } from "../route.ts";

const arnsOf = (arn: string | undefined) => (arn === undefined ? [] : [arn]);

export function DeliveryStreamsPage() {
  return (
    <ListPage<DeliveryStream>
      title="Delivery streams"
      load={listDeliveryStreams}
      nameOf={({ DeliveryStreamName }) => DeliveryStreamName}
      addressOf={({ DeliveryStreamName }) => addressOf(["delivery-streams", DeliveryStreamName])}
      empty="There is no delivery stream."
      columns={[
        {
          title: "Status",
          width: "8rem",
          cell: ({ DeliveryStreamStatus }) => DeliveryStreamStatus.toLowerCase(),
        },
        {
          title: "Takes from",
          width: "minmax(10rem, 1fr)",
          cell: (each) =>
            sourceOf(each) === undefined ? "who puts records" : <Arns arns={arnsOf(sourceOf(each))} />,
        },
        {
          title: "Delivers to",
          width: "minmax(10rem, 1fr)",
          cell: (each) => <Arns arns={arnsOf(destinationOf(each))} />,
        },
        { title: "Created", width: "14rem", cell: ({ CreateTimestamp }) => <When at={CreateTimestamp} /> },
      ]}
    />
  );
}

export function DeliveryStreamPage({ route }: { readonly route: Route }) {
  const name = route.parts[1] ?? "";
  const { value: stream, problem } = useLive(name, () => readDeliveryStream(name), 5000);
  return (
    <ThingPage
      section="delivery-streams"
      sectionTitle="Delivery streams"
      kind="delivery stream"
      name={name}
      problem={problem}
    >
      {stream && <Opened stream={stream} />}
    </ThingPage>
  );
}

function Opened({ stream }: { readonly stream: DeliveryStream }) {
  const { DeliveryStreamName: name, DeliveryStreamARN: arn } = stream;
  const [to] = stream.Destinations;
  const endpoint = to?.HttpEndpointDestinationDescription;
  const bucket = to?.ExtendedS3DestinationDescription ?? endpoint?.S3DestinationDescription;
  const settings: Pick<Bucket, "BufferingHints" | "CloudWatchLoggingOptions"> = endpoint ?? bucket ?? {};
  const { BufferingHints: hints, CloudWatchLoggingOptions: logging } = settings;
  const delivery = endpoint === undefined ? "DeliveryToS3" : "DeliveryToHttpEndpoint";
  const source = sourceOf(stream);
  return (
    <>
      <p>
        {stream.DeliveryStreamStatus.toLowerCase()} · from{" "}
        {source === undefined ? "who puts records" : <Arns arns={[source]} />} to{" "}
        <Arns arns={arnsOf(destinationOf(stream))} />
        {hints &&
          ` · gathers ${hints.SizeInMBs} MB or ${duration(hints.IntervalInSeconds * 1000)}, whichever is first`}
      </p>
      {bucket && <Places bucket={bucket} isBackup={endpoint !== undefined} />}
      <LastFailure arn={arn} />
      <Sums
        of={name}
        counted={[
          ["Records in", "IncomingRecords"],
          ["Read from the stream", "DataReadFromKinesisStream.Records"],
          ["Throttled", "ThrottledRecords"],
          ["Delivered", `${delivery}.Records`],
          ["Backed up", "BackupToS3.Records"],
        ]}
        namespace="AWS/Firehose"
        dimensions={{ DeliveryStreamName: name }}
      />
      {logging?.Enabled === true && logging.LogGroupName !== undefined ? (
        <>
          <h2>What could not be delivered</h2>
          <LogLines logGroupName={logging.LogGroupName} mayBeMissing />
        </>
      ) : (
        <p class="note">It logs no errors: CloudWatchLoggingOptions turns that on.</p>
      )}
      {source === undefined && (
        <Ask
          title="Put a record"
          action="Put"
          fields={[{ name: "data", title: "Data", rows: 5, value: "{}" }]}
          ask={({ data = "" }) => {
            const Data = btoa(String.fromCharCode(...new TextEncoder().encode(data)));
            return call("firehose", "PutRecord", { DeliveryStreamName: name, Record: { Data } });
          }}
        />
      )}
      <JsonText title="As AWS describes it" text={JSON.stringify(stream)} />
    </>
  );
}

/** The prefixes may hold expressions: what stands before the first of them is where one looks. */
function Places({ bucket, isBackup }: { readonly bucket: Bucket; readonly isBackup: boolean }) {
  const { BucketARN, Prefix = "", ErrorOutputPrefix } = bucket;
  const name = BucketARN.split(":::")[1] ?? "";
  const link = (prefix: string) => {
    const folder = prefix.replace(/!\{.*$/s, "").replace(/[^/]*$/, "");
    return (
      <a href={addressOf(["buckets", name], folder === "" ? {} : { prefix: folder })}>
        {prefix || "its top"}
      </a>
    );
  };
  return (
    <p>
      {isBackup ? "What the endpoint does not take is kept in " : "Objects stand in "}
      <Arns arns={[BucketARN]} /> at {link(Prefix)}
      {ErrorOutputPrefix !== undefined && <>, what failed at {link(ErrorOutputPrefix)}</>}
    </p>
  );
}
