// Secrets: their versions and their rotation, which can be begun from here. A value is shown to whoever asks for it.

import { useState } from "preact/hooks";
import { Ask } from "../parts/ask.tsx";
import { JsonText } from "../parts/json.tsx";
import { ListPage } from "../parts/list-page.tsx";
import { LongList } from "../parts/long-list.tsx";
import { ThingPage } from "../parts/thing-page.tsx";
import { Arns } from "../parts/things.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { When } from "../parts/when.tsx";
import { relativeTime } from "../parts/words.ts";
import { allPages, call } from "../region/call.ts";
import { useLive } from "../region/live.ts";
import { addressOf, type Route } from "../route.ts";

interface Secret {
  readonly ARN: string;
  readonly Name: string;
  readonly LastChangedDate: number;
  readonly DeletedDate?: number;
  readonly RotationEnabled?: boolean;
  readonly RotationLambdaARN?: string;
  readonly RotationRules?: { readonly AutomaticallyAfterDays?: number; readonly ScheduleExpression?: string };
  readonly LastRotatedDate?: number;
  readonly NextRotationDate?: number;
}

function stateOf({ DeletedDate, RotationEnabled, NextRotationDate }: Secret): string {
  if (DeletedDate !== undefined) return "■ deleted";
  if (RotationEnabled !== true) return "not rotated";
  return NextRotationDate === undefined
    ? "✔ rotated"
    : `✔ next ${relativeTime(NextRotationDate, Date.now())}`;
}

export function SecretsPage() {
  return (
    <ListPage<Secret>
      title="Secrets"
      load={() =>
        allPages(async (NextToken) => {
          const page = await call<{ SecretList: Secret[]; NextToken?: string }>(
            "secretsmanager",
            "ListSecrets",
            NextToken ? { NextToken } : {},
          );
          return { items: page.SecretList, next: page.NextToken };
        })
      }
      nameOf={({ Name }) => Name}
      addressOf={({ ARN }) => addressOf(["secrets", ARN])}
      empty="There is no secret."
      columns={[
        { title: "Rotation", width: "minmax(10rem, 1fr)", cell: stateOf },
        {
          title: "Rotated by",
          width: "minmax(10rem, 1fr)",
          cell: ({ RotationLambdaARN: arn }) => (arn === undefined ? "" : <Arns arns={[arn]} />),
        },
        { title: "Changed", width: "14rem", cell: ({ LastChangedDate }) => <When at={LastChangedDate} /> },
      ]}
    />
  );
}

interface Version {
  readonly VersionId: string;
  readonly VersionStages?: readonly string[];
  readonly CreatedDate: number;
}

export function SecretPage({ route }: { readonly route: Route }) {
  const SecretId = route.parts[1] ?? "";
  const { value, problem, refresh } = useLive(
    SecretId,
    async () => {
      const [secret, { Versions }] = await Promise.all([
        call<Secret>("secretsmanager", "DescribeSecret", { SecretId }),
        call<{ Versions: Version[] }>("secretsmanager", "ListSecretVersionIds", {
          ...{ SecretId, IncludeDeprecated: true, MaxResults: 100 },
        }),
      ]);
      return { secret, versions: Versions.toSorted((one, other) => other.CreatedDate - one.CreatedDate) };
    },
    3000,
  );
  return (
    <ThingPage
      section="secrets"
      sectionTitle="Secrets"
      kind="secret"
      name={value?.secret.Name ?? SecretId}
      problem={problem}
    >
      {value && (
        <>
          <Rotation secret={value.secret} onRotated={refresh} />
          <h2>Versions</h2>
          <LongList
            label="Versions"
            rows={value.versions}
            keyOf={({ VersionId }) => VersionId}
            empty="It has no value yet."
            columns={[
              { title: "Version", width: "minmax(20rem, 1fr)", cell: ({ VersionId }) => VersionId },
              {
                title: "Stages",
                width: "minmax(14rem, 1fr)",
                cell: ({ VersionStages = [] }) => VersionStages.join(", ") || "· none: it will be forgotten",
              },
              { title: "Created", width: "14rem", cell: ({ CreatedDate }) => <When at={CreatedDate} /> },
            ]}
          />
          <Ask
            title="Its value"
            action="Show"
            fields={[{ name: "VersionStage", title: "Of the version with the stage", value: "AWSCURRENT" }]}
            ask={(values) => call("secretsmanager", "GetSecretValue", { SecretId, ...values })}
          />
          <JsonText title="As AWS describes it" text={JSON.stringify(value.secret)} />
        </>
      )}
    </ThingPage>
  );
}

/** What each step did stands in the function's log. */
function Rotation({ secret, onRotated }: { readonly secret: Secret; readonly onRotated: () => void }) {
  const [problem, setProblem] = useState<Error | undefined>();
  const { ARN, RotationEnabled, RotationLambdaARN: arn, RotationRules, LastRotatedDate } = secret;
  const rotate = () =>
    call("secretsmanager", "RotateSecret", { SecretId: ARN }).then(() => {
      setProblem(undefined);
      onRotated();
    }, setProblem);
  const { AutomaticallyAfterDays: days, ScheduleExpression: expression } = RotationRules ?? {};
  return (
    <>
      <p class="actions">
        {stateOf(secret)}
        {expression !== undefined && <code>{expression}</code>}
        {expression === undefined && days !== undefined && (days === 1 ? "every day" : `every ${days} days`)}
        {LastRotatedDate !== undefined && (
          <>
            last at <When at={LastRotatedDate} />
          </>
        )}
        {arn !== undefined && (
          <span>
            by <Arns arns={[arn]} />
          </span>
        )}
        {RotationEnabled === true && (
          <button type="button" onClick={() => void rotate()}>
            Rotate now
          </button>
        )}
      </p>
      <Trouble problem={problem} />
    </>
  );
}
