// S3 buckets: their objects by folder, all versions of them, and a look into one.

import { Ask } from "../parts/ask.tsx";
import { foldersOf, folderTitle, lastStep } from "../parts/folder-names.ts";
import { ListPage } from "../parts/list-page.tsx";
import { LongList } from "../parts/long-list.tsx";
import { ObjectPeek } from "../parts/object-peek.tsx";
import { ThingPage } from "../parts/thing-page.tsx";
import { When } from "../parts/when.tsx";
import { byteSize } from "../parts/words.ts";
import { call } from "../region/call.ts";
import { useLive } from "../region/live.ts";
import { addressOf, type Route } from "../route.ts";

interface Bucket {
  readonly Name: string;
  readonly CreationDate: number;
}

export function BucketsPage() {
  return (
    <ListPage<Bucket>
      title="Buckets"
      load={async () => (await call<{ Buckets: Bucket[] }>("s3", "ListBuckets")).Buckets}
      nameOf={({ Name }) => Name}
      addressOf={({ Name }) => addressOf(["buckets", Name])}
      empty="There is no bucket."
      columns={[
        {
          title: "Created",
          width: "14rem",
          cell: ({ CreationDate }) => <When at={CreationDate} />,
        },
      ]}
    />
  );
}

interface Entry {
  readonly Key: string;
  readonly Size?: number;
  readonly LastModified?: number;
  readonly StorageClass?: string;
  readonly VersionId?: string;
  readonly IsLatest?: boolean;
  readonly kind: "folder" | "object" | "delete marker";
}

interface Listed {
  readonly Contents?: readonly Entry[];
  readonly Versions?: readonly Entry[];
  readonly DeleteMarkers?: readonly Entry[];
  readonly CommonPrefixes?: readonly { readonly Prefix: string }[];
  readonly IsTruncated?: boolean;
}

async function entriesOf(Bucket: string, Prefix: string, withVersions: boolean) {
  const listed = await call<Listed>("s3", withVersions ? "ListObjectVersions" : "ListObjectsV2", {
    ...{ Bucket, Prefix, Delimiter: "/", MaxKeys: 1000 },
  });
  const { Contents = [], Versions = [], DeleteMarkers = [], CommonPrefixes = [], IsTruncated } = listed;
  const entries: readonly Entry[] = [
    ...CommonPrefixes.map((each) => ({ Key: each.Prefix, kind: "folder" as const })),
    ...[
      ...[...Contents, ...Versions].map((each) => ({ ...each, kind: "object" as const })),
      ...DeleteMarkers.map((each) => ({ ...each, kind: "delete marker" as const })),
    ].toSorted((one, other) =>
      one.Key === other.Key
        ? (other.LastModified ?? 0) - (one.LastModified ?? 0)
        : one.Key < other.Key
          ? -1
          : 1,
    ),
  ];
  return { entries, isCut: IsTruncated === true };
}

export function BucketPage({ route }: { readonly route: Route }) {
  const name = route.parts[1] ?? "";
  const prefix = route.query.get("prefix") ?? "";
  const key = route.query.get("key");
  const version = route.query.get("version") ?? undefined;
  const withVersions = route.query.has("versions");
  const { value, problem, refresh } = useLive(
    `${name} ${prefix} ${withVersions}`,
    () => entriesOf(name, prefix, withVersions),
    5000,
  );
  const kept: Record<string, string> = withVersions ? { versions: "1" } : {};
  const address = (query: Record<string, string>) => addressOf(["buckets", name], { ...kept, ...query });
  return (
    <ThingPage
      {...{ section: "buckets", sectionTitle: "Buckets", kind: "bucket", name, problem }}
      within={
        <>
          <a href={address({})}>{name}</a>
          {foldersOf(prefix).map((folder) => (
            <span key={folder}>
              {" "}
              › <a href={address({ prefix: folder })}>{folderTitle(folder)}</a>
            </span>
          ))}
        </>
      }
      heading={prefix === "" ? name : folderTitle(prefix)}
    >
      <p class="actions">
        <a
          href={addressOf(["buckets", name], {
            ...(prefix === "" ? {} : { prefix }),
            ...(withVersions ? {} : { versions: "1" }),
          })}
        >
          {withVersions ? "Show the latest versions only" : "Show all versions and delete markers"}
        </a>
      </p>
      {value && (
        <LongList
          label="Objects"
          rows={value.entries}
          keyOf={({ Key, VersionId = "" }) => `${Key} ${VersionId}`}
          isChosen={({ Key, VersionId }) => Key === key && (version === undefined || VersionId === version)}
          empty="Nothing is here."
          columns={[
            {
              title: "Key",
              width: "minmax(14rem, 2fr)",
              cell: ({ Key, kind, VersionId }) => (
                <EntryLink
                  entry={{ Key, kind }}
                  address={
                    kind === "folder"
                      ? address({ prefix: Key })
                      : address({
                          ...(prefix === "" ? {} : { prefix }),
                          key: Key,
                          ...(VersionId === undefined ? {} : { version: VersionId }),
                        })
                  }
                />
              ),
            },
            {
              title: "Size",
              width: "7rem",
              cell: ({ Size }) => (Size === undefined ? "" : byteSize(Size)),
            },
            {
              title: "Modified",
              width: "14rem",
              cell: ({ LastModified }) => <When at={LastModified} />,
            },
            ...(withVersions
              ? [
                  {
                    title: "Version",
                    width: "minmax(10rem, 1fr)",
                    cell: ({ VersionId = "", IsLatest }: Entry) =>
                      `${IsLatest === true ? "latest · " : ""}${VersionId}`,
                  },
                ]
              : [
                  {
                    title: "Class",
                    width: "8rem",
                    cell: ({ StorageClass = "" }: Entry) => StorageClass.toLowerCase(),
                  },
                ]),
          ]}
        />
      )}
      {value?.isCut === true && <p class="note">The first thousand. Open a folder to see the rest.</p>}
      {key !== null && (
        <ObjectPeek key={`${key} ${version}`} bucket={name} objectKey={key} version={version} />
      )}
      <Ask
        title="Put an object"
        action="Put"
        fields={[
          { name: "Key", title: "Key", value: `${prefix}note.json` },
          { name: "ContentType", title: "Content type", value: "application/json" },
          { name: "body", title: "Content", rows: 4, value: "{}" },
        ]}
        ask={async ({ body = "", ...members }) => {
          const bytes = new TextEncoder().encode(body);
          const put = await call("s3", "PutObject", {
            ...{ Bucket: name, ...members },
            Body: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")),
          });
          refresh();
          return put;
        }}
      />
    </ThingPage>
  );
}

function EntryLink({
  entry,
  address,
}: {
  readonly entry: Pick<Entry, "Key" | "kind">;
  readonly address: string;
}) {
  const { Key, kind } = entry;
  if (kind === "folder")
    return (
      <a href={address}>
        <span aria-hidden="true">▸ </span>
        {lastStep(Key)}/
      </a>
    );
  if (kind === "delete marker") return <span class="dull">✖ {Key.split("/").at(-1)} (delete marker)</span>;
  return <a href={address}>{Key.split("/").at(-1)}</a>;
}
